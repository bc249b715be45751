"""Who may open which address of meetings (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from meetings.slipcodes import slip_code
from tests.architecture.rows import (
    HIDDEN,
    OK,
    ON,
    SIGN_IN,
    Row,
    admins_only,
    everyone,
    hidden,
    signed_in,
)
from tests.architecture.world import World


def a_meeting(world: World) -> Sequence[object]:
    return [world.meeting.pk]


def a_meeting_page(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.meeting.slug]


def a_date_question(world: World) -> Sequence[object]:
    return [world.date_option.question.meeting_id]


def a_date_option(world: World) -> Sequence[object]:
    return [world.date_option.question.meeting_id, world.date_option.pk]


def a_series(world: World) -> Sequence[object]:
    return [world.series.pk]


def a_mentoring(world: World) -> Sequence[object]:
    return [world.mentoring.pk]


def a_mentoring_page(world: World) -> Sequence[object]:
    return [world.mentoring.pk, world.mentoring.slug]


def an_enrolment_link(world: World) -> Sequence[object]:
    return [world.enrolment_link]


def a_guardian_link(world: World) -> Sequence[object]:
    return [world.guardian_link]


def a_venue(world: World) -> Sequence[object]:
    return [world.hall.venue_id]


def a_hall(world: World) -> Sequence[object]:
    return [world.hall.pk]


def a_booking_link(world: World) -> Sequence[object]:
    return [world.booking_link]


def a_slip(world: World) -> Sequence[object]:
    return [world.meeting.pk, slip_code(world.meeting.pk)]


def a_feed_link(world: World) -> Sequence[object]:
    return [world.feed_link]


def a_stop_link(world: World) -> Sequence[object]:
    return [world.calls_stop_link]


def a_help_link(world: World) -> Sequence[object]:
    return [world.help_link]


def an_offer_of_help(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.helper.pk]


def a_help_wanted(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.helper.wanted_id]


def its_place(world: World) -> Sequence[object]:
    return [world.place.slug]


def callers(answer: str = OK, **how: Any) -> Row:
    """Organizers and officers of any place may call a meeting there, captains of their group."""
    return Row(SIGN_IN, HIDDEN, answer, answer, answer, HIDDEN, elsewhere=OK, **how)


def officers_of_the_place(answer: str = OK, **how: Any) -> Row:
    """The meeting is nobody's here: officers of its place alone may change it."""
    how = {"args": a_meeting} | how
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, answer, HIDDEN, **how)


def keepers_of_venues(answer: str = OK, **how: Any) -> Row:
    """Organizers and officers of any place, and administrators."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, answer, answer, answer, elsewhere=answer, **how)


def an_item(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.agenda_item.pk]


def a_proposal(world: World) -> Sequence[object]:
    return [world.meeting.pk, world.agenda_proposal.pk]


def a_held_meeting(world: World) -> Sequence[object]:
    return [world.held_meeting.pk]


def told_minutes(world: World) -> Sequence[object]:
    return [world.told_meeting.pk, world.told_meeting.slug]


def a_room(world: World) -> Sequence[object]:
    _ = world.room
    return a_meeting_page(world)


def a_room_code(world: World) -> Sequence[object]:
    return [world.room.code]


def a_poll(world: World) -> Sequence[object]:
    return [*a_room(world), world.room_poll.pk]


def a_chaired_poll(world: World) -> Sequence[object]:
    return [world.room.meeting_id, world.room_poll.pk]


def a_chaired_question(world: World) -> Sequence[object]:
    return [world.room.meeting_id, world.room_question.pk]


def a_question_supported(world: World) -> Mapping[str, Any]:
    return {"support": world.room_question.pk}


def in_the_room(**how: Any) -> Row:
    """Whoever signed in; a visitor needs the code."""
    return Row(HIDDEN, OK, OK, OK, OK, OK, **how)


MEETING_ROWS: dict[str, Row] = {
    # address                   visitor  resident  captain  organizer  officer  admin
    # -- meetings, public -------------------------------------------------------------
    "meetings:meetings": everyone(),
    "meetings:meeting": everyone(args=a_meeting_page),
    # -- meetings, organizers ---------------------------------------------------------
    "meetings:organize": callers(),
    "meetings:meeting_new": callers(),
    "meetings:meeting_desk": officers_of_the_place(),
    "meetings:meeting_edit": officers_of_the_place(),
    "meetings:meeting_move": officers_of_the_place(),
    "meetings:meeting_cancel": officers_of_the_place(),
    # -- the room: by its code or signed in; its chair alone ---------------------------
    "meetings:join": everyone(),
    "meetings:join_code": everyone(ON, args=a_room_code),
    "meetings:live": everyone(args=a_meeting_page),
    "meetings:live_fragment": in_the_room(args=a_room),
    "meetings:live_support": everyone(
        ON, args=a_room, method="post", data=a_question_supported
    ),
    "meetings:live_poll": Row(ON, OK, OK, OK, OK, OK, args=a_poll),
    "meetings:room": hidden(args=a_meeting),
    "meetings:room_waiting": hidden(args=a_meeting),
    "meetings:room_set": hidden(args=a_meeting, method="post"),
    "meetings:screen": hidden(args=a_meeting),
    "meetings:screen_fragment": hidden(args=a_meeting),
    "meetings:question_paper": hidden(args=a_meeting),
    "meetings:room_categories": hidden(args=a_meeting),
    "meetings:poll_new": hidden(args=a_meeting),
    "meetings:poll_set": hidden(args=a_chaired_poll, method="post"),
    "meetings:question_act": hidden(args=a_chaired_question, method="post"),
    "meetings:meeting_publish": officers_of_the_place(ON, method="post"),
    "meetings:meeting_copy": officers_of_the_place(),
    "meetings:meeting_course": officers_of_the_place(),
    "meetings:meeting_people": officers_of_the_place(),
    "meetings:meeting_organizers": admins_only(args=a_meeting),
    "meetings:organizer_end": admins_only(
        HIDDEN, args=lambda world: [world.meeting.pk, 1], method="post"
    ),
    "meetings:letter_withdraw": admins_only(
        HIDDEN, args=lambda world: [world.meeting.pk, 1], method="post"
    ),
    "meetings:asked": everyone(HIDDEN, args=lambda _world: ["no-such-letter"]),
    "meetings:asked_accept": signed_in(
        ON, args=lambda _world: ["no-such-letter"], method="post"
    ),
    "meetings:dates": everyone(args=a_date_question),
    "meetings:meeting_dates": officers_of_the_place(),
    "meetings:date_choose": officers_of_the_place(
        ON, args=a_date_option, method="post"
    ),
    # -- series -----------------------------------------------------------------------
    "meetings:series_list": callers(),
    "meetings:series_new": callers(),
    "meetings:series": officers_of_the_place(args=a_series),
    "meetings:series_edit": officers_of_the_place(args=a_series),
    "meetings:series_publish": officers_of_the_place(ON, args=a_series, method="post"),
    "meetings:series_stop": officers_of_the_place(args=a_series),
    "meetings:series_seats": officers_of_the_place(args=a_mentoring),
    "meetings:series_people": hidden(args=a_mentoring),
    "meetings:series_sheet": hidden(args=a_mentoring),
    "meetings:enrol": everyone(args=a_mentoring_page),
    "meetings:enrol_sent": everyone(args=a_mentoring_page),
    "meetings:enrolled": everyone(args=an_enrolment_link),
    "meetings:guardian": everyone(args=a_guardian_link),
    # -- houses and rooms -------------------------------------------------------------
    "meetings:venues": keepers_of_venues(),
    "meetings:venue_new": keepers_of_venues(),
    "meetings:venue": keepers_of_venues(args=a_venue),
    "meetings:venue_edit": keepers_of_venues(args=a_venue),
    "meetings:venue_use": keepers_of_venues(ON, args=a_venue, method="post"),
    "meetings:room_use": keepers_of_venues(ON, args=a_hall, method="post"),
    # -- agendas, minutes, promises ---------------------------------------------------
    "meetings:agenda_sheet": everyone(args=a_meeting_page),
    "meetings:propose": everyone(args=a_meeting_page),
    "meetings:minutes": everyone(args=told_minutes),
    "front:promises": everyone(),
    "front:prepare": officers_of_the_place(),
    "meetings:agenda": officers_of_the_place(),
    "meetings:agenda_item": officers_of_the_place(args=an_item),
    "meetings:agenda_step": officers_of_the_place(
        ON, args=an_item, method="post", data=lambda _world: {"step": "up"}
    ),
    "meetings:proposal": officers_of_the_place(args=a_proposal),
    "meetings:blank_sheet": officers_of_the_place(),
    "meetings:minutes_edit": officers_of_the_place(args=a_held_meeting),
    "meetings:minutes_publish": officers_of_the_place(
        ON, args=a_held_meeting, method="post"
    ),
    "meetings:meeting_promise": officers_of_the_place(args=a_held_meeting),
    # -- coming ----------------------------------------------------------------------
    "meetings:come": everyone(args=a_meeting),
    "meetings:come_sent": everyone(args=a_meeting),
    "meetings:coming": everyone(args=a_booking_link),
    "meetings:mine": signed_in(),
    "meetings:calendar_feed": signed_in(method="post"),
    "meetings:town_ics": everyone(),
    "meetings:place_ics": everyone(args=its_place),
    "meetings:meeting_ics": everyone(args=a_meeting),
    "meetings:coming_ics": everyone(args=a_booking_link),
    "meetings:feed_ics": everyone(args=a_feed_link),
    # -- helping ---------------------------------------------------------------------
    "meetings:help": everyone(args=a_meeting),
    "meetings:help_sent": everyone(args=a_meeting),
    "meetings:helping": everyone(args=a_help_link),
    "meetings:helpers": officers_of_the_place(),
    "meetings:helpers_remove": officers_of_the_place(
        ON, args=a_help_wanted, method="post"
    ),
    "meetings:help_answer": hidden(args=an_offer_of_help),
    # -- who comes -------------------------------------------------------------------
    "meetings:seats": officers_of_the_place(),
    "meetings:questions": officers_of_the_place(),
    "meetings:message": officers_of_the_place(),
    "meetings:attendees": hidden(args=a_meeting),
    "api:meeting-list": everyone(),
    "api:meeting-detail": everyone(args=a_meeting),
    "meetings:call": officers_of_the_place(),
    "meetings:calls_stop": everyone(args=a_stop_link),
    "meetings:list_open": admins_only(args=a_meeting),
    "meetings:attendees_csv": hidden(args=a_meeting),
    "meetings:sign_in_sheet": hidden(args=a_meeting),
    "meetings:door": hidden(args=a_meeting),
    "meetings:slip": everyone(args=a_slip),
    "meetings:slips": hidden(args=a_meeting),
    "meetings:who_comes": callers(),
}
