"""What reports hold of the people who made them, and who was told of a decision."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.persons import Person, Tables, rows_of
from engagement.priorities.models import (
    Adjustment,
    Line,
    LineLetter,
    Report,
    Run,
    WeightsVersion,
)


def export_person(person: Person) -> Tables:
    """List what they signed, decided, adjusted and asked for, and what they were told."""
    me = person.pk
    signed = Report.objects.filter(Q(signed_by=me) | Q(first_signed_by=me))
    adjusted = Adjustment.objects.filter(Q(author=me) | Q(countersigned_by=me))
    place = {"neighborhood": "neighborhood__name"}
    line = {"neighborhood": "report__neighborhood__name", "kind": "kind__code"}
    week = {"year": "week_year", "week": "week_number"}
    return {
        "priorities.report": rows_of(
            signed, **place, **week, signed_at="signed_at", note="note"
        ),
        "priorities.line": rows_of(
            Line.objects.filter(decided_by=me),
            **line,
            decision="decision",
            reason="decision_reason",
            decided_at="decided_at",
        ),
        "priorities.adjustment": rows_of(
            adjusted, **place, kind="kind__code", reason="text", made_at="made_at"
        ),
        "priorities.lineletter": rows_of(
            LineLetter.objects.filter(person=me),
            **place,
            kind="kind__code",
            told_at="told_at",
        ),
        "priorities.run": rows_of(
            Run.objects.filter(asked_by=me), **week, started_at="started_at"
        ),
        "priorities.weightsversion": rows_of(
            WeightsVersion.objects.filter(made_by=me),
            number="number",
            reason="reason",
            made_at="made_at",
        ),
    }


def erase_person(person: Person) -> None:
    """Forget who was told; reports stay as published, without a link to who made them."""
    me = person.pk
    LineLetter.objects.filter(person=me).delete()
    Report.objects.filter(signed_by=me).update(signed_by=None)
    Report.objects.filter(first_signed_by=me).update(first_signed_by=None)
    Line.objects.filter(decided_by=me).update(decided_by=None)
    Adjustment.objects.filter(author=me).update(author=None)
    Adjustment.objects.filter(countersigned_by=me).update(countersigned_by=None)
    Run.objects.filter(asked_by=me).update(asked_by=None)
    WeightsVersion.objects.filter(made_by=me).update(made_by=None)
