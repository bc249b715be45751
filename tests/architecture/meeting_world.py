"""The meetings that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property

from engagement.places.models import Neighborhood
from meetings.models import Live, Meeting, Poll, Question
from tests.factories.meetings import make_meeting
from tests.factories.places import make_neighborhood
from tests.factories.rooms import make_poll, make_question, make_room


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
    def room(self) -> Live:
        """The open room of the meeting."""
        return make_room(self.meeting)

    @cached_property
    def room_question(self) -> Question:
        """A question everybody in the room reads."""
        return make_question(self.room)

    @cached_property
    def room_poll(self) -> Poll:
        return make_poll(self.room)
