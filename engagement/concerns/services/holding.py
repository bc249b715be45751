"""Legal holds: set and lifted by administrators, written down, seen by the overseer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.models import Issue, LegalHold
from engagement.concerns.permissions import can_hold


@transaction.atomic
def hold_issue(
    *, reference: str, reason: str, actor: Actor, now: datetime
) -> LegalHold:
    """Stop the wiping for an issue; held already, it stays as it is.

    Raises NoSuchIssueError, NotAllowedError.
    """
    issue = Issue.objects.select_for_update().filter(reference=reference).first()
    if not can_hold(actor):
        raise NotAllowedError(_("Only an administrator may do that."))
    if issue is None:
        raise NoSuchIssueError(_("There is no such concern."))
    held = issue.holds.filter(lifted_at=None).first()
    if held is not None:
        return held
    hold = LegalHold.objects.create(
        issue=issue, reason=reason, set_by_id=actor.pk, set_at=now
    )
    record(
        actor=actor,
        action="issue.hold",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reason=reason,
    )
    return hold


def carry_holds(
    *, issue: Issue, left: Collection[int], actor: Actor, now: datetime
) -> None:
    """Let what leaves an issue under a hold take the hold along.

    Otherwise taking problems apart would let words go that a court wants kept.
    """
    standing = LegalHold.objects.filter(issue__in=left, lifted_at=None)
    hold = standing.order_by("pk").first()
    if hold is None or issue.holds.filter(lifted_at=None).exists():
        return
    LegalHold.objects.create(
        issue=issue, reason=hold.reason, set_by_id=hold.set_by_id, set_at=now
    )
    record(
        actor=actor,
        action="issue.hold",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reason=hold.reason,
        came_along_from=name_of(hold.issue),
    )


@transaction.atomic
def lift_hold(*, hold_id: int, actor: Actor, now: datetime) -> None:
    """Let the wiping go on. Raises NotAllowedError."""
    hold = LegalHold.objects.select_for_update(of=("self",)).select_related("issue")
    found = hold.get(pk=hold_id)
    if not can_hold(actor):
        raise NotAllowedError(_("Only an administrator may do that."))
    if found.lifted_at is not None:
        return
    found.lifted_at = now
    found.save(update_fields=["lifted_at"])
    record(
        actor=actor,
        action="issue.lift_hold",
        subject=found.issue,
        now=now,
        place_id=found.issue.neighborhood_id,
    )
