"""Promises somebody looks after or wrote down."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from engagement.promises.models import Promise


def export_person(person: Person) -> Tables:
    """List the promises they look after or wrote down."""
    theirs = Promise.objects.filter(Q(owner=person.pk) | Q(made_by=person.pk))
    columns = {"what": "what", "who": "who", "due_on": "due_on", "state": "state"}
    return {"promises.promise": rows_of(theirs, **columns, made_at="made_at")}


def erase_person(person: Person) -> None:
    """Leave the promises, which are the town's, and take the name off them."""
    Promise.objects.filter(owner=person.pk).update(owner=None)
    Promise.objects.filter(made_by=person.pk).update(made_by=None)
