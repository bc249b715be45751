"""The rows behind the numbers above a report's list, and behind a published line."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.choices import Origin, Privacy
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.queries import concerns_visible_to, issues_visible_to
from engagement.priorities.choices import Counted
from engagement.priorities.models import InputRow, Report
from engagement.priorities.queries.facts import MAP_DAYS
from engagement.priorities.scoring import Weights

_RESIDENTS = Q(origin=Origin.RESIDENT, merged_into=None) & ~Q(privacy=Privacy.CONDUCT)
_CONCERNS = (Counted.WEEK, Counted.MONTH)


def counts_concerns(what: Counted) -> bool:
    return what in _CONCERNS


def counted_concerns(
    viewer: Viewer, report: Report, what: Counted
) -> QuerySet[Concern]:
    """What came in during the report's week, or the four weeks that end with it."""
    begins = report.as_of - timedelta(days=MAP_DAYS)
    first = Q(reported_at__gt=begins)
    if what == Counted.WEEK:
        zone = ZoneInfo(settings.TIME_ZONE)
        first = Q(reported_at__gte=report.week.after(-1).ends_at(zone))
    concerns = concerns_visible_to(viewer).select_related("issue__kind")
    return concerns.filter(
        first,
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=report.as_of),
        neighborhood=report.neighborhood_id,
        reported_at__lte=report.as_of,
        issue__origin=Origin.RESIDENT,
    )


def counted_issues(viewer: Viewer, report: Report, what: Counted) -> QuerySet[Issue]:
    """Problems open or late as frozen; those replied to or voiced, as they stand now."""
    issues = issues_visible_to(viewer).filter(neighborhood=report.neighborhood_id)
    if what in (Counted.OPEN, Counted.LATE):
        late = {"is_late": True} if what == Counted.LATE else {}
        rows = report.inputs.filter(is_open=True, **late)
        return issues_visible_to(viewer).filter(pk__in=rows.values("issue_id"))
    if what == Counted.REPLIED:
        begins = report.as_of - timedelta(days=MAP_DAYS)
        return issues.filter(
            _RESIDENTS, replied_at__gt=begins, replied_at__lte=report.as_of
        )
    since = report.as_of - timedelta(days=Weights.of(report.weights.values).voices_days)
    voices = Voice.objects.filter(at__gt=since, at__lte=report.as_of)
    rows = report.inputs.filter(Exists(voices.filter(_of_the_group())))
    return issues_visible_to(viewer).filter(pk__in=rows.values("issue_id"))


def public_issues(report: Report, kind: str) -> QuerySet[Issue]:
    """The problems of a published line that have a page today, open or closed then."""
    rows = InputRow.objects.filter(report=report, line__kind__code=kind, is_public=True)
    was_open = rows.filter(issue=OuterRef("pk"), is_open=True)
    shown = issues_visible_to(NOBODY).filter(pk__in=rows.values("issue_id"))
    return shown.annotate(was_open=Exists(was_open))


def _of_the_group() -> Q:
    """Voices of the row's issue, or of one merged into it (RULINGS 12)."""
    own = Q(issue=OuterRef("issue_id"))
    return own | Q(issue__merged_into=OuterRef("issue_id"))
