"""A watch group as everybody reads it: its page, and what comes next in it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import viewer_of
from meetings.queries import next_meeting_of_group
from watchgroups.queries import groups_visible_to
from watchgroups.shown import page_of_group


@login_not_required
@require_safe
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one group as everybody reads it, with its next patrol and meeting."""
    viewer, moment = viewer_of(request), now()
    found = get_object_or_404(groups_visible_to(viewer), slug=slug)
    context = {
        **page_of_group(viewer, found, moment),
        "meeting": next_meeting_of_group(found.pk, moment),
    }
    return render(request, "watchgroups/group.html", context)
