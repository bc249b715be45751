"""What the record holds about somebody: acts by them, acts done to them.

Erasing leaves it: it can only be added to (RULINGS 37), holds a number instead of a
name, and leaves whole after two years.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db.models import Q

from engagement.audit import services
from engagement.audit.models import Entry
from engagement.common.persons import Person, Tables, rows_of

LEAVES: Final[dict[str, Callable[..., int]]] = {"record": services.purge}


def export_person(person: Person) -> Tables:
    """List what they did, and what was done to their account."""
    own, about = Q(actor=person.pk), Q(subject=f"people.user:{person.pk}")
    entries = Entry.objects.filter(own | about)
    columns = {"at": "at", "act": "action", "about": "subject", "reason": "reason"}
    return {"audit.entry": rows_of(entries, **columns)}
