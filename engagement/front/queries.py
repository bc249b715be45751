"""What the pages made of several apps read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from shapely.geometry import shape

from engagement.common.roles import NOBODY, Role, Viewer
from engagement.common.staticmap import Layer, Name, draw_map
from engagement.concerns.choices import CLOSED, OPEN, Privacy, Status, VoiceRole
from engagement.concerns.models import Concern, Issue, Kind, Voice
from engagement.concerns.queries import (
    InboxFilters,
    InboxView,
    concerns_visible_to,
    inbox_for,
    issues_visible_to,
    public_issues,
)
from engagement.people.models import Follow, Grant, User
from engagement.places.models import MapLayer, Neighborhood
from engagement.places.queries import (
    Hit,
    neighborhoods_on_the_map,
    search_places,
    table_version,
)
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Report, WeightsVersion
from engagement.priorities.queries.reports import (
    newest_versions,
    published_reports,
    reports_visible_to,
)
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from engagement.promises.queries import (
    in_reading_order,
    late_promises,
    promises_visible_to,
)

RECENT = timedelta(days=90)
_LOOKED_THROUGH = 12


# -- published reports -------------------------------------------------------------
@dataclass(frozen=True)
class PublicLine:
    """One line of a signed report, as the public reads it."""

    kind: str
    rank: int | None
    people: int
    supporters: int
    few: bool
    decision: str
    weekly: tuple[int, ...]


@dataclass(frozen=True)
class Highlight:
    """What a neighborhood's last signed report has on top."""

    report: Report
    lines: tuple[PublicLine, ...]

    @property
    def first(self) -> PublicLine | None:
        ranked = (line for line in self.lines if line.rank is not None)
        return next(ranked, None)


def kind_labels() -> dict[str, str]:
    return {kind.code: kind.label for kind in Kind.objects.only("code", "name")}


def kinds_by_harm() -> QuerySet[Kind]:
    lines = Kind.objects.lines().filter(is_active=True)
    return lines.order_by("-harm_level", "position", "code")


def weights_in_force() -> WeightsVersion | None:
    return WeightsVersion.objects.order_by("-number").first()


def people_by_email(emails: Iterable[str]) -> dict[str, User]:
    found = User.objects.filter(email__in=list(emails), is_active=True)
    return {user.email: user for user in found}


def lines_of(
    report: Report, labels: Mapping[str, str], most: int
) -> tuple[PublicLine, ...]:
    """Read the lines that were published, the first ones in reading order."""
    return tuple(
        _public_line(line, labels) for line in report.published.get("lines", [])[:most]
    )


def _public_line(line: Mapping[str, Any], labels: Mapping[str, str]) -> PublicLine:
    decision = line.get("decision") or {}
    return PublicLine(
        kind=labels.get(line["kind"], line["kind"]),
        rank=line.get("rank"),
        people=line.get("people") or 0,
        supporters=line.get("supporters") or 0,
        few=bool(line["few"]),
        decision=decision.get("reason", ""),
        weekly=tuple(line.get("weekly", ())),
    )


def highlights(labels: Mapping[str, str], most: int) -> list[Highlight]:
    """Show the first line of the reports signed last, one for each neighborhood."""
    newest = (
        published_reports()
        .defer("frozen")
        .order_by("-signed_at", "-pk")[: _LOOKED_THROUGH * most]
    )
    found: dict[int, Highlight] = {}
    for report in newest:
        shown = Highlight(report, lines_of(report, labels, 3))
        if shown.first is not None:
            found.setdefault(report.neighborhood_id, shown)
    return list(found.values())[:most]


def last_published(neighborhood: Neighborhood) -> Report | None:
    reports = published_reports().filter(neighborhood=neighborhood)
    return reports.defer("frozen").first()


# -- promises ----------------------------------------------------------------------
def kept_promises(most: int) -> QuerySet[Promise]:
    kept = promises_visible_to(NOBODY).filter(state=PromiseState.KEPT, is_public=True)
    return kept.select_related("neighborhood").order_by("-settled_at", "-pk")[:most]


def promises_of(neighborhood: Neighborhood, most: int) -> QuerySet[Promise]:
    public = promises_visible_to(NOBODY).filter(neighborhood=neighborhood)
    return in_reading_order(public.filter(is_public=True))[:most]


# -- neighborhoods -----------------------------------------------------------------
def neighborhoods_with_counts() -> QuerySet[Neighborhood]:
    """List the neighborhoods with how many public problems are open in each."""
    shown = public_issues().filter(status__in=sorted(OPEN)).order_by().values("pk")
    is_open = Q(issues__in=shown)
    return neighborhoods_on_the_map().annotate(
        open_issues=Count("issues", filter=is_open)
    )


def places_called(text: str, most: int) -> list[tuple[Hit, Neighborhood]]:
    """Find what may be meant, each with the neighborhood it lies in."""
    hits = search_places(text, most)
    areas = neighborhoods_on_the_map().in_bulk({hit.neighborhood_id for hit in hits})
    return [
        (hit, areas[hit.neighborhood_id])
        for hit in hits
        if hit.neighborhood_id in areas
    ]


@dataclass(frozen=True)
class Tally:
    open: int
    closed: int
    new: int


def tally_of(neighborhood: Neighborhood, now: datetime) -> Tally:
    """Count the public problems of one neighborhood: open, and of the last 90 days."""
    since = now - RECENT
    counted = (
        public_issues()
        .filter(neighborhood=neighborhood)
        .order_by()
        .aggregate(
            open=Count("pk", filter=Q(status__in=sorted(OPEN))),
            closed=Count(
                "pk", filter=Q(status__in=sorted(CLOSED), closed_at__gte=since)
            ),
            new=Count("pk", filter=Q(first_at__gte=since)),
        )
    )
    return Tally(**counted)


def officers_of(neighborhood: Neighborhood, now: datetime) -> QuerySet[User]:
    """Name the officers of this neighborhood; those of the whole town stand in."""
    here = Grant.objects.current(now).filter(
        Q(neighborhood=neighborhood) | Q(neighborhood=None),
        role=Role.OFFICER,
        user=OuterRef("pk"),
    )
    officers = User.objects.filter(Exists(here), is_active=True)
    return officers.order_by("name", "pk")


def follows(viewer: Viewer, neighborhood: Neighborhood) -> bool:
    if viewer.user is None:
        return False
    return Follow.objects.filter(
        user=viewer.user.pk, neighborhood=neighborhood
    ).exists()


def town_drawing() -> SafeString:
    """Draw the whole town with its neighborhoods; drawn anew when a boundary changes."""
    return _drawing(table_version(Neighborhood), get_language() or "")


@lru_cache(maxsize=8)
def _drawing(version: str, language: str) -> SafeString:  # noqa: ARG001 - the cache's keys
    places = list(neighborhoods_on_the_map())
    if not places:
        return SafeString("")
    drawn = dict.fromkeys(("water", "park"), ())
    layers = {
        kind: [row.shape for row in MapLayer.objects.filter(kind=kind).order_by("pk")]
        for kind in drawn
    }
    return draw_map(
        label=gettext("Map of the town with its neighborhoods. They are listed below."),
        bounds=_around(places),
        layers=[
            Layer("city", [place.boundary for place in places]),
            Layer("park", layers["park"]),
            Layer("water", layers["water"]),
            Layer("border", [place.boundary for place in places]),
        ],
        names=[_name_on_map(place) for place in places],
    )


def _around(places: Iterable[Neighborhood]) -> tuple[float, float, float, float]:
    corners = [(p.west, p.south, p.east, p.north) for p in places]
    return (
        min(c[0] for c in corners),
        min(c[1] for c in corners),
        max(c[2] for c in corners),
        max(c[3] for c in corners),
    )


def _name_on_map(place: Neighborhood) -> Name:
    spot = shape(place.boundary).representative_point()
    return Name(place.name, spot.y, spot.x, "place")


# -- one's own ---------------------------------------------------------------------
def own_concerns(viewer: Viewer) -> QuerySet[Concern]:
    """What somebody sent while signed in, newest first."""
    return concerns_visible_to(viewer).filter(
        person=viewer.user.pk if viewer.user else None
    )


def own_voices(viewer: Viewer, most: int) -> QuerySet[Issue]:
    """Problems of others that somebody said “me too” to, the latest first."""
    mine = Voice.objects.filter(
        issue=OuterRef("pk"),
        person=viewer.user.pk if viewer.user else None,
        role=VoiceRole.SUPPORTER,
    )
    issues = issues_visible_to(viewer).filter(Exists(mine))
    return issues.order_by("-last_voice_at", "-pk")[:most]


def followed(viewer: Viewer) -> QuerySet[Neighborhood]:
    mine = Follow.objects.filter(
        user=viewer.user.pk if viewer.user else None, neighborhood=OuterRef("pk")
    )
    return neighborhoods_on_the_map().filter(Exists(mine))


# -- the officer's day -------------------------------------------------------------
@dataclass(frozen=True)
class Today:
    """What needs an officer now, in the own areas only."""

    due: list[Issue]
    late: list[Issue]
    new: list[Issue]
    due_count: int
    late_count: int
    new_count: int
    sensitive_count: int
    reports: list[Report]
    promises: list[Promise]


def today_of(viewer: Viewer, now: datetime, filters: InboxFilters, most: int) -> Today:
    """Gather the officer's day; each list shows the first few."""
    today = filters.today
    opened = inbox_for(viewer, InboxView.OPEN, filters)
    due = opened.filter(replied_at=None, reply_due_on=today)
    late = inbox_for(viewer, InboxView.LATE, filters)
    new = inbox_for(viewer, InboxView.NEW, filters).exclude(reply_due_on__lt=today)
    counts = opened.order_by().aggregate(
        due=Count("pk", filter=Q(replied_at=None, reply_due_on=today)),
        late=Count(
            "pk",
            filter=Q(replied_at=None, reply_due_on__lt=today) | Q(target_at__lt=now),
        ),
        new=Count("pk", filter=Q(status=Status.NEW) & ~Q(reply_due_on__lt=today)),
        sensitive=Count("pk", filter=Q(privacy=Privacy.SENSITIVE)),
    )
    promises = promises_visible_to(viewer).filter(_here(viewer))
    return Today(
        due=list(due[:most]),
        late=list(late[:most]),
        new=list(new.order_by("-first_at", "-pk")[:most]),
        due_count=counts["due"],
        late_count=counts["late"],
        new_count=counts["new"],
        sensitive_count=counts["sensitive"],
        reports=list(reports_to_review(viewer)[:most]),
        promises=list(
            late_promises(promises, filters.today).select_related("neighborhood")[:most]
        )
        if filters.today
        else [],
    )


def reports_to_review(viewer: Viewer) -> QuerySet[Report]:
    drafts = newest_versions(reports_visible_to(viewer)).filter(
        _here(viewer), status=ReportStatus.DRAFT
    )
    return drafts.defer("frozen", "published")


def _here(viewer: Viewer) -> Q:
    places = viewer.place_ids(Role.OFFICER)
    return Q() if places is None else Q(neighborhood__in=places)
