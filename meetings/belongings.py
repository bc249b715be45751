"""Meetings somebody called or looks after."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from engagement.moderation.services import forget_reviews
from meetings.models import Meeting, MinutesEdition, Organizer, Proposal


def export_person(person: Person) -> Tables:
    """List the meetings they called and those they looked after."""
    called = Meeting.objects.filter(made_by=person.pk)
    mine = Organizer.objects.filter(Q(person=person.pk) | Q(added_by=person.pk))
    about = {"meeting": "meeting__title", "added_at": "added_at"}
    return {
        **_of_agendas(person),
        "meetings.meeting": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizer": rows_of(mine, **about, ended_at="ended_at"),
    }


def erase_person(person: Person) -> None:
    """Leave the meetings, which are the town's, and take the name off them."""
    _erase_from_agendas(person)
    Meeting.objects.filter(made_by=person.pk).update(made_by=None)
    Organizer.objects.filter(added_by=person.pk).update(added_by=None)
    Organizer.objects.filter(person=person.pk).delete()


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
