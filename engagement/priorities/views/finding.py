"""From an address to the report it names; what one may not see is not there."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.weeks import Week
from engagement.priorities.models import Line, Report
from engagement.priorities.permissions import can_review
from engagement.priorities.queries.reports import in_week, reports_on_desk


def week_named(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as error:
        raise Http404(str(error)) from error


def desk_report(request: HttpRequest, slug: str, week: str) -> Report:
    """The newest version one may see as a reviewer, or the one asked for."""
    reports = in_week(reports_on_desk(viewer_of(request)), slug, week_named(week))
    wanted = request.GET.get("version", "")
    if wanted.isdecimal():
        reports = reports.filter(version=int(wanted[:4]))
    report = reports.first()
    if report is None:
        raise Http404
    return report


def own_report(request: SignedInRequest, slug: str, week: str) -> Report:
    """A report one may review; readers of drafts who are no officers get a 404."""
    report = desk_report(request, slug, week)
    if not can_review(viewer_of(request), report):
        raise Http404
    return report


def line_named(report: Report, kind: str) -> Line:
    line = get_object_or_404(report.lines.select_related("kind"), kind__code=kind)
    line.report = report
    return line


def address(name: str, report: Report, *more: str) -> str:
    """Give the address of one of a report's pages."""
    place, week = report.neighborhood.slug, str(report.week).lower()
    return reverse(f"priorities:{name}", args=[place, week, *more])


def public_address(report: Report) -> str:
    """Give the address of a report as everybody reads it."""
    place, week = report.neighborhood.slug, str(report.week).lower()
    return reverse("priorities:published_week", args=[place, week])


def card_of(report: Report, line: Line) -> str:
    """Give the address of the line on the report's page."""
    return f"{address('report', report)}#{line.kind.code}"
