"""Taking the list along: what officers see of their area, without who sent it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.limits import EXPORTS, is_over
from engagement.common.roles import Actor, Viewer
from engagement.concerns.errors import TooManyExportsError
from engagement.concerns.models import Issue
from engagement.concerns.permissions import can_open_inbox
from engagement.concerns.queries import InboxFilters, inbox_for

COLUMNS: Final = (
    "reference",
    "kind",
    "neighborhood",
    "street",
    "status",
    "privacy",
    "reported_on",
    "reply_due_on",
    "replied_on",
    "closed_on",
    "reporters",
    "supporters",
)
MOST_ROWS: Final = 50_000
_AT_ONCE: Final = 1_000


def export_issues(
    *, actor: Actor, view: str, filters: InboxFilters, now: datetime
) -> Iterator[tuple[Any, ...]]:
    """Give the rows of one view of the inbox, and write down that they were taken.

    Nothing is kept for later: the rows are read while they are sent, so that there is
    no file to take back when a right ends. Without words, exact points and people.
    Raises NotAllowedError, TooManyExportsError.
    """
    viewer = Viewer(user=actor)
    if not can_open_inbox(viewer):
        raise NotAllowedError(_("Only officers may take the list of concerns along."))
    if is_over(EXPORTS, actor.pk):
        raise TooManyExportsError(
            _("You took %(most)d lists along today. Do it again tomorrow.")
            % {"most": EXPORTS.most}
        )
    issues = inbox_for(viewer, view, filters)[:MOST_ROWS]
    record(
        actor=actor,
        action="concern.export",
        subject="concerns.issue:many",
        now=now,
        view=view,
        narrowed_to={
            name: value for name, value in vars(filters.issues).items() if value
        },
    )
    return (_row(issue) for issue in issues.iterator(chunk_size=_AT_ONCE))


def _row(issue: Issue) -> tuple[Any, ...]:
    point = issue.public_point
    return (
        str(issue),
        issue.kind.code,
        issue.neighborhood.slug if issue.neighborhood else "",
        point.label if point else "",
        issue.status,
        issue.privacy,
        issue.reported_on,
        issue.reply_due_on or "",
        issue.replied_at.date() if issue.replied_at else "",
        issue.closed_at.date() if issue.closed_at else "",
        issue.reporters,
        issue.supporters,
    )
