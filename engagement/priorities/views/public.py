"""What everybody reads: the published weeks of a neighborhood, and one of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.common.paging import page_of
from engagement.common.roles import NOBODY
from engagement.concerns.queries import issues_visible_to
from engagement.places.queries import neighborhoods_on_the_map
from engagement.priorities.choices import Thinness
from engagement.priorities.models import Report
from engagement.priorities.presenting.cards import SHOWN_WHOLE
from engagement.priorities.presenting.pictures import columns
from engagement.priorities.presenting.public import (
    Issues,
    first_lines,
    public_cards,
    public_map,
    references_of,
    waiting_issues,
)
from engagement.priorities.presenting.summary import summary
from engagement.priorities.queries.counted import public_issues
from engagement.priorities.queries.reports import (
    in_week,
    kind_names,
    published_reports,
)
from engagement.priorities.queries.review import promises_on_report
from engagement.priorities.views.feeling import how_people_feel
from engagement.priorities.views.finding import public_address, week_named


@login_not_required
@require_safe
def published(request: HttpRequest, slug: str) -> HttpResponse:
    """Every published week of a neighborhood, the newest first."""
    place = get_object_or_404(neighborhoods_on_the_map(), slug=slug)
    reports = published_reports().filter(neighborhood=place)
    page = page_of(reports.defer("frozen"), request.GET, field="as_of")
    context = {"neighborhood": place, "page": page, "firsts": first_lines(page.rows)}
    return render(request, "priorities/published.html", context)


@login_not_required
@require_safe
def published_week(request: HttpRequest, slug: str, week: str) -> HttpResponse:
    """One published report; it says nothing that `Report.published` does not hold."""
    report = _published(slug, week)
    return render(request, "priorities/published_week.html", _told(report))


@login_not_required
@require_safe
def published_line(
    request: HttpRequest, slug: str, week: str, kind: str
) -> HttpResponse:
    """The problems a published line counts; one of fewer than 5 people has no page.

    No number of people and no weight: they could be taken away from the line's.
    """
    report = _published(slug, week)
    shown = (one for one in report.published["lines"] if one["kind"] == kind)
    line = next(shown, None)
    if line is None or line["few"]:
        raise Http404
    issues = public_issues(report, kind)
    context = {
        "report": report,
        "line": line,
        "title": kind_names()[kind],
        "page": page_of(issues, request.GET, field="first_at", size=50),
        "gone": max(0, line["issues"] - issues.count()),
        "back": f"{public_address(report)}#{kind}",
    }
    return render(request, "priorities/published_line.html", context)


def _published(slug: str, week: str) -> Report:
    report = in_week(published_reports(), slug, week_named(week)).first()
    if report is None:
        raise Http404
    return report


def _told(report: Report) -> dict[str, object]:
    shown, names = report.published, kind_names()
    promises = promises_on_report(NOBODY, report.neighborhood_id)
    found = issues_visible_to(NOBODY).filter(reference__in=references_of(shown))
    issues = Issues(found)
    cards = public_cards(shown, names, promises, issues)
    listed = [card for card in cards if not card.few]
    return {
        "report": report,
        "cards": listed[:SHOWN_WHOLE],
        "rest": listed[SHOWN_WHOLE:],
        "few": [card for card in cards if card.few],
        "summary": summary(cards),
        "where": public_map(shown),
        "names": names,
        "columns": columns(
            shown["weeks"],
            (
                (line["kind"], line["weekly"])
                for line in shown["lines"]
                if not line["few"]
            ),
            names,
            _("New problems each week"),
        ),
        "promises": promises,
        "waiting": waiting_issues(shown, names, issues),
        "first_reply_days": shown["first_reply_days"],
        "today": localdate(),
        **how_people_feel(report),
        "is_ranked": report.thinness == Thinness.RANKED,
        "is_early": report.thinness == Thinness.EARLY,
        "is_empty": report.thinness == Thinness.EMPTY,
    }
