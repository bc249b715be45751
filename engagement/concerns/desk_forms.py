"""What an officer types at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.ids import read_reference, show_reference
from engagement.common.widgets import RadiosWithHints
from engagement.concerns.choices import CLOSED, Status
from engagement.concerns.forms import NOT_OFFERED
from engagement.concerns.models import Issue
from engagement.concerns.moves import moves_from
from engagement.concerns.queries import SORTS, kinds_in_use
from engagement.concerns.services.handling import LONGEST_WORDS
from engagement.concerns.wording import title_of
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.places.queries import Hit, neighborhoods_on_the_map

Choices = list[tuple[str, Any]]
OTHER, NOBODY = "other", "nobody"
MOST_CHOSEN = 100


def _kind_choices(*, with_groups: bool) -> Choices:
    grouped: dict[str, Choices] = {}
    codes: dict[str, str] = {}
    for kind in kinds_in_use():
        group = kind.parent.label if kind.parent else kind.label
        codes[group] = kind.parent.code if kind.parent else kind.code
        value = kind.code if with_groups else str(kind.pk)
        grouped.setdefault(group, []).append((value, kind.label))
    if not with_groups:
        return list(grouped.items())
    return [(codes[group], group) for group in grouped]


def owner_choices(officers: Sequence[User]) -> Choices:
    return [(NOBODY, _("Nobody yet")), *((str(one.pk), str(one)) for one in officers)]


LONGEST_REASON = 500  # as the record keeps it


def _words(
    label: Any,
    *,
    is_required: bool = True,
    help_text: Any = "",
    most: int = LONGEST_WORDS,
) -> forms.Field:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=is_required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write a few words first.")},
    )


class InboxFilterForm(forms.Form):
    """Narrows the inbox; what cannot be read narrows nothing."""

    view = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    neighborhood = forms.ChoiceField(label=_("Neighborhood"), required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("Any")), *Status.choices],
        error_messages=NOT_OFFERED,
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=list(SORTS.items()),
        error_messages=NOT_OFFERED,
    )

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("All kinds")), *_kind_choices(with_groups=True)]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), required=False, choices=kinds, error_messages=NOT_OFFERED
        )
        named = [(place.slug, place.name) for place in places]
        self.fields["neighborhood"] = forms.ChoiceField(
            label=_("Neighborhood"),
            required=False,
            choices=[("", _("All mine")), *named],
            error_messages=NOT_OFFERED,
        )
        if len(places) == 1:
            del self.fields["neighborhood"]


class OwnerForm(forms.Form):
    """Who looks after it; used for one and for many."""

    owner = forms.ChoiceField(label=_("Who looks after it?"))

    def __init__(self, *args: Any, officers: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = forms.ChoiceField(
            label=_("Who looks after it?"),
            choices=owner_choices(officers),
            error_messages=NOT_OFFERED,
        )


class CloseForm(forms.Form):
    """How those that were chosen are closed, and why."""

    status = forms.ChoiceField(
        label=_("Close them as"),
        choices=[("", _("Choose one")), *((s, s.label) for s in Status if s in CLOSED)],
        error_messages={"required": _("Choose how you close them."), **NOT_OFFERED},
    )
    text = _words(_("Reason"), help_text=_("Everyone can read this."))


class StatusForm(forms.Form):
    new = forms.ChoiceField(label=_("What is its status now?"))
    text = _words(
        _("What neighbors will read (optional while work goes on)"),
        is_required=False,
        help_text=_("Everyone can read this, and those who wait get it by letter."),
    )

    def __init__(self, *args: Any, issue: Issue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._moves = moves_from(issue.status)
        self.fields["new"] = forms.ChoiceField(
            label=_("What is its status now?"),
            choices=[(status, status.label) for status in self._moves],
            widget=RadiosWithHints(
                attrs={"class": "govuk-radios--small"},
                hints={s.value: str(rule.ask) for s, rule in self._moves.items()},
            ),
            error_messages={"required": _("Choose the new status."), **NOT_OFFERED},
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        new = answers.get("new")
        if new and not (answers.get("text") or "").strip():
            missing = self._moves[Status(new)].missing
            if missing:
                self.add_error("text", str(missing))
        return answers


class ReplyForm(forms.Form):
    text = _words(
        _("Your reply"),
        help_text=_("Everyone can read this. Say who does what, and by when."),
    )


class NoteForm(forms.Form):
    text = _words(_("Note"), help_text=_("Only officers of this neighborhood read it."))


class WriteForm(forms.Form):
    text = _words(
        _("Your message"),
        help_text=_("Only this person reads it. You do not learn who it is."),
    )


class MergeForm(forms.Form):
    """Into which issue, out of those suggested or by its reference."""

    into = forms.ChoiceField(label=_("Which one is the same?"))
    other = forms.CharField(label=_("Its reference"), required=False, max_length=20)
    reason = _words(_("Why are they the same?"), most=LONGEST_REASON)

    def __init__(self, *args: Any, suggestions: Sequence[Issue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Choices = [
            (one.reference, f"{title_of(one)} · {show_reference(one.reference)}")
            for one in suggestions
        ]
        self.fields["into"] = forms.ChoiceField(
            label=_("Which one is the same?"),
            choices=[*offered, (OTHER, _("Another one"))],
            initial=None if offered else OTHER,
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            error_messages={
                "required": _("Choose the one it is the same as."),
                **NOT_OFFERED,
            },
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        wanted = answers.get("into")
        if wanted == OTHER:
            wanted = read_reference(answers.get("other") or "")
            if wanted is None:
                self.add_error("other", _("Write a reference like K7Q2-M9XD."))
        answers["reference"] = wanted
        return answers


class ReasonForm(forms.Form):
    reason = _words(_("Why are they two after all?"), most=LONGEST_REASON)


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Administrators and auditors can read this later."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why. The reason is kept with the act."),
            "max_length": _("Use 300 characters at most."),
        },
    )


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind is it really?"))
    reason = _words(_("Why?"), most=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(
            label=_("What kind is it really?"),
            choices=[("", _("Choose one")), *_kind_choices(with_groups=False)],
            error_messages={"required": _("Choose a kind."), **NOT_OFFERED},
        )


class PlaceForm(forms.Form):
    """A place by name, one of several found, or only a neighborhood."""

    place = forms.CharField(
        label=_("Street, corner or place"), required=False, max_length=120
    )
    hit = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    neighborhood = forms.ChoiceField(
        label=_("Or only the neighborhood"), required=False
    )
    reason = _words(_("Why does it belong there?"), most=LONGEST_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one.pk), one.name) for one in neighborhoods_on_the_map()]
        self.fields["neighborhood"] = forms.ChoiceField(
            label=_("Or only the neighborhood"),
            required=False,
            choices=[("", _("Choose one")), *named],
            error_messages=NOT_OFFERED,
        )

    def offer(self, hits: Sequence[Hit]) -> None:
        """Ask which of several places is meant."""
        self.fields["hit"] = forms.ChoiceField(
            label=_("Which of these?"),
            choices=[(f"{hit.lat},{hit.lon}", hit.label) for hit in hits],
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
            error_messages={
                "required": _("Choose one of the places we found."),
                **NOT_OFFERED,
            },
        )

    def point(self) -> tuple[float, float] | None:
        lat, _comma, lon = str(self.cleaned_data.get("hit") or "").partition(",")
        try:
            point = (float(lat), float(lon))
        except ValueError:
            return None
        return point if all(isfinite(part) for part in point) else None

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("place") and not answers.get("neighborhood"):
            self.add_error("place", _("Name a place, or choose a neighborhood."))
        return answers
