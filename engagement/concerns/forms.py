"""What a person types while telling a concern, and while looking for one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.ids import read_reference
from engagement.common.widgets import DayInput, RadiosWithHints
from engagement.concerns.answers import LONGEST_TEXT
from engagement.concerns.choices import STRICTNESS, Contact, Privacy, Status
from engagement.concerns.models import Kind
from engagement.concerns.queries import IssueFilters
from engagement.places.models import Neighborhood
from engagement.places.queries import neighborhoods_on_the_map

_SHORT = 200
NOT_OFFERED = {"invalid_choice": _("Choose one from the list")}


class GroupForm(forms.Form):
    """The first screen: which group it is."""

    group = forms.ChoiceField(
        label=_("What is happening?"),
        error_messages={"required": _("Choose what is happening"), **NOT_OFFERED},
    )

    def __init__(self, *args: Any, groups: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        hints = {
            group.code: gettext(group.example) for group in groups if group.example
        }
        field.widget = RadiosWithHints(hints=hints)
        field.choices = [(group.code, group.label) for group in groups]  # type: ignore[attr-defined]  # it is a ChoiceField


class KindForm(forms.Form):
    """The second screen, where a group has more than one kind."""

    kind = forms.ChoiceField(
        label=_("Which of these is it?"),
        error_messages={"required": _("Choose which of these it is"), **NOT_OFFERED},
    )

    def __init__(self, *args: Any, kinds: Sequence[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        hints = {kind.code: gettext(kind.example) for kind in kinds if kind.example}
        field.widget = RadiosWithHints(hints=hints)
        field.choices = [(kind.code, kind.label) for kind in kinds]  # type: ignore[attr-defined]  # it is a ChoiceField


class WhereForm(forms.Form):
    """Where it is: in words, by a pin, or only the neighborhood."""

    plain_fields = ("privacy", "area")

    place = forms.CharField(
        label=_("Street, crossing or place"), max_length=_SHORT, required=False
    )
    lat = forms.FloatField(
        required=False, min_value=-90, max_value=90, widget=forms.HiddenInput
    )
    lon = forms.FloatField(
        required=False, min_value=-180, max_value=180, widget=forms.HiddenInput
    )
    pinned_for = forms.CharField(
        max_length=_SHORT, required=False, widget=forms.HiddenInput
    )
    area = forms.ModelChoiceField(
        label=_("Which neighborhood?"),
        queryset=neighborhoods_on_the_map(),
        required=False,
        empty_label=_("Choose a neighborhood"),
        error_messages=NOT_OFFERED,
    )
    hint = forms.CharField(
        label=_("Anything that helps us find it?"), max_length=_SHORT, required=False
    )
    privacy = forms.ChoiceField(
        label=_("What may other people see on the public map?"),
        help_text=_("Officers always see your pin. Your name is never shown."),
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages={
            "required": _("Choose what other people may see"),
            **NOT_OFFERED,
        },
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        areas: Sequence[Neighborhood],
        is_looking: bool = False,
        **kwargs: Any,
    ) -> None:
        """`is_looking`: only a place is looked up, the rest may still be open."""
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        area.choices = [("", gettext("Choose a neighborhood"))] + [  # type: ignore[attr-defined]  # the rows are here already
            (place.pk, place.name) for place in areas
        ]
        choices = privacy_choices(kind)
        self.fields["privacy"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["privacy"].required = len(choices) > 1 and not is_looking

    @property
    def has_choice(self) -> bool:
        """Tell whether the kind leaves anything to choose about who sees it."""
        return len(self.fields["privacy"].choices) > 1  # type: ignore[attr-defined]  # it is a ChoiceField

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if (said.get("lat") is None) != (said.get("lon") is None):
            said["lat"] = said["lon"] = None
        return said


def privacy_choices(kind: Kind) -> list[tuple[str, str]]:
    """Give what a reporter may choose: the kind's own class or stricter (RULINGS 19)."""
    least = STRICTNESS.index(Privacy(kind.privacy))
    allowed = [p for p in STRICTNESS[least:] if p != Privacy.CONDUCT]
    labels = [(p.value, str(p.label)) for p in allowed]
    if len(labels) > 1:
        recommended = gettext("%(choice)s (recommended)") % {"choice": labels[0][1]}
        labels[0] = (labels[0][0], recommended)
    return labels


class DetailsForm(forms.Form):
    """What happened, in the person's own words and language."""

    text = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_(
            "Tell us what happened, not what kind of person did it. "
            "Write in any language you like."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={
            "required": _("Tell us in a few words what is happening"),
            "max_length": _("Please shorten it to 1,500 characters"),
        },
    )
    how_often = forms.CharField(
        label=_("When, and how often?"),
        help_text=_("For example, “most evenings after 9” or “since Monday”"),
        max_length=_SHORT,
        required=False,
    )
    who_harmed = forms.CharField(
        label=_("Who could be harmed?"),
        help_text=_("For example, “children on their way to school”"),
        max_length=_SHORT,
        required=False,
    )


class SeveralFiles(forms.FileInput):
    """One control for several files."""

    allow_multiple_selected = True


class PhotosForm(forms.Form):
    """Photos, any number of files at once.

    The field itself looks at none of them: each file is cleaned by itself, and one that
    is refused keeps no other from being kept (Django’s CVE-2023-31047 looked at the last).
    """

    is_asked = False  # “Add” was pressed, so that there should be a file

    photos = forms.Field(
        label=_("Choose photos"),
        required=False,
        widget=SeveralFiles(
            attrs={"multiple": True, "accept": "image/jpeg,image/png,image/webp"}
        ),
    )

    @property
    def files_chosen(self) -> list[UploadedFile[Any]]:
        """Give every file; browsers send an empty one where none was chosen."""
        chosen = self.files.getlist("photos") if self.files else []
        return [file for file in chosen if file.name]

    def refuse(self, file: UploadedFile[Any], why: str) -> None:
        """Name the file the way the person knows it, and say what to do."""
        sentence = gettext("“%(name)s”: %(why)s") % {"name": file.name, "why": why}
        self.add_error("photos", sentence)

    def clean(self) -> dict[str, Any]:
        if self.is_asked and not self.files_chosen:
            self.add_error("photos", gettext("Choose a photo first"))
        return super().clean() or {}


class ContactForm(forms.Form):
    """How to reach the person, if at all."""

    plain_fields = ("email", "phone")

    contact_by = forms.ChoiceField(
        label=_("How can we reach you?"),
        choices=[
            (Contact.EMAIL, _("By e-mail")),
            (Contact.PHONE, _("By phone")),
            (Contact.NONE, _("Don’t contact me")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how we can reach you, or that we can’t"),
            **NOT_OFFERED,
        },
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("Write the e-mail address like name@example.com")},
    )
    phone = forms.RegexField(
        label=_("Your phone number"),
        regex=r"^[+()\d][\d\s().\-/]{4,38}$",
        max_length=39,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"invalid": _("Write the phone number with digits")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    updates = forms.BooleanField(
        label=_("Tell me when something happens with it"), required=False
    )
    share = forms.BooleanField(
        label=_("The officer may see my address and write to me"), required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        by = said.get("contact_by")
        if (
            by == Contact.EMAIL
            and not said.get("email")
            and not self.has_error("email")
        ):
            self.add_error("email", gettext("Write your e-mail address"))
        if (
            by == Contact.PHONE
            and not said.get("phone")
            and not self.has_error("phone")
        ):
            self.add_error("phone", gettext("Write your phone number"))
        for other in {"email", "phone"} - {by}:
            self.errors.pop(other, None)
        if by == Contact.PHONE:  # nobody but an officer ever calls
            said |= {"share": True, "updates": False}
        return said

    @property
    def address(self) -> str:
        by = self.cleaned_data["contact_by"]
        return str(self.cleaned_data.get(by, "") or "") if by != Contact.NONE else ""


class TrackForm(forms.Form):
    """Find a concern again: by its reference, or by the receipt."""

    code = forms.CharField(
        label=_("Reference or receipt"),
        help_text=_(
            "A reference looks like K7Q2-M9XD. A receipt has eight groups of four."
        ),
        max_length=80,
        error_messages={"required": _("Type the reference or the receipt")},
    )

    @property
    def reference(self) -> str | None:
        return read_reference(self.cleaned_data["code"])


def _statuses() -> list[tuple[str, Any]]:
    several = [
        ("", _("Any state")),
        ("open", _("All that are open")),
        ("closed", _("All that are closed")),
    ]
    return several + [(status.value, status.label) for status in Status]


class _FromDayToDay(forms.Form):
    """The part both forms below share."""

    place = forms.CharField(
        label=_("Near a street, crossing or place"), required=False, max_length=120
    )
    since = forms.DateField(label=_("From"), required=False, widget=DayInput())
    until = forms.DateField(label=_("To"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        since, until = said.get("since"), said.get("until")
        if since and until and since > until:
            self.add_error("until", gettext("Choose a day after the first one"))
        return said

    @property
    def filters(self) -> IssueFilters:
        """Give what could be understood; what could not narrows nothing."""
        said: dict[str, Any] = self.cleaned_data if self.is_bound else {}
        day: dict[str, date | None] = {n: said.get(n) for n in ("since", "until")}
        return IssueFilters(
            kind=said.get("kind") or "",
            status=said.get("status") or "",
            neighborhood=said.get("neighborhood") or "",
            since=day["since"],
            until=day["until"],
        )


class FiltersForm(_FromDayToDay):
    """What an address narrows the public list to; unknown words find nothing."""

    kind = forms.CharField(required=False, max_length=40)
    status = forms.CharField(required=False, max_length=18)
    neighborhood = forms.CharField(required=False, max_length=140)


class AroundForm(_FromDayToDay):
    """The same, as a form to fill in."""

    kind = forms.ChoiceField(
        label=_("What"), required=False, error_messages=NOT_OFFERED
    )
    status = forms.ChoiceField(
        label=_("State"), required=False, choices=_statuses, error_messages=NOT_OFFERED
    )
    neighborhood = forms.ChoiceField(
        label=_("Neighborhood"), required=False, error_messages=NOT_OFFERED
    )
    view = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10)
    plain_fields = ("kind", "status", "neighborhood", "since", "until", "place")

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[Kind],
        areas: Sequence[Neighborhood],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for kind in kinds:
            above = kind.parent.label if kind.parent else ""
            groups.setdefault(above, []).append((kind.code, kind.label))
        self.fields["kind"].choices = [("", gettext("Everything")), *groups.items()]  # type: ignore[attr-defined]  # it is a ChoiceField
        self.fields["neighborhood"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", gettext("All neighborhoods")),
            *((area.slug, area.name) for area in areas),
        ]
        for field in self.fields.values():
            field.label_suffix = ""


class AppealForm(forms.Form):
    words = forms.CharField(
        label=_("Why should we look again?"),
        help_text=_("Another moderator reads this. It is not shown to the public."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write why we should look again.")},
    )
