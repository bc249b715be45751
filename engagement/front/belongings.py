"""What the front itself keeps about somebody: the copy of their data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import Person, Tables, rows_of
from engagement.front.models import Export
from engagement.front.services.expiring import purge_exports

LEAVES: Final[dict[str, Callable[..., int]]] = {"exports": purge_exports}


def export_person(person: Person) -> Tables:
    """List the copies they asked for."""
    asked = Export.objects.filter(person=person.pk)
    return {"front.export": rows_of(asked, asked_at="asked_at", ready_at="ready_at")}


def erase_person(person: Person) -> None:
    """Delete the copies, with what is in them."""
    Export.objects.filter(person=person.pk).delete()
