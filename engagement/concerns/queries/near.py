"""“Is it one of these?”: open issues that may be the same problem.

Only public points are compared, on both sides: whoever moves the pin about learns
nothing that the public map does not show (SECURITY promise 8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import cos, radians

from django.db.models import QuerySet

from engagement.common.roles import Viewer
from engagement.concerns.choices import Privacy
from engagement.concerns.likeness import (
    SHOW_FROM,
    metres_between,
    score,
    score_before_text,
    token_set_ratio,
)
from engagement.concerns.models import Concern, Issue, IssueQuerySet, Kind
from engagement.concerns.queries.visible import issues_visible_to
from engagement.places.models import SnapPoint
from engagement.places.queries import locator, snap_for

WITHIN_M = 250.0
WITHIN_DAYS = 60
MOST = 3
_CANDIDATES = 40
_METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True)
class Near:
    """One issue that may be the same, with what makes us think so."""

    issue: Issue
    score: float
    metres: float
    days: int


def near_issues(
    viewer: Viewer, kind_id: int, lat: float, lon: float, at: datetime, text: str = ""
) -> list[Near]:
    """Give up to three, the likeliest first; none where nothing is alike enough."""
    kind = Kind.objects.filter(pk=kind_id).first()
    place = locator().find(lat, lon)
    if kind is None or not isinstance(place, int):
        return []
    here = snap_for(place, lat, lon)
    if here is None:
        return []
    found = list(_candidates(viewer, kind, here, at)[:_CANDIDATES])
    words = _likeness_by_issue(found, text) if text.strip() else {}
    scored = [_scored(issue, kind, here, at, words.get(issue.pk)) for issue in found]
    alike = [near for near in scored if _is_shown(near)]
    return sorted(alike, key=lambda near: (-near.score, near.issue.pk))[:MOST]


def issues_near_point(
    issues: IssueQuerySet,
    *,
    within: int,
    lat: float | None = None,
    lon: float | None = None,
) -> IssueQuerySet:
    """Keep the issues whose public point lies in the square around a point."""
    if lat is None or lon is None:
        return issues
    box = _points_around(lat, lon, float(within))
    return issues.filter(snap_point__in=box, privacy=Privacy.PUBLIC)


def _points_around(lat: float, lon: float, metres: float) -> QuerySet[SnapPoint]:
    up = metres / _METRES_A_DEGREE
    across = up / max(0.01, cos(radians(lat)))
    return SnapPoint.objects.filter(
        lat__range=(lat - up, lat + up), lon__range=(lon - across, lon + across)
    )


def _is_shown(near: Near) -> bool:
    return near.metres <= WITHIN_M and near.score >= SHOW_FROM


def _candidates(
    viewer: Viewer, kind: Kind, here: SnapPoint, at: datetime
) -> IssueQuerySet:
    box = _points_around(here.lat, here.lon, WITHIN_M)
    return (
        issues_visible_to(viewer)
        .filter(
            snap_point__in=box,
            privacy=Privacy.PUBLIC,
            is_held=False,
            merged_into=None,
            closed_at=None,
            kind__parent=kind.parent_id,
            first_at__gte=at - timedelta(days=WITHIN_DAYS),
        )
        .order_by("-first_at", "-id")
    )


def _scored(
    issue: Issue, kind: Kind, here: SnapPoint, at: datetime, words: float | None
) -> Near:
    there = issue.snap_point
    metres = (
        metres_between(here.lat, here.lon, there.lat, there.lon)
        if there is not None
        else WITHIN_M + 1
    )
    days = max(0.0, (at - issue.first_at).total_seconds() / 86_400)
    same_within = float(kind.same_within_m)
    points = (
        score_before_text(metres, days, same_within)
        if words is None
        else score(metres, days, words, same_within)
    )
    return Near(issue=issue, score=points, metres=metres, days=int(days))


def _likeness_by_issue(found: Iterable[Issue], text: str) -> dict[int, float]:
    best: dict[int, float] = defaultdict(float)
    said = Concern.objects.filter(issue__in=[issue.pk for issue in found])
    for issue_id, theirs in said.order_by("pk").values_list("issue_id", "text"):
        best[issue_id] = max(best[issue_id], token_set_ratio(text, theirs))
    return {issue.pk: best[issue.pk] for issue in found}
