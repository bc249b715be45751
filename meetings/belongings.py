"""Meetings somebody called or looks after, and what they said or asked at them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet

from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from engagement.moderation.services import forget_reviews
from engagement.people.addresses import one_mailbox
from meetings.models import (
    Ballot,
    Booking,
    CalendarFeed,
    Called,
    CallRound,
    CallStop,
    DateVoter,
    HelpOffer,
    ListLook,
    Meeting,
    MinutesEdition,
    Notice,
    Organizer,
    OrganizerInvitation,
    Proposal,
    Question,
    Series,
    SeriesEnrolment,
    Support,
)
from meetings.queries.live import PASSED
from meetings.services.enrolling import read_guardian
from meetings.services.forgetting import forget_room_links
from meetings.services.forgetting_proposals import leave_proposals
from meetings.services.leaving import (
    leave_attendees,
    leave_unconfirmed,
    leave_unconfirmed_help,
)
from meetings.services.leaving_series import (
    leave_enrolled,
    leave_unconfirmed_enrolments,
)
from meetings.wishes import address_marks, read_wish

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "attendees": leave_attendees,
    "bookings": leave_unconfirmed,
    "enrolled": leave_enrolled,
    "enrolments": leave_unconfirmed_enrolments,
    "help_offers": leave_unconfirmed_help,
    "proposals": leave_proposals,
    "room_links": forget_room_links,
}


def export_person(person: Person) -> Tables:
    """List the meetings they called and those they looked after."""
    called = Meeting.objects.filter(made_by=person.pk)
    mine = Organizer.objects.filter(Q(person=person.pk) | Q(added_by=person.pk))
    about = {"meeting": "meeting__title", "added_at": "added_at"}
    return {
        "meetings.meeting": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizer": rows_of(mine, **about, ended_at="ended_at"),
        **_of_agendas(person),
        **_scheduling(person),
        **_of_rooms(person),
        **_export_coming(person),
        "meetings.seriesenrolment": [_row_of_series(row) for row in _enrolled(person)],
        "meetings.helpoffer": _export_help(person),
    }


def erase_person(person: Person) -> None:
    """Leave the meetings, which are the town's, and take the name off them."""
    _erase_from_agendas(person)
    Meeting.objects.filter(made_by=person.pk).update(made_by=None)
    Organizer.objects.filter(added_by=person.pk).update(added_by=None)
    Organizer.objects.filter(person=person.pk).delete()
    _forget_scheduling(person)
    _leave_rooms(person)
    _erase_coming(person)
    _enrolled(person).delete()
    HelpOffer.objects.filter(answered_by=person.pk).update(answered_by=None)
    _offered_help(person).delete()


# -- agendas and minutes ---------------------------------------------------------------
def _of_agendas(person: Person) -> Tables:
    """List what they proposed, and the minutes they published."""
    proposed = Proposal.objects.filter(person=person.pk)
    editions = MinutesEdition.objects.filter(by=person.pk)
    return {
        "meetings.proposal": rows_of(
            proposed,
            meeting="meeting__title",
            text="review__sent",
            state="state",
            reason="reason",
            asked_at="proposed_at",
        ),
        "meetings.minutesedition": rows_of(
            editions, meeting="minutes__meeting__title", number="number", at="at"
        ),
    }


def _erase_from_agendas(person: Person) -> None:
    """Wipe what they proposed; what became an item of an agenda is the meeting's."""
    proposed = Proposal.objects.filter(person=person.pk)
    forget_reviews(review_ids=list(proposed.values_list("review", flat=True)))
    proposed.update(person=None)
    MinutesEdition.objects.filter(by=person.pk).update(by=None)


# -- scheduling ------------------------------------------------------------------------
def _letters(person: Person) -> Q:
    return (
        Q(address=one_mailbox(person.email))
        | Q(invited_by=person.pk)
        | Q(accepted_by=person.pk)
    )


def _scheduling(person: Person) -> Tables:
    """Series they called, letters about organizing, and dates they voted on."""
    letters = OrganizerInvitation.objects.filter(_letters(person))
    voted = DateVoter.objects.filter(person=person.pk)
    called = Series.objects.filter(made_by=person.pk)
    return {
        "meetings.series": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizerinvitation": rows_of(
            letters,
            meeting="meeting__title",
            sent_at="invited_at",
            expires_at="expires_at",
        ),
        "meetings.datevoter": rows_of(
            voted, meeting="question__meeting__title", at="at"
        ),
    }


def _forget_scheduling(person: Person) -> None:
    Series.objects.filter(made_by=person.pk).update(made_by=None)
    OrganizerInvitation.objects.filter(invited_by=person.pk).update(invited_by=None)
    own = Q(address=one_mailbox(person.email)) | Q(accepted_by=person.pk)
    OrganizerInvitation.objects.filter(own).delete()
    DateVoter.objects.filter(person=person.pk).delete()


# -- rooms ----------------------------------------------------------------------------
def _of_rooms(person: Person) -> Tables:
    """List what they asked, supported and voted for in rooms."""
    asked = Question.objects.filter(person=person.pk)
    supported = Support.objects.filter(person=person.pk)
    voted = Ballot.objects.filter(person=person.pk)
    meeting = "live__meeting__title"
    return {
        "meetings.question": rows_of(
            asked,
            meeting=meeting,
            text="text",
            nickname="nickname",
            state="state",
            hidden_reason="hidden_reason",
            answer="answer",
            asked_at="asked_at",
        ),
        "meetings.support": rows_of(
            supported, meeting=f"question__{meeting}", text="question__text"
        ),
        "meetings.ballot": rows_of(
            voted,
            meeting=f"poll__{meeting}",
            text="poll__text",
            options="poll__options",
            choices="choices",
        ),
    }


def _leave_rooms(person: Person) -> None:
    """What nobody passed goes with them; what the room knows and counted stays."""
    mine = Question.objects.filter(person=person.pk)
    mine.exclude(state__in=PASSED).filter(merged_into=None).delete()
    mine.update(person=None, nickname="")
    Support.objects.filter(person=person.pk).update(person=None)
    Ballot.objects.filter(person=person.pk).update(person=None)


# -- those who come --------------------------------------------------------------------
def _bookings_of(person: Person) -> QuerySet[Booking]:
    """With their account, or by letters to its address."""
    by_letter = Q(person=None, address_mark__in=address_marks(person.email))
    theirs = Booking.objects.filter(Q(person=person.pk) | by_letter)
    return theirs.select_related("meeting").order_by("pk")


def _export_coming(person: Person) -> Tables:
    feed = CalendarFeed.objects.filter(person=person.pk)
    wrote = Notice.objects.filter(author=person.pk)
    wrote_to = CallRound.objects.filter(author=person.pk)
    called = Called.objects.filter(person=person.pk)
    stopped = CallStop.objects.filter(person=person.pk)
    looked = ListLook.objects.filter(actor=person.pk)
    return {
        "meetings.callround": rows_of(wrote_to, meeting="meeting__title", at="at"),
        "meetings.called": rows_of(called, meeting="meeting__title"),
        "meetings.callstop": rows_of(stopped, at="at"),
        "meetings.listlook": rows_of(
            looked, meeting="meeting__title", reason="reason", at="at"
        ),
        "meetings.booking": [_row_of(booking) for booking in _bookings_of(person)],
        "meetings.calendarfeed": rows_of(feed, made_at="made_at"),
        "meetings.notice": rows_of(
            wrote, meeting="meeting__title", text="text", sent_at="at"
        ),
    }


def _row_of(booking: Booking) -> Row:
    said = read_wish(booking.sealed)
    columns: dict[str, Any] = {
        "meeting": booking.meeting.title,
        "state": booking.state,
        "party_size": booking.party_size,
        "name": said.name,
        "needs": said.needs,
        "answers": "; ".join(said.answers.values()),
        "asked_at": booking.asked_at,
        "came_at": booking.came_at,
    }
    return {word: plain_value(value) for word, value in columns.items()}


def _erase_coming(person: Person) -> None:
    """Give their places back; within a minute the clock asks who is next in line."""
    _bookings_of(person).delete()
    CalendarFeed.objects.filter(person=person.pk).delete()
    Notice.objects.filter(author=person.pk).update(author=None)
    ListLook.objects.filter(actor=person.pk).update(actor=None)
    CallRound.objects.filter(author=person.pk).update(author=None)
    Called.objects.filter(person=person.pk).delete()
    CallStop.objects.filter(person=person.pk).delete()


# -- those enrolled for a series -------------------------------------------------------
def _enrolled(person: Person) -> QuerySet[SeriesEnrolment]:
    """With their account, or by letters to its address."""
    by_letter = Q(person=None, address_mark__in=address_marks(person.email))
    theirs = SeriesEnrolment.objects.filter(Q(person=person.pk) | by_letter)
    return theirs.select_related("series").order_by("pk")


def _row_of_series(enrolment: SeriesEnrolment) -> Row:
    said = read_wish(enrolment.sealed)
    columns: dict[str, Any] = {
        "series": enrolment.series.title,
        "state": enrolment.state,
        "party_size": enrolment.party_size,
        "name": said.name,
        "needs": said.needs,
        "answers": "; ".join(said.answers.values()),
        "guardian": read_guardian(enrolment.guardian_sealed).name,
        "asked_at": enrolment.asked_at,
        "guardian_agreed_at": enrolment.guardian_agreed_at,
    }
    return {word: plain_value(value) for word, value in columns.items()}


# -- those who help --------------------------------------------------------------------
def _offered_help(person: Person) -> QuerySet[HelpOffer]:
    """With their account, or by letters to its address."""
    by_letter = Q(person=None, address_mark__in=address_marks(person.email))
    theirs = HelpOffer.objects.filter(Q(person=person.pk) | by_letter)
    return theirs.select_related("meeting", "wanted").order_by("pk")


def _export_help(person: Person) -> list[Row]:
    """What they offered, and what they answered others, without who it was."""
    answered = HelpOffer.objects.filter(answered_by=person.pk)
    rows = rows_of(answered, meeting="meeting__title", answer="answer")
    return [*map(_row_of_help, _offered_help(person)), *rows]


def _row_of_help(offer: HelpOffer) -> Row:
    said = read_wish(offer.sealed)
    columns: dict[str, Any] = {
        "meeting": offer.meeting.title,
        "kind": offer.wanted.sort,
        "language": offer.wanted.language,
        "state": offer.state,
        "name": said.name,
        "words": said.needs,
        "answer": offer.answer,
        "asked_at": offer.asked_at,
    }
    return {word: plain_value(value) for word, value in columns.items()}
