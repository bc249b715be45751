"""Where the report, the promises and the meetings come together."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.front.forms import TrackerForm
from engagement.front.prepared import prepared_for
from engagement.front.services.preparing import prepare_agenda
from engagement.front.tracker import (
    Standing,
    TrackerFilters,
    count_standings,
    promises_tracked,
)
from engagement.places.queries import neighborhoods_on_the_map
from engagement.promises.permissions import can_make_promise
from meetings.permissions import can_edit_meeting
from meetings.queries import meetings_visible_to


@require_http_methods(["GET", "POST"])
def prepare(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Tick what becomes an item: promises, lines of the report, unanswered concerns."""
    viewer, moment = viewer_of(request), now()
    meeting = get_object_or_404(meetings_visible_to(viewer), pk=meeting_id)
    if not can_edit_meeting(viewer, meeting):
        raise Http404
    keys = request.POST.getlist("take")
    problem = ""
    if request.method == "POST" and not keys:
        problem = _("Tick at least one thing.")
    elif request.method == "POST":
        try:
            made = prepare_agenda(
                meeting_id=meeting.pk, keys=keys, actor=request.user, now=moment
            )
        except DomainError as error:
            problem = str(error)
        else:
            messages.success(request, _put(len(made)))
            return redirect("meetings:agenda", meeting.pk)
    context = {
        "meeting": meeting,
        "prepared": prepared_for(meeting, localdate(moment)),
        "ticked": keys,
        "problem": problem,
    }
    return render(request, "front/prepare.html", context)


def _put(count: int) -> str:
    return ngettext(
        "%(count)d item was put on the agenda.",
        "%(count)d items were put on the agenda.",
        count,
    ) % {"count": count}


@login_not_required
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Every public promise: open, late, kept, or dropped with its reason."""
    today = localdate(now())
    form = TrackerForm(request.GET, places=neighborhoods_on_the_map())
    form.is_valid()
    said = form.cleaned_data
    filters = TrackerFilters(
        neighborhood=said.get("neighborhood", ""), standing=said.get("state", "")
    )
    counts = count_standings(filters.neighborhood, today)
    tracked = promises_tracked(filters, today)
    page, viewer = (
        page_of(tracked, request.GET.dict(), field="made_at"),
        viewer_of(request),
    )
    context = {
        "form": form,
        "page": page,
        "changeable": {
            promise.pk
            for promise in page.rows
            if can_make_promise(viewer, promise.neighborhood_id)
        },
        "stats": [(one.label, counts[one.value]) for one in Standing],
        "today": today,
        "clear": request.path,
        "is_filtered": bool(filters.neighborhood or filters.standing),
    }
    return render(request, "front/promises.html", context)
