"""The same step for many issues: each by itself, so that one refusal stops no other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from engagement.common.errors import DomainError
from engagement.common.roles import Actor
from engagement.concerns.models import Issue
from engagement.concerns.services.handling import move_status, set_owner


@dataclass(frozen=True)
class Outcome:
    """What became of one issue; an empty problem means it was done."""

    issue: Issue
    problem: str = ""


def _each(issues: Sequence[Issue], step: Callable[[Issue], object]) -> list[Outcome]:
    outcomes = []
    for issue in issues:
        try:
            step(issue)
        except DomainError as error:
            outcomes.append(Outcome(issue, str(error)))
        else:
            outcomes.append(Outcome(issue))
    return outcomes


def assign_many(
    *, issues: Sequence[Issue], owner_id: int | None, actor: Actor, now: datetime
) -> list[Outcome]:
    """Give each issue to an officer, or to nobody."""
    return _each(
        issues,
        lambda issue: set_owner(
            issue_id=issue.pk, actor=actor, owner_id=owner_id, now=now
        ),
    )


def close_many(
    *, issues: Sequence[Issue], status: str, text: str, actor: Actor, now: datetime
) -> list[Outcome]:
    """Close each issue with the same public words."""
    return _each(
        issues,
        lambda issue: move_status(
            issue_id=issue.pk, actor=actor, new=status, text=text, version=None, now=now
        ),
    )
