"""What staff type to make codes: a sheet for letters, or one to be shown at a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _

from engagement.common.languages import languages_offered
from engagement.common.widgets import DayInput, MomentInput
from engagement.people.services.meetingcodes import FEWEST_PEOPLE, MOST_PEOPLE
from engagement.people.services.sheets import FEWEST, MOST
from engagement.places.models import Neighborhood
from engagement.places.queries import town

_NOT_OFFERED = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
_A_MOMENT = _("Enter a day and a time.")
GOOD_FOR_DAYS = 60


def _languages() -> list[tuple[str, str]]:
    here = town()
    return languages_offered(here.languages if here else ())


class _InAPlaceForm(forms.Form):
    neighborhood = forms.ChoiceField(label=_("Neighborhood"))

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighborhood"] = forms.ChoiceField(
            label=_("Neighborhood"),
            choices=[(str(place.pk), place.name) for place in places],
            error_messages=_NOT_OFFERED,
        )

    @property
    def place_id(self) -> int:
        return int(self.cleaned_data["neighborhood"])


class SheetForm(_InAPlaceForm):
    purpose = forms.CharField(
        label=_("What are the codes for?"),
        help_text=_(
            "For example: letters to Mill Lane, November. Only staff read this."
        ),
        max_length=120,
        error_messages={
            "required": _("Say what the codes are for."),
            "max_length": _("Say it in at most 120 characters."),
        },
    )
    size = forms.IntegerField(
        label=_("How many codes?"),
        help_text=_("One a person. Ten stand on a page."),
        initial=50,
        min_value=FEWEST,
        max_value=MOST,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Say how many codes you need."),
            "invalid": _("Enter a whole number."),
            "min_value": _(
                "At least %(limit_value)s, so that none points at one home."
            ),
            "max_value": _(
                "At most %(limit_value)s on one sheet. Make several sheets."
            ),
        },
    )
    until = forms.DateField(
        label=_("Good until"),
        widget=DayInput(),
        error_messages={
            "required": _("Choose the last day on which the codes work."),
            "invalid": _("Enter a day."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language on the paper"),
        choices=_languages,
        error_messages=_NOT_OFFERED,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = localdate() + timedelta(days=GOOD_FOR_DAYS)
        self.order_fields(["neighborhood", "purpose", "size", "until", "language"])

    @property
    def expires_at(self) -> datetime:
        """The end of the last day, at the town's midnight."""
        last = self.cleaned_data["until"]
        return make_aware(datetime.combine(last + timedelta(days=1), time.min))


class MeetingCodeForm(_InAPlaceForm):
    place = forms.CharField(
        label=_("Where is the meeting?"),
        help_text=_("The people there read this above the code."),
        max_length=120,
        error_messages={
            "required": _("Say where the meeting is."),
            "max_length": _("Say it in at most 120 characters."),
        },
    )
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        widget=MomentInput(),
        error_messages={"required": _A_MOMENT, "invalid": _A_MOMENT},
    )
    ends_at = forms.DateTimeField(
        label=_("Ends"),
        help_text=_("Then the code stops working by itself."),
        widget=MomentInput(),
        error_messages={"required": _A_MOMENT, "invalid": _A_MOMENT},
    )
    most = forms.IntegerField(
        label=_("How many people come at most?"),
        help_text=_("The code works that often, and no more."),
        min_value=FEWEST_PEOPLE,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Say how many people come at most."),
            "invalid": _("Enter a whole number."),
            "min_value": _("At least %(limit_value)s."),
            "max_value": _("At most %(limit_value)s."),
        },
    )
    field_order = ("neighborhood", "place", "starts_at", "ends_at", "most")
