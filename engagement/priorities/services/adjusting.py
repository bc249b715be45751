"""An officer's factor on a line: with a reason, an end, and both ranks (SCIENCE 1.2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.people.models import User
from engagement.priorities.choices import AdjustReason
from engagement.priorities.errors import AdjustmentRefusedError
from engagement.priorities.models import Adjustment, Line, Report
from engagement.priorities.queries.review import other_officers
from engagement.priorities.services.drafts import lock_line, two_people_needed
from engagement.priorities.services.reranking import rerank_draft

FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
ALONE = (0.75, 1.0, 1.5)
LONGEST_DAYS = 90
SHORTEST_TEXT = 20


@transaction.atomic
def adjust_line(
    *,
    line_id: int,
    actor: User,
    factor: float,
    reason_code: AdjustReason,
    text: str,
    expires_on: date,
    is_pin: bool,
    now: datetime,
) -> Adjustment:
    """Weigh a draft's line more or less, or pin it; the counts behind it never change.

    Where two people are asked for, half and double wait for a second officer.
    Raises NotAllowedError, ReportLockedError, AdjustmentRefusedError.
    """
    line = lock_line(line_id, actor)
    text = plain(text).strip()
    _refuse_misfit(factor, text, expires_on, localdate(now))
    if factor == 1.0 and not is_pin:
        raise AdjustmentRefusedError(
            _("Choose a factor or the pin. To take one away, end the adjustment.")
        )

    current = _current(line)
    if current.exists():
        _end(current, now)
    adjustment = Adjustment.objects.create(
        neighborhood_id=line.report.neighborhood_id,
        kind_id=line.kind_id,
        factor=factor,
        is_pin=is_pin,
        reason_code=reason_code,
        text=text,
        author=actor,
        needs_second=_needs_second(line.report, factor, actor, now),
        made_at=now,
        expires_on=expires_on,
    )
    rerank_draft(line.report, now)
    _note(line, actor, "report.adjust_line", now, text, factor=factor, pin=is_pin)
    return adjustment


@transaction.atomic
def countersign_adjustment(*, line_id: int, actor: User, now: datetime) -> Adjustment:
    """Let a factor that waits for a second officer take effect.

    Raises NotAllowedError, ReportLockedError, AdjustmentRefusedError.
    """
    line = lock_line(line_id, actor)
    adjustment = _current(line).select_for_update().first()
    if adjustment is None or not waits(adjustment):
        raise AdjustmentRefusedError(_("No adjustment waits for a second officer."))
    if adjustment.author_id == actor.pk:
        raise NotAllowedError(_("Another officer must agree to your adjustment."))

    adjustment.countersigned_by = actor
    adjustment.save(update_fields=["countersigned_by"])
    rerank_draft(line.report, now)
    _note(line, actor, "report.countersign", now, factor=adjustment.factor)
    return adjustment


@transaction.atomic
def end_adjustment(*, line_id: int, actor: User, now: datetime) -> Line:
    """Let the line weigh what its counts say again.

    Raises NotAllowedError, ReportLockedError, AdjustmentRefusedError.
    """
    line = lock_line(line_id, actor)
    current = _current(line)
    if not current.exists():
        raise AdjustmentRefusedError(_("Nobody has adjusted this line."))

    _end(current, now)
    rerank_draft(line.report, now)
    _note(line, actor, "report.end_adjustment", now)
    return line


def waits(adjustment: Adjustment) -> bool:
    """Tell whether a second officer must still agree."""
    return adjustment.needs_second and adjustment.countersigned_by_id is None


def _refuse_misfit(factor: float, text: str, expires_on: date, today: date) -> None:
    if factor not in FACTORS:
        raise AdjustmentRefusedError(_("Choose one of the five factors."))
    if len(text) < SHORTEST_TEXT:
        raise AdjustmentRefusedError(
            _("Say why in at least %(least)d characters.") % {"least": SHORTEST_TEXT}
        )
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise AdjustmentRefusedError(
            _("Choose an end after today and at most %(most)d days away.")
            % {"most": LONGEST_DAYS}
        )


def _current(line: Line) -> models.QuerySet[Adjustment]:
    return Adjustment.objects.filter(
        neighborhood=line.report.neighborhood_id, kind=line.kind_id, ended_at=None
    ).order_by("pk")


def _end(current: models.QuerySet[Adjustment], now: datetime) -> None:
    """Written out: an ended one stays to be read, and lets the next one in."""
    current.update(ended_at=now)


def _needs_second(report: Report, factor: float, actor: User, now: datetime) -> bool:
    if factor in ALONE or not two_people_needed():
        return False
    return other_officers(report.neighborhood_id, actor, now).exists()


def _note(
    line: Line,
    actor: User,
    action: str,
    now: datetime,
    reason: str = "",
    **detail: object,
) -> None:
    record(
        actor=actor,
        action=action,
        subject=line,
        now=now,
        place_id=line.report.neighborhood_id,
        reason=reason[:500],
        **detail,
    )
