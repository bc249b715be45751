"""What moderators, overseers and those who flag type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.moderation.choices import Detector, FlagReason, Reason, What
from engagement.moderation.models import Review
from engagement.moderation.services.deciding import LONGEST_TEXT, LONGEST_WORDS
from engagement.moderation.services.flagging import LONGEST_FLAG
from engagement.places.models import Neighborhood

NOT_OFFERED = {"invalid_choice": _("Choose one of those in the list.")}
WHY = {"required": _("Choose the reason. The author reads it."), **NOT_OFFERED}


class QueueFilterForm(forms.Form):
    """Narrows the queue; what cannot be read narrows nothing."""

    view = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    neighborhood = forms.ChoiceField(label=_("Neighborhood"), required=False)
    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Words and photos")), *What.choices],
        error_messages=NOT_OFFERED,
    )
    held_for = forms.ChoiceField(
        label=_("A detector found"),
        required=False,
        choices=[("", _("Anything or nothing")), *Detector.choices],
        error_messages=NOT_OFFERED,
    )
    plain_fields = ("neighborhood", "what", "held_for")

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(place.slug, place.name) for place in places]
        self.fields["neighborhood"] = forms.ChoiceField(
            label=_("Neighborhood"),
            required=False,
            choices=[("", _("All mine")), *named],
            error_messages=NOT_OFFERED,
        )


class _Why(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Reason.choices,
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--small"}),
        error_messages=WHY,
    )
    words = forms.CharField(
        label=_("A few words to the author"),
        help_text=_("They read this beside the reason."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EditForm(_Why):
    """The words as they will be shown, and why they were changed."""

    shown = forms.CharField(
        label=_("What the public will read"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Leave some words, or refuse them all.")},
    )
    field_order = ("shown", "reason", "words")

    def __init__(
        self, said: Mapping[str, Any] | None = None, *, review: Review
    ) -> None:
        super().__init__(said, prefix="edit", initial={"shown": review.shown})


class RefuseForm(_Why):
    def __init__(self, said: Mapping[str, Any] | None = None) -> None:
        super().__init__(said, prefix="refuse")


MOST_PARTS = 5
SIDES = {
    "left": _("From the left"),
    "top": _("From the top"),
    "width": _("Wide"),
    "height": _("High"),
}


class RedactForm(_Why):
    """Parts of a photo in hundredths of it; a row left empty is no part."""

    def __init__(self, said: Mapping[str, Any] | None = None) -> None:
        super().__init__(said)
        for number in range(1, MOST_PARTS + 1):
            for side, label in SIDES.items():
                self.fields[f"{side}{number}"] = forms.FloatField(
                    label=label,
                    required=False,
                    min_value=0,
                    max_value=100,
                    widget=forms.NumberInput(attrs={"step": "0.1"}),
                    error_messages={"invalid": _("Write a number from 0 to 100.")},
                )
        self.plain_fields = tuple(name for name in self.fields if name[-1].isdigit())

    def rows(self) -> list[list[forms.BoundField]]:
        numbers = range(1, MOST_PARTS + 1)
        return [[self[f"{side}{number}"] for side in SIDES] for number in numbers]

    def parts(self) -> list[tuple[float, float, float, float]]:
        """Give the rows that were filled in."""
        found = []
        for number in range(1, MOST_PARTS + 1):
            left, top, width, height = (
                self.cleaned_data.get(f"{side}{number}") for side in SIDES
            )
            if width and height:
                found.append((left or 0.0, top or 0.0, width, height))
        return found


class FindForm(forms.Form):
    """Whose name, and why one looks for it."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the name, or a part of it.")},
    )
    reason = forms.CharField(
        label=_("Why do you look for this person?"),
        help_text=_(
            "For example: the person asked us to put something right. "
            "That you looked, and why, is written down. The name is not."
        ),
        max_length=300,
        error_messages={"required": _("Say why you look for this person.")},
    )


class SampleForm(forms.Form):
    """Whether an overseer agrees."""

    agrees = forms.ChoiceField(
        label=_("Do you agree?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect(
            attrs={"class": "govuk-radios--inline govuk-radios--small"}
        ),
        error_messages={"required": _("Choose yes or no."), **NOT_OFFERED},
    )
    words = forms.CharField(
        label=_("A note"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SenderForm(forms.Form):
    """Why administrators should look at the account behind it."""

    why = forms.CharField(
        label=_("Why?"),
        help_text=_("Administrators read this. The author does not."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Say why. Administrators read it."),
            "max_length": _("Use 300 characters at most."),
        },
    )


class FlagForm(forms.Form):
    """What is wrong with it."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=FlagReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it."), **NOT_OFFERED},
    )
    words = forms.CharField(
        label=_("Tell us more"),
        help_text=_("Only moderators read this."),
        required=False,
        max_length=LONGEST_FLAG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
