"""What everybody reads of one meeting."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from engagement.common.http import viewer_of
from meetings.permissions import can_add_organizer, can_edit_meeting, can_open_list
from meetings.queries.series import next_of_series
from meetings.views.booking import coming_to
from meetings.views.drawing import room_on_page
from meetings.views.finding import seen_meeting
from meetings.views.helping import helping_on
from meetings.views.reading import agenda_parts
from meetings.views.slips import compared_on


@login_not_required
@require_safe
def meeting(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """One meeting: when, where, how to get in, and what it is about."""
    found = seen_meeting(request, meeting_id)
    if slug != found.slug:
        return redirect(found, permanent=False)
    context = {
        "meeting": found,
        "site_url": settings.SITE_URL,
        "next_of_series": next_of_series(found, now()),
        "speakers": found.speakers.order_by("pk"),
        "hosts": found.hosts.order_by("part", "pk"),
        "may_open_list": can_open_list(viewer_of(request), found),
        "may_ask": can_add_organizer(viewer_of(request), found),
        "can_edit": can_edit_meeting(viewer_of(request), found),
        "is_over": found.has_ended(now()),
        **coming_to(request, found),
        **helping_on(request, found),
        **agenda_parts(found),
        "room": room_on_page(found, now()),
        **compared_on(request, found),
    }
    return render(request, "meetings/meeting.html", context)
