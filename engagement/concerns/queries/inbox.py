"""The officer's lists: what needs an answer, and what a number was made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    TextChoices,
)
from django.utils.translation import gettext_lazy as _

from engagement.common.roles import Viewer
from engagement.concerns.choices import OPEN, Privacy, Status
from engagement.concerns.models import Issue, IssueQuerySet
from engagement.concerns.queries.talking import with_an_answer
from engagement.concerns.queries.visible import (
    NO_FILTERS,
    IssueFilters,
    in_the_area,
)

_YES_OR_NO = BooleanField()


class InboxView(TextChoices):
    """The saved views of the inbox (UX 6)."""

    NEW = "new", _("New")
    OPEN = "open", _("All open")
    MINE = "mine", _("Mine")
    LATE = "late", _("Late")
    DUE = "due", _("Reply due")
    SENSITIVE = "sensitive", _("Sensitive")
    DUPLICATES = "duplicates", _("Possible duplicates")
    ANSWERED = "answered", _("Answers")
    HELD = "held", _("Held back")
    CLOSED = "closed", _("Closed")


@dataclass(frozen=True)
class InboxFilters:
    """What an officer narrowed a view to."""

    issues: IssueFilters = NO_FILTERS
    today: date | None = None
    now: datetime | None = None


def _late(filters: InboxFilters) -> Q:
    """No reply by the day it was due, or open past the target."""
    unanswered = Q(replied_at=None, reply_due_on__lt=filters.today)
    return Q(status__in=sorted(OPEN)) & (unanswered | Q(target_at__lt=filters.now))


def _due(filters: InboxFilters) -> Q:
    """No reply yet, and it is due today or tomorrow."""
    if filters.today is None:
        return Q(pk__in=[])
    soon = (filters.today, filters.today + timedelta(days=1))
    return Q(status__in=sorted(OPEN), replied_at=None, reply_due_on__range=soon)


def _duplicates() -> Q:
    """Another open issue of the same kind at the same public point."""
    twins = (
        Issue.objects.open()
        .unmerged()
        .filter(snap_point=OuterRef("snap_point"), kind=OuterRef("kind"))
        .exclude(pk=OuterRef("pk"))
    )
    return Q(status__in=sorted(OPEN), snap_point__isnull=False) & Q(Exists(twins))


def _narrowed(view: str, viewer: Viewer, filters: InboxFilters) -> Q:
    still_open = Q(status__in=sorted(OPEN))
    mine = Q(owner=viewer.user.pk) if viewer.user else Q(pk__in=[])
    views = {
        InboxView.NEW: Q(status=Status.NEW),
        InboxView.OPEN: still_open,
        InboxView.MINE: still_open & mine,
        InboxView.LATE: _late(filters),
        InboxView.DUE: _due(filters),
        InboxView.SENSITIVE: still_open & Q(privacy=Privacy.SENSITIVE),
        InboxView.DUPLICATES: _duplicates(),
        InboxView.ANSWERED: with_an_answer(),
        InboxView.HELD: still_open & Q(is_held=True),
        InboxView.CLOSED: ~still_open,
    }
    return views.get(InboxView(view), still_open)


def _area(viewer: Viewer) -> IssueQuerySet:
    return Issue.objects.filter(in_the_area(viewer)).unmerged()


def inbox_for(viewer: Viewer, view: str, filters: InboxFilters) -> IssueQuerySet:
    """List the issues of one view, held ones first, then the reply due soonest.

    `filters` needs `today` and `now`, in town time; they decide what is late.
    """
    issues = filters.issues.apply(_area(viewer))
    chosen = issues.filter(_narrowed(view, viewer, filters))
    chosen = chosen.select_related("kind", "neighborhood", "snap_point", "owner")
    chosen = chosen.annotate(has_answer=ExpressionWrapper(with_an_answer(), _YES_OR_NO))
    return chosen.order_by(
        "-is_held", F("reply_due_on").asc(nulls_last=True), "-first_at", "-id"
    )


def inbox_counts(viewer: Viewer, filters: InboxFilters) -> dict[str, int]:
    """Count every view in one statement, for the tabs; the filters do not narrow it."""
    plain = replace(filters, issues=NO_FILTERS)
    counted = {
        view.value: Count("pk", filter=_narrowed(view, viewer, plain))
        for view in InboxView
        if view != InboxView.CLOSED
    }
    return _area(viewer).open().aggregate(**counted)


def issues_of_line(viewer: Viewer, neighborhood_id: int, kind_id: int) -> IssueQuerySet:
    """List the issues of one line, for officers of the area; nobody else sees any."""
    line = _area(viewer).filter(neighborhood=neighborhood_id, kind=kind_id)
    ready = line.select_related("kind", "neighborhood", "snap_point")
    return ready.order_by("-first_at", "-id")
