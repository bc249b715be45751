"""The officers' list of reports, one report to review, and the rows behind a line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.common.roles import Role, Viewer
from engagement.common.weeks import Week, week_just_ended
from engagement.priorities.choices import Counted, Decision, ReportStatus, Thinness
from engagement.priorities.forms import SignForm
from engagement.priorities.frozen import read_frozen
from engagement.priorities.models import Report, Run
from engagement.priorities.permissions import can_open_inputs, can_review
from engagement.priorities.presenting.cards import SHOWN_WHOLE, undecided
from engagement.priorities.presenting.desk import (
    desk_cards,
    names_of,
    number_of,
    tiles,
    unpromised,
    who_is_missing,
)
from engagement.priorities.presenting.pictures import (
    FEWEST_ON_DESK_MAP,
    cells_for_officers,
    columns,
    where_it_happens,
)
from engagement.priorities.presenting.rows import rows_of
from engagement.priorities.presenting.summary import summary
from engagement.priorities.queries.builds import missing_places, runs_visible_to
from engagement.priorities.queries.counted import (
    counted_concerns,
    counted_issues,
    counts_concerns,
)
from engagement.priorities.queries.reports import (
    READERS_OF_DRAFTS,
    largest_inputs,
    lines_on_desk,
    newest_versions,
    reports_on_desk,
)
from engagement.priorities.queries.review import promises_on_report
from engagement.priorities.services.drafts import two_people_needed
from engagement.priorities.views.feeling import how_people_feel
from engagement.priorities.views.finding import address, desk_report, line_named

LARGEST = 3


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """Own neighborhoods' reports, newest first; what is late or failed on top."""
    viewer = viewer_of(request)
    if not any(viewer.holds(role) for role in READERS_OF_DRAFTS):
        raise Http404
    undecided_lines = Count("lines", filter=Q(lines__decision="", lines__changed=True))
    found = newest_versions(reports_on_desk(viewer)).annotate(to_decide=undecided_lines)
    week = week_just_ended(now(), ZoneInfo(settings.TIME_ZONE))
    context = {
        "page": page_of(found, request.GET, field="made_at"),
        "week": week,
        "late": missing_places(viewer, week) if _is_due(week) else [],
        "run": _run_to_watch(viewer),
        "may_build": viewer.holds(Role.OFFICER) or viewer.holds(Role.ADMIN),
        "drafts": ReportStatus.DRAFT,
    }
    return render(request, "priorities/reports.html", context)


@require_safe
def report(request: SignedInRequest, slug: str, week: str) -> HttpResponse:
    found = desk_report(request, slug, week)
    form = SignForm(initial={"check": found.checklist, "note": found.note})
    return show_report(request, found, form)


def show_report(request: HttpRequest, report: Report, form: SignForm) -> HttpResponse:
    """The page to review, also after a no to what was typed on it."""
    viewer = viewer_of(request)
    frozen = read_frozen(report.frozen)
    lines = list(lines_on_desk(report))
    promises = promises_on_report(viewer, report.neighborhood_id)
    cards = desk_cards(lines, largest_inputs(report, LARGEST), promises)
    names = names_of(lines)
    cells = cells_for_officers(frozen["facts"]["hexes"])
    context = {
        "report": report,
        "form": form,
        "cards": cards[:SHOWN_WHOLE],
        "rest": cards[SHOWN_WHOLE:],
        "facts": frozen["facts"],
        "summary": summary(cards),
        "tiles": tiles(frozen["facts"], report.voices),
        "missing": who_is_missing(
            frozen["facts"], frozen["city"], frozen["population"]
        ),
        "where": where_it_happens(report, cells, fewest=FEWEST_ON_DESK_MAP),
        "names": names,
        "columns": columns(
            frozen["weeks"],
            ((line.kind.code, line.weekly) for line in lines),
            names,
            _("New reports each week"),
        ),
        "promises": promises,
        "undecided": undecided(cards),
        "unpromised": unpromised(cards),
        "today": localdate(),
        **how_people_feel(report),
        **_rights(viewer, report),
        **_state(report),
    }
    return render(request, "priorities/report.html", context)


@require_safe
def report_line(
    request: SignedInRequest, slug: str, week: str, kind: str
) -> HttpResponse:
    """The frozen rows a line counts; their sum is the line's number."""
    report = desk_report(request, slug, week)
    if not can_open_inputs(viewer_of(request), report):
        raise Http404
    line = line_named(report, kind)
    context = {
        "report": report,
        "line": line,
        "page": rows_of(line, request.GET.get("after", "")),
        "back": f"{address('report', report)}#{kind}",
    }
    return render(request, "priorities/report_line.html", context)


@require_safe
def report_counted(
    request: SignedInRequest, slug: str, week: str, what: str
) -> HttpResponse:
    """The rows behind one of the numbers above the list."""
    report = desk_report(request, slug, week)
    viewer = viewer_of(request)
    if what not in Counted.values or not can_open_inputs(viewer, report):
        raise Http404
    counted = Counted(what)
    rows: QuerySet[Any] = (
        counted_concerns(viewer, report, counted)
        if counts_concerns(counted)
        else counted_issues(viewer, report, counted)
    )
    field = "reported_at" if counts_concerns(counted) else "first_at"
    context = {
        "report": report,
        "counted": counted,
        "number": number_of(read_frozen(report.frozen)["facts"], counted),
        "found": rows.count(),
        "page": page_of(rows, request.GET, field=field, size=50),
        "are_concerns": counts_concerns(counted),
        "back": address("report", report),
    }
    return render(request, "priorities/report_counted.html", context)


def _run_to_watch(viewer: Viewer) -> Run | None:
    """The latest build, while it goes on or when a neighborhood of it failed."""
    latest = runs_visible_to(viewer).first()
    if latest is None or (latest.finished_at is not None and not latest.failed):  # type: ignore[attr-defined]  # annotated
        return None
    return latest


def _is_due(week: Week) -> bool:
    """After Monday 06:30 a report that has not come is late."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return now() >= week.ends_at(zone) + timedelta(hours=6, minutes=30)


def _rights(viewer: Viewer, report: Report) -> dict[str, Any]:
    mine = can_review(viewer, report)
    is_draft = report.status == ReportStatus.DRAFT
    first = report.first_signed_by_id
    return {
        "is_mine": mine,
        "may_change": mine and is_draft,
        "may_correct": mine and report.status == ReportStatus.SIGNED,
        "waits_for_me": mine and is_draft and first not in (None, _pk(viewer)),
        "waits_for_other": is_draft and first is not None and first == _pk(viewer),
        "two_people": two_people_needed(),
    }


def _pk(viewer: Viewer) -> int | None:
    return viewer.user.pk if viewer.user else None


def _state(report: Report) -> dict[str, Any]:
    return {
        "is_draft": report.status == ReportStatus.DRAFT,
        "is_published": report.status == ReportStatus.SIGNED,
        "is_ranked": report.thinness == Thinness.RANKED,
        "is_early": report.thinness == Thinness.EARLY,
        "is_empty": report.thinness == Thinness.EMPTY,
        "adopted": Decision.ADOPT,
    }
