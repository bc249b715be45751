"""What the queue holds of somebody. Nothing in it tells who sent a text (RULINGS 40)."""

from __future__ import annotations

from engagement.common.persons import Person, Tables, rows_of
from engagement.moderation import services
from engagement.moderation.models import Decision, Flag, Review, SampleNote


def export_person(person: Person) -> Tables:
    """Give what they flagged, decided and noted; their own words are in concerns."""
    flags = Flag.objects.filter(person=person.pk)
    decisions = Decision.objects.filter(by=person.pk)
    notes = SampleNote.objects.filter(by=person.pk)
    last = Review.objects.filter(decided_by=person.pk)
    return {
        "moderation.flag": rows_of(flags, reason="reason", text="words", at="at"),
        "moderation.decision": rows_of(
            decisions, decision="verdict", text="words", at="at"
        ),
        "moderation.samplenote": rows_of(notes, agrees="agrees", text="words", at="at"),
        "moderation.review": rows_of(last, what="what", state="state"),
    }


def erase_person(person: Person) -> None:
    """Unlink them from what they flagged and decided; what came of it stays."""
    services.erase_person(person.pk)
