"""The meetings that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from meetings.models import DateOption, Meeting, Room, Series
from tests.factories.meetings import (
    make_date_question,
    make_meeting,
    make_room,
    make_series_row,
)
from tests.factories.places import make_neighborhood


class MeetingWorld:
    """A part of the world: two neighborhoods, and the meetings of the first."""

    @cached_property
    def place(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def elsewhere(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def meeting(self) -> Meeting:
        """A published meeting of the place, looked after by nobody of the table."""
        return make_meeting(neighborhood=self.place)

    @cached_property
    def series(self) -> Series:
        """A published series of the place without a meeting yet, of nobody."""
        return make_series_row(neighborhood=self.place)

    @cached_property
    def date_option(self) -> DateOption:
        """One of two dates for a draft of the place."""
        return make_date_question(neighborhood=self.place).options.order_by("pk")[0]

    @cached_property
    def room(self) -> Room:
        return make_room()
