"""The meetings that addresses and doors speak of."""

from __future__ import annotations

from functools import cached_property
from typing import Final

from django.utils.timezone import now

from engagement.places.models import Neighborhood
from meetings.choices import EnrolmentState, HelperSort
from meetings.models import (
    AgendaItem,
    Booking,
    DateOption,
    HelpOffer,
    Live,
    Meeting,
    Poll,
    Proposal,
    Question,
    Room,
    Series,
    SeriesEnrolment,
)
from meetings.services.calling import stop_token
from meetings.services.enrolment_letters import enrolment_token, guardian_token
from meetings.services.feeds import make_feed
from meetings.services.help_letters import help_token
from meetings.services.letters import token_of
from meetings.wishes import Wish
from tests.factories.agendas import (
    make_item,
    make_minutes,
    make_past_meeting,
    make_proposal,
    make_published_minutes,
)
from tests.factories.bookings import make_asked, make_booking
from tests.factories.enrolments import (
    make_enrolment,
    make_guardian_asked,
    make_mentoring,
)
from tests.factories.helping import make_help, make_help_asked, make_wanted
from tests.factories.meetings import (
    make_date_question,
    make_meeting,
    make_room,
    make_series_row,
)
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.rooms import make_poll, make_question
from tests.factories.rooms import make_room as open_room

COMES: Final = "Wilhelmina Featherstone"
HELPS: Final = "Bartholomew Oyelaran"


class MeetingWorld:
    """A part of the world: two neighborhoods, and the meetings of the first."""

    @cached_property
    def place(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def calls_stop_link(self) -> str:
        return stop_token(make_user())

    @cached_property
    def elsewhere(self) -> Neighborhood:
        return make_neighborhood()

    @cached_property
    def agenda_item(self) -> AgendaItem:
        return make_item(self.meeting)

    @cached_property
    def agenda_proposal(self) -> Proposal:
        """What a moderator let pass and nobody has answered."""
        return make_proposal(self.meeting)

    @cached_property
    def held_meeting(self) -> Meeting:
        """A meeting of the place that is over, with minutes nobody has published."""
        held = make_past_meeting(neighborhood=self.place)
        make_item(held)
        make_minutes(held)
        return held

    @cached_property
    def told_meeting(self) -> Meeting:
        """One whose minutes everybody reads."""
        told = make_past_meeting(neighborhood=self.place)
        make_item(told)
        make_published_minutes(told, make_officer(of=self.place))
        return told

    @cached_property
    def meeting(self) -> Meeting:
        """A published meeting of the place, looked after by nobody of the table."""
        return make_meeting(neighborhood=self.place)

    @cached_property
    def series(self) -> Series:
        """A published series of the place without a meeting yet, of nobody."""
        return make_series_row(neighborhood=self.place)

    @cached_property
    def mentoring(self) -> Series:
        """A published series of the place people enrol for, of nobody of the table."""
        return make_mentoring(neighborhood=self.place, capacity=40)

    @cached_property
    def enrolled(self) -> SeriesEnrolment:
        """Somebody enrolled, who gave a name."""
        return make_enrolment(self.mentoring, wish=Wish(name=COMES))

    @cached_property
    def enrolment_link(self) -> str:
        """A link of a letter that was not pressed yet; it holds no words."""
        asked = make_enrolment(
            self.mentoring, wish=Wish(), state=EnrolmentState.ASKED, queued_at=None
        )
        return enrolment_token(asked)

    @cached_property
    def guardian_link(self) -> str:
        """A link of a letter to a parent or guardian."""
        return guardian_token(make_guardian_asked(self.mentoring))

    @cached_property
    def hall(self) -> Room:
        return make_room()

    @cached_property
    def date_option(self) -> DateOption:
        """One of two dates for a draft of the place."""
        return make_date_question(neighborhood=self.place).options.order_by("pk")[0]

    @cached_property
    def room(self) -> Live:
        """The open room of the meeting."""
        return open_room(self.meeting)

    @cached_property
    def room_question(self) -> Question:
        """A question everybody in the room reads."""
        return make_question(self.room)

    @cached_property
    def room_poll(self) -> Poll:
        return make_poll(self.room)

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
    def helper(self) -> HelpOffer:
        """Somebody whose offer to interpret waits for an answer."""
        return make_help(self.meeting, wish=Wish(name=HELPS))

    @cached_property
    def help_link(self) -> str:
        """A link of a letter that was not pressed yet; its offer holds no words."""
        steward = make_wanted(self.meeting, sort=HelperSort.STEWARD)
        return help_token(make_help_asked(wanted=steward, wish=Wish()))

    @cached_property
    def feed_link(self) -> str:
        return make_feed(actor=make_user(), now=now())
