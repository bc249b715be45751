"""The meetings that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from django.utils.timezone import now

from engagement.places.models import Neighborhood
from meetings.models import Booking, Meeting
from meetings.services.feeds import make_feed
from meetings.services.letters import token_of
from meetings.wishes import Wish
from tests.factories.bookings import make_asked, make_booking
from tests.factories.meetings import make_meeting
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood

COMES: Final = "Wilhelmina Featherstone"


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
    def coming(self) -> Booking:
        """Somebody who has a place, and gave a name for the door."""
        return make_booking(
            self.meeting, wish=Wish(name=COMES, needs="A seat in front")
        )

    @cached_property
    def booking_link(self) -> str:
        """A link of a letter that was not pressed yet; its booking holds no words."""
        return token_of(make_asked(self.meeting, wish=Wish()))

    @cached_property
    def feed_link(self) -> str:
        return make_feed(actor=make_user(), now=now())
