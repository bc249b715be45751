"""What an officer decides about a line; the reason is public (SCIENCE 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.richtext import plain
from engagement.people.models import User
from engagement.priorities.choices import Decision
from engagement.priorities.errors import DecisionIncompleteError
from engagement.priorities.models import Line, Report
from engagement.priorities.queries.review import last_decided_lines
from engagement.priorities.services.drafts import lock_draft, lock_line

SHORTEST_REASON = 10
_SAVED = [
    "decision",
    "decision_reason",
    "decision_detail",
    "decision_kept",
    "decided_by",
    "decided_at",
]


@dataclass(frozen=True)
class Particulars:
    """What comes with some decisions: whom it goes to, until when, or which line."""

    who: str = ""
    contact: str = ""
    on: date | None = None
    until: date | None = None
    into_id: int | None = None


@transaction.atomic
def decide_line(
    *,
    line_id: int,
    actor: User,
    decision: Decision,
    reason: str,
    now: datetime,
    particulars: Particulars = Particulars(),
) -> Line:
    """Say what will happen about a line, with a reason the public reads.

    Raises NotAllowedError, ReportLockedError, DecisionIncompleteError.
    """
    line = lock_line(line_id, actor)
    reason = plain(reason).strip()
    if len(reason) < SHORTEST_REASON:
        raise DecisionIncompleteError(
            _("Give a reason in a sentence. Neighbors read it.")
        )
    detail = _detail(line, decision, particulars, localdate(now))

    line.decision, line.decision_reason = decision, reason
    line.decision_detail, line.decision_kept = detail, False
    line.decided_by, line.decided_at = actor, now
    line.save(update_fields=_SAVED)
    record(
        actor=actor,
        action="report.decide_line",
        subject=line,
        now=now,
        place_id=line.report.neighborhood_id,
        reason=reason[:500],
        decision=decision,
    )
    return line


@transaction.atomic
def keep_last_decisions(*, report_id: int, actor: User, now: datetime) -> int:
    """Keep what was decided last time on every line still without a decision.

    A watch that has ended is asked again. Gives the number of lines kept.
    Raises NotAllowedError, ReportLockedError.
    """
    report = lock_draft(report_id, actor)
    undecided = list(report.lines.filter(decision=""))
    kept = carry_over(report, undecided, actor, now)
    if kept:
        record(
            actor=actor,
            action="report.keep_decisions",
            subject=report,
            now=now,
            place_id=report.neighborhood_id,
            lines=kept,
        )
    return kept


def carry_over(
    report: Report, lines: list[Line], actor: User | None, now: datetime
) -> int:
    """Write last time's decision on these lines where one still holds; count them."""
    last = last_decided_lines(report.neighborhood_id, report.week)
    kept = [line for line in lines if _take_over(line, last.get(line.kind_id), now)]
    for line in kept:
        line.decided_by, line.decided_at = actor, now
    Line.objects.bulk_update(kept, _SAVED)
    return len(kept)


def still_holds(last: Line, today: date) -> bool:
    """A watch ends with its day; every other decision holds until changed."""
    until = last.decision_detail.get("until")
    return bool(last.decision) and (until is None or date.fromisoformat(until) >= today)


def _take_over(line: Line, last: Line | None, now: datetime) -> bool:
    if last is None or not still_holds(last, localdate(now)):
        return False
    line.decision, line.decision_reason = last.decision, last.decision_reason
    line.decision_detail, line.decision_kept = last.decision_detail, True
    return True


def _detail(
    line: Line, decision: Decision, given: Particulars, today: date
) -> dict[str, str]:
    if decision == Decision.REFER:
        return _referral(given)
    if decision == Decision.WATCH:
        return _watch(given, today)
    if decision == Decision.MERGE:
        return _merged(line, given)
    return {}


def _referral(given: Particulars) -> dict[str, str]:
    who, contact = plain(given.who).strip(), plain(given.contact).strip()
    if not who or not contact or given.on is None:
        raise DecisionIncompleteError(
            _("Say whom you passed it on to, how to reach them, and on which day.")
        )
    return {"who": who[:120], "contact": contact[:200], "on": given.on.isoformat()}


def _watch(given: Particulars, today: date) -> dict[str, str]:
    if given.until is None or given.until <= today:
        raise DecisionIncompleteError(
            _("Say until when you keep an eye on it: a day after today.")
        )
    return {"until": given.until.isoformat()}


def _merged(line: Line, given: Particulars) -> dict[str, str]:
    """Into another line of the same report that is not itself merged."""
    into = (
        Line.objects.select_related("kind")
        .filter(pk=given.into_id or 0, report=line.report_id)
        .exclude(pk=line.pk)
        .first()
    )
    if into is None:
        raise DecisionIncompleteError(_("Choose the line it is handled with."))
    taken = line.report.lines.filter(
        decision=Decision.MERGE, decision_detail__into=line.kind.code
    )
    if into.decision == Decision.MERGE or taken.exists():
        raise DecisionIncompleteError(
            _("A line that is handled with another one cannot take in a third.")
        )
    return {"into": into.kind.code}
