"""Reporting a member, and where moderators look after such reports."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, too_often, viewer_of
from engagement.common.limits import MEMBER_REPORTS, is_over
from engagement.common.paging import page_of
from engagement.common.sealed import unseal
from engagement.moderation.queries import bench_at
from watchgroups.choices import ReportOutcome
from watchgroups.forms.wall import DecideReportForm, MemberReportForm
from watchgroups.permissions import (
    can_look_after,
    can_open_reports,
    can_report_member,
)
from watchgroups.queries.reports import reports_visible_to
from watchgroups.queries.wall import post_on
from watchgroups.services.reporting import (
    decide_report,
    may_suspend,
    report_member,
    ways_from,
)
from watchgroups.views.finding import led_group


@require_http_methods(["GET", "POST"])
def member_report(request: SignedInRequest, slug: str) -> HttpResponse:
    """Report somebody in the group; a moderator reads it, never a captain."""
    group = led_group(request, slug, can_report_member)
    if request.method == "POST" and is_over(MEMBER_REPORTS, request.user.pk):
        return too_often(request, MEMBER_REPORTS)
    named = request.GET.get("post", "")
    is_number = named.isascii() and named.isdigit() and len(named) < 19  # noqa: PLR2004 - digits of a bigint
    post = post_on(group, int(named)) if is_number else None
    form = MemberReportForm(request.POST or None)
    if form.is_valid():
        try:
            report_member(
                group_id=group.pk,
                post_id=post.pk if post else None,
                reason=form.cleaned_data["reason"],
                words=form.cleaned_data["words"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Thank you. A moderator reads it. No captain learns of it.")
            )
            return redirect(group)
    context = {"group": group, "form": form, "post": post}
    return render(request, "watchgroups/member_report.html", context)


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """List the reports about members of groups of one's area."""
    viewer, bench = viewer_of(request), bench_at(now())
    if not can_open_reports(viewer, bench):
        raise Http404
    page = page_of(reports_visible_to(viewer, bench), request.GET.dict(), field="at")
    return render(request, "watchgroups/reports.html", {"page": page})


@require_http_methods(["GET", "POST"])
def report(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Read one report and say what shall be done."""
    readable = reports_visible_to(viewer_of(request), bench_at(now()))
    found = get_object_or_404(
        readable.select_related("post__review", "decided_by"), pk=report_id
    )
    ways = ways_from(ReportOutcome(found.outcome))
    viewer = viewer_of(request)
    form = DecideReportForm(
        request.POST or None, ways=ways, may_suspend=may_suspend(viewer, found)
    )
    if form.is_valid():
        try:
            decide_report(
                report_id=found.pk,
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                suspends=form.cleaned_data.get("suspends", False),
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided."))
            return redirect("watchgroups:reports")
    context = {
        "report": found,
        "words": unseal(found.sealed),
        "form": form if ways else None,
        "may_know_who": found.outcome == ReportOutcome.SUSPEND
        and can_look_after(viewer, found.group),
    }
    return render(request, "watchgroups/report.html", context)
