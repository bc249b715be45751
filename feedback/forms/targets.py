"""What an officer says a measure is to reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from engagement.common.widgets import DayInput
from engagement.places.models import Neighborhood
from feedback.choices import Measure

TOWN = "town"


class TargetForm(forms.Form):
    """Of which place, which measure, how high, until when."""

    place = forms.ChoiceField(
        label=_("Where?"), error_messages={"required": _("Choose where.")}
    )
    measure = forms.ChoiceField(
        label=_("What?"),
        choices=Measure.choices,
        error_messages={"required": _("Choose what is to rise.")},
    )
    value = forms.IntegerField(
        label=_("How high is it to be?"),
        help_text=_("A whole number from 0 to 100."),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "required": _("Enter a whole number from 0 to 100."),
            "invalid": _("Enter a whole number from 0 to 100."),
            "min_value": _("Enter a whole number from 0 to 100."),
            "max_value": _("Enter a whole number from 0 to 100."),
        },
    )
    until = forms.DateField(
        label=_("By when?"),
        widget=DayInput(),
        error_messages={
            "required": _("Enter a day."),
            "invalid": _("Enter a day that is in the calendar."),
        },
    )

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood | None], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            (str(place.pk), place.name) if place else (TOWN, _("The whole town"))
            for place in places
        ]

    @property
    def neighborhood_id(self) -> int | None:
        chosen = self.cleaned_data["place"]
        return None if chosen == TOWN else int(chosen)
