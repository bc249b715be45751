"""Reports to take along, as CSV and JSON."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import SignedInRequest
from engagement.common.spreadsheets import MARK
from engagement.priorities.models import Line, Report
from engagement.priorities.presenting.exports import (
    COLUMNS,
    PUBLIC_COLUMNS,
    as_csv,
    desk_json,
    desk_rows,
    public_json,
    public_rows,
)
from engagement.priorities.queries.reports import in_week, published_reports
from engagement.priorities.services.exporting import note_export
from engagement.priorities.views.finding import desk_report, week_named


@login_not_required
@require_safe
def published_csv(request: HttpRequest, slug: str, week: str) -> HttpResponse:  # noqa: ARG001 - an address answers a request
    report = _published(slug, week)
    return _file(report, as_csv(PUBLIC_COLUMNS, public_rows(report), **_of(report)))


@login_not_required
@require_safe
def published_json(request: HttpRequest, slug: str, week: str) -> HttpResponse:  # noqa: ARG001 - an address answers a request
    return JsonResponse(public_json(_published(slug, week)))


@require_safe
def report_csv(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    report = desk_report(request, slug, week)
    note_export(report=report, actor=request.user, form="csv", now=now())
    return _file(report, as_csv(COLUMNS, desk_rows(_lines(report)), **_of(report)))


@require_safe
def report_json(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    report = desk_report(request, slug, week)
    note_export(report=report, actor=request.user, form="json", now=now())
    return JsonResponse(desk_json(report, _lines(report)))


def _published(slug: str, week: str) -> Report:
    reports = published_reports().select_related("weights")
    report = in_week(reports, slug, week_named(week)).first()
    if report is None:
        raise Http404
    return report


def _lines(report: Report) -> list[Line]:
    return list(report.lines.select_related("kind").order_by("position"))


def _of(report: Report) -> dict[str, str]:
    return {"place": report.neighborhood.slug, "week": str(report.week)}


def _file(report: Report, text: str) -> HttpResponse:
    name = f"priorities-{report.neighborhood.slug}-{str(report.week).lower()}.csv"
    return HttpResponse(
        MARK + text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
