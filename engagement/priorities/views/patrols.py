"""Patrol hours beside the busy places of the published report."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import SignedInRequest, viewer_of
from engagement.priorities.queries.patrols import DAYS, coverage_of
from engagement.priorities.views.finding import public_address
from watchgroups.permissions import can_edit_group
from watchgroups.queries import groups_visible_to


@require_safe
def patrol_coverage(request: SignedInRequest, slug: str) -> HttpResponse:
    """For captains of the group and its officers."""
    viewer = viewer_of(request)
    group = get_object_or_404(groups_visible_to(viewer), slug=slug)
    if not can_edit_group(viewer, group):
        raise Http404
    found = coverage_of(group, now())
    context = {
        "group": group,
        "coverage": found,
        "report_url": public_address(found.report) if found else "",
        "days": DAYS,
    }
    return render(request, "priorities/patrol_coverage.html", context)
