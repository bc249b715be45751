"""Which reports may be read; all lists and look-ups start here."""

from __future__ import annotations

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import JSONObject, RowNumber

from engagement.common.roles import Role, Viewer
from engagement.common.weeks import Week
from engagement.concerns.models import Kind
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Adjustment, InputRow, Line, Report

READERS_OF_DRAFTS = (Role.OFFICER, Role.OVERSEER, Role.ADMIN, Role.AUDITOR)
_NEWEST = ("-week_year", "-week_number", "neighborhood__name", "-version", "pk")
_ADJUSTED = {
    "factor": "factor",
    "is_pin": "is_pin",
    "reason_code": "reason_code",
    "text": "text",
    "author": "author_id",
    "needs_second": "needs_second",
    "countersigned_by": "countersigned_by_id",
    "expires_on": "expires_on",
}
_BEFORE = {"rank": "rank", "decision": "decision", "detail": "decision_detail"}


def published_reports() -> QuerySet[Report]:
    """The one report a week that the public reads: signed and not replaced."""
    return (
        Report.objects.filter(status=ReportStatus.SIGNED)
        .select_related("neighborhood")
        .order_by("-week_year", "-week_number", "-version", "pk")
    )


def reports_visible_to(viewer: Viewer) -> QuerySet[Report]:
    """Published ones for everybody, drafts and replaced ones for the place's reviewers."""
    reports = Report.objects.select_related("neighborhood").order_by(*_NEWEST)
    own = _in_reviewed_places(viewer)
    return reports.filter(own | Q(status=ReportStatus.SIGNED))


def reports_on_desk(viewer: Viewer) -> QuerySet[Report]:
    """Every version of the reports one may see as a draft: the desk's lists begin here."""
    reports = Report.objects.select_related(
        "neighborhood", "signed_by", "first_signed_by"
    )
    return reports.filter(_in_reviewed_places(viewer)).order_by(*_NEWEST)


def newest_versions(reports: QuerySet[Report]) -> QuerySet[Report]:
    """One row a neighborhood and week: the latest version, whatever its state."""
    later = Report.objects.filter(
        neighborhood=OuterRef("neighborhood"),
        week_year=OuterRef("week_year"),
        week_number=OuterRef("week_number"),
        version__gt=OuterRef("version"),
    )
    return reports.filter(~Exists(later))


def in_week(reports: QuerySet[Report], slug: str, week: Week) -> QuerySet[Report]:
    """The versions of one neighborhood's week, the newest first."""
    return reports.filter(
        neighborhood__slug=slug, week_year=week.year, week_number=week.number
    ).order_by("-version")


def lines_on_desk(report: Report) -> QuerySet[Line]:
    """A report's lines with all a reviewer sees of each, in one statement.

    `adjusted` is the factor set on it now, `before` the line as signed the week before.
    """
    place = report.neighborhood_id
    adjusted = Adjustment.objects.filter(
        neighborhood=place, kind=OuterRef("kind"), ended_at=None
    ).order_by("pk")
    before = Line.objects.filter(
        before_week(report.week),
        report__neighborhood=place,
        report__status=ReportStatus.SIGNED,
        kind=OuterRef("kind"),
    ).order_by("-report__week_year", "-report__week_number", "-report__version")
    return (
        report.lines.select_related("kind", "decided_by")
        .annotate(
            adjusted=Subquery(adjusted.values(json=JSONObject(**_ADJUSTED))[:1]),
            before=Subquery(before.values(json=JSONObject(**_BEFORE))[:1]),
        )
        .order_by("position")
    )


def kind_names() -> dict[str, str]:
    """Every kind's name in the reader's language, by its code."""
    kinds = Kind.objects.filter(parent__isnull=False).only("code", "name")
    return {kind.code: kind.label for kind in kinds}


def before_week(week: Week) -> Q:
    """Rows of reports of weeks before this one."""
    return Q(report__week_year__lt=week.year) | Q(
        report__week_year=week.year, report__week_number__lt=week.number
    )


def largest_inputs(report: Report, each: int) -> QuerySet[InputRow]:
    """The heaviest issues of every line, in one statement."""
    place = Window(
        RowNumber(), partition_by=F("line"), order_by=[F("x").desc(), F("issue").asc()]
    )
    rows = report.inputs.annotate(place_in_line=place).filter(place_in_line__lte=each)
    return rows.select_related("issue").order_by("line_id", "place_in_line")


def _in_reviewed_places(viewer: Viewer) -> Q:
    may = Q(pk__in=[])
    for role in READERS_OF_DRAFTS:
        places = viewer.place_ids(role)
        if places is None:
            return Q()
        if places:
            may |= Q(neighborhood__in=places)
    return may
