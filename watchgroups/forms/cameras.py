"""What owners of cameras type, and what an officer asks them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.widgets import MomentInput
from engagement.places.queries import Hit
from watchgroups.choices import CameraKind
from watchgroups.forms.places import MOST_OFFERED, ask_which
from watchgroups.queries.log import place_meant, places_called
from watchgroups.services.cameras import (
    LONGEST_CONTACT,
    LONGEST_DIRECTION,
    LONGEST_WHY,
    MOST_HOURS,
    Spot,
)

_FROM_THE_LIST: Final = {
    "required": _("Choose one from the list."),
    "invalid_choice": _("Choose one from the list."),
}
METRES: Final = (
    ("50", _("50 meters")),
    ("200", _("200 meters")),
    ("500", _("500 meters")),
)
HOURS: Final = (
    ("1", _("1 hour")),
    ("3", _("3 hours")),
    ("12", _("12 hours")),
    ("24", _("One day")),
)


class SpotForm(forms.Form):
    """A place by its name, as our map knows it."""

    near = forms.CharField(
        label=_("Near which street or crossing?"),
        max_length=200,
        error_messages={"required": _("Name a street nearby.")},
    )

    def __init__(self, *args: Any, places: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = places
        self.hits: list[Hit] = []

    def clean_near(self) -> Spot:
        """Ask which place is meant; a wrong one would ask the wrong people."""
        words = str(self.cleaned_data["near"]).strip()
        found = places_called(words, self._places)
        if not found:
            raise forms.ValidationError(
                gettext(
                    "We know no place called that. Try the name of a street nearby."
                )
            )
        meant = place_meant(words, found)
        if meant is None:
            self.hits = found[:MOST_OFFERED]
            raise forms.ValidationError(ask_which(self.hits))
        return Spot(
            neighborhood_id=meant.neighborhood_id,
            lat=meant.lat,
            lon=meant.lon,
            label=meant.label,
        )


class CameraForm(SpotForm):
    """Where a camera looks and how its owner can be reached."""

    kind = forms.ChoiceField(
        label=_("What kind of camera?"),
        choices=CameraKind.choices,
        widget=forms.RadioSelect,
        error_messages=_FROM_THE_LIST,
    )
    direction = forms.CharField(
        label=_("What does it look at?"),
        help_text=_("Like “the sidewalk and the bus stop”."),
        max_length=LONGEST_DIRECTION,
        error_messages={"required": _("Say what it looks at.")},
    )
    hours_kept = forms.IntegerField(
        label=_("For how many hours are recordings kept?"),
        min_value=1,
        max_value=MOST_HOURS,
        error_messages={
            "required": _("Say how many hours, like 72."),
            "invalid": _("Write the number in digits."),
            "min_value": _("Say how many hours, like 72."),
            "max_value": _("Write at most %(limit_value)s hours."),
        },
    )
    contact = forms.CharField(
        label=_("How can an officer reach you if you say yes?"),
        help_text=_("A name and a phone number or address. It is kept locked."),
        max_length=LONGEST_CONTACT,
        error_messages={"required": _("Say how to reach you.")},
    )


class RecordingsForm(SpotForm):
    """What happened where and when, and why it is asked."""

    metres = forms.ChoiceField(
        label=_("How far around?"), choices=METRES, error_messages=_FROM_THE_LIST
    )
    begins_at = forms.DateTimeField(
        label=_("From when?"),
        widget=MomentInput,
        error_messages={
            "required": _("Enter a day and a time."),
            "invalid": _("Enter a day and a time."),
        },
    )
    hours = forms.ChoiceField(
        label=_("How long?"), choices=HOURS, error_messages=_FROM_THE_LIST
    )
    reason = forms.CharField(
        label=_("Why do you ask?"),
        help_text=_("Every owner reads this. It is kept in the record."),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why. The owners read it.")},
    )

    @property
    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        begins_at = given["begins_at"]
        return {
            "spot": given["near"],
            "metres": int(given["metres"]),
            "begins_at": begins_at,
            "ends_at": begins_at + timedelta(hours=int(given["hours"])),
            "reason": given["reason"],
        }
