"""Who hears of a signed decision: everyone who reported or supported, once (RULINGS 6)."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Line, LineLetter, Report
from engagement.priorities.services.publishing import HIDDEN_KINDS

# Voices stay on their own issue when it is merged, so both are asked (RULINGS 12).
# Inserting is claiming: whoever was told of this version already is not given back.
_CLAIM = """
INSERT INTO priorities_lineletter (neighborhood_id, kind_id, person_id, version, told_at)
SELECT %(neighborhood)s, %(kind)s, told.person_id, %(version)s, %(now)s
FROM (
    SELECT DISTINCT voice.person_id
    FROM priorities_inputrow row
    JOIN concerns_issue issue
      ON issue.id = row.issue_id OR issue.merged_into_id = row.issue_id
    JOIN concerns_voice voice ON voice.issue_id = issue.id
    JOIN people_user person ON person.id = voice.person_id AND person.is_active
    WHERE row.line_id = %(line)s AND voice.at <= %(as_of)s
) told
ORDER BY told.person_id
ON CONFLICT (neighborhood_id, kind_id, person_id)
DO UPDATE SET version = excluded.version, told_at = excluded.told_at
WHERE priorities_lineletter.version < excluded.version
RETURNING person_id
"""


@transaction.atomic
def tell_people(*, report_id: int, now: datetime) -> int:
    """Ask for one letter to each person behind each decided line; count them.

    Safe to run twice: a person already told of this decision is not told again.
    """
    report = Report.objects.select_for_update().get(pk=report_id)
    if report.status != ReportStatus.SIGNED:
        return 0
    lines = report.lines.exclude(decision="").order_by("position")
    return sum(_tell_of(line, report, now) for line in lines)


def _tell_of(line: Line, report: Report, now: datetime) -> int:
    people = User.objects.in_bulk(_claim(line, report, now))
    for person in people.values():
        enqueue(
            task="priorities.send_line_letter",
            about=f"priorities.line:{report.neighborhood_id}-{line.kind_id}",
            version=line.decision_version,
            person=person,
            now=now,
            line_id=line.pk,
            person_id=person.pk,
        )
    return len(people)


def _claim(line: Line, report: Report, now: datetime) -> list[int]:
    values: dict[str, int | datetime] = {
        "neighborhood": report.neighborhood_id,
        "kind": line.kind_id,
        "version": line.decision_version,
        "line": line.pk,
        "as_of": report.as_of,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return [row[0] for row in cursor.fetchall()]


def letter_is_due(*, line_id: int, person_id: int) -> tuple[Line, User] | None:
    """Give the line and the person if the letter still holds true when it is sent."""
    line = (
        Line.objects.select_related("kind", "report__neighborhood")
        .filter(pk=line_id, report__status=ReportStatus.SIGNED)
        .first()
    )
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if line is None or person is None:
        return None
    told = LineLetter.objects.filter(
        neighborhood=line.report.neighborhood_id,
        kind=line.kind_id,
        person=person,
        version=line.decision_version,
    )
    return (line, person) if told.exists() else None


def is_quiet(line: Line) -> bool:
    """Somebody else may open the mail at home: a hidden kind is never named in it."""
    return line.kind.privacy in HIDDEN_KINDS
