"""What somebody says of a house and its rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.places.models import Neighborhood
from engagement.places.queries import search_places
from meetings.models import Venue
from meetings.services import VenueDetails
from meetings.services.venues import MOST_SEATS


class VenueForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the house a name.")},
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=200,
        error_messages={"required": _("Give the address.")},
    )
    neighborhood = forms.ChoiceField(
        label=_("In which neighborhood?"),
        required=False,
        error_messages={"invalid_choice": _("Choose one from the list.")},
    )
    near = forms.CharField(
        label=_("Where on the map?"),
        help_text=_(
            "A street, a crossing or a known place next to it. Empty: as it is."
        ),
        max_length=120,
        required=False,
    )
    is_step_free = forms.BooleanField(
        label=_("Step-free from the street"), required=False
    )
    has_hearing_loop = forms.BooleanField(label=_("Hearing loop"), required=False)
    has_accessible_toilet = forms.BooleanField(
        label=_("Accessible toilet"), required=False
    )
    transit = forms.CharField(
        label=_("Nearest stop and line"), max_length=200, required=False
    )
    access_note = forms.CharField(
        label=_("How to find the door and get in"), max_length=300, required=False
    )

    def __init__(
        self, *args: Any, places: Sequence[Neighborhood], venue: Venue | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.venue = venue
        offered = [(str(place.pk), place.name) for place in places]
        self.fields["neighborhood"].choices = [("", gettext("Outside or not known")), *offered]  # type: ignore[attr-defined]  # it is a ChoiceField # fmt: skip

    def clean_near(self) -> tuple[float | None, float | None]:
        """Find the point; what is not named stays where it was."""
        typed = self.cleaned_data["near"]
        if not typed:
            return (self.venue.lat, self.venue.lon) if self.venue else (None, None)
        hits = search_places(typed)
        if not hits:
            raise forms.ValidationError(
                gettext(
                    "We know no place called that. Try the name of a street nearby."
                )
            )
        return hits[0].lat, hits[0].lon

    @property
    def details(self) -> VenueDetails:
        given = self.cleaned_data
        lat, lon = given["near"]
        chosen = given["neighborhood"]
        return VenueDetails(
            name=given["name"],
            address=given["address"],
            neighborhood_id=int(chosen) if chosen else None,
            lat=lat,
            lon=lon,
            is_step_free=given["is_step_free"],
            has_hearing_loop=given["has_hearing_loop"],
            has_accessible_toilet=given["has_accessible_toilet"],
            transit=given["transit"],
            access_note=given["access_note"],
        )


class RoomForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the room"),
        max_length=80,
        error_messages={"required": _("Give the room a name.")},
    )
    capacity = forms.IntegerField(
        label=_("How many people fit?"),
        min_value=1,
        max_value=MOST_SEATS,
        error_messages={
            "required": _("Say how many people fit."),
            "invalid": _("Write the number in digits."),
        },
    )


def what_venue_says(venue: Venue) -> dict[str, Any]:
    """Give a house's values as the form begins with them."""
    names = ("name", "address", "transit", "access_note")
    facts = ("is_step_free", "has_hearing_loop", "has_accessible_toilet")
    said = {name: getattr(venue, name) for name in (*names, *facts)}
    return {**said, "neighborhood": str(venue.neighborhood_id or "")}
