"""Meetings somebody called or looks after."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from meetings.models import Meeting, Organizer


def export_person(person: Person) -> Tables:
    """List the meetings they called and those they looked after."""
    called = Meeting.objects.filter(made_by=person.pk)
    mine = Organizer.objects.filter(Q(person=person.pk) | Q(added_by=person.pk))
    about = {"meeting": "meeting__title", "added_at": "added_at"}
    return {
        "meetings.meeting": rows_of(called, title="title", made_at="made_at"),
        "meetings.organizer": rows_of(mine, **about, ended_at="ended_at"),
    }


def erase_person(person: Person) -> None:
    """Leave the meetings, which are the town's, and take the name off them."""
    Meeting.objects.filter(made_by=person.pk).update(made_by=None)
    Organizer.objects.filter(added_by=person.pk).update(added_by=None)
    Organizer.objects.filter(person=person.pk).delete()
