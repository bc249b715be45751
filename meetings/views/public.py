"""What everybody reads: the meetings to come, and one of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import viewer_of
from engagement.common.roles import NOBODY
from meetings.permissions import can_add_organizer, can_edit_meeting
from meetings.queries import meetings_visible_to
from meetings.queries.visible import ahead
from meetings.views.finding import seen_meeting

MOST = 100


@login_not_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """List what is to come, the soonest first."""
    found = ahead(meetings_visible_to(NOBODY), now())[: MOST + 1]
    rows = list(found)
    context = {"meetings": rows[:MOST], "is_more": len(rows) > MOST}
    return render(request, "meetings/meetings.html", context)


@login_not_required
@require_safe
def meeting(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """One meeting: when, where, how to get in, and what it is about."""
    found = seen_meeting(request, meeting_id)
    if slug != found.slug:
        return redirect(found, permanent=False)
    context = {
        "meeting": found,
        "speakers": found.speakers.order_by("pk"),
        "hosts": found.hosts.order_by("part", "pk"),
        "may_ask": can_add_organizer(viewer_of(request), found),
        "can_edit": can_edit_meeting(viewer_of(request), found),
        "is_over": found.has_ended(now()),
    }
    return render(request, "meetings/meeting.html", context)
