"""Behind the pages: what was done, and what could not be delivered."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.audit.queries import (
    EntryFilters,
    can_read_record,
    entries_visible_to,
    reads_all,
)
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.common.roles import Role
from engagement.front.acts import act_in_words, subject_in_words
from engagement.front.forms import RecordForm
from engagement.front.permissions import can_see_departures
from engagement.front.personal.counting import departures, standing_holds
from engagement.front.personal.retention import BY_CODE, SORTS
from engagement.outbox.queries import dead_jobs
from engagement.outbox.services import revive

AT_A_TIME = 30


@require_safe
def record(request: SignedInRequest) -> HttpResponse:
    """The acts one may read about, the newest first."""
    viewer, wanted = viewer_of(request), request.GET.dict()
    if not can_read_record(viewer):
        raise Http404
    form = RecordForm(request.GET)
    form.is_valid()
    entries = form.filters.apply(entries_visible_to(viewer))
    page = page_of(entries, wanted, field="at", size=AT_A_TIME)
    acts = [
        (entry, act_in_words(entry.action), subject_in_words(entry.subject))
        for entry in page.rows
    ]
    context = {
        "page": page,
        "acts": acts,
        "form": form,
        "is_narrowed": form.filters != EntryFilters(),
        "reads_all": reads_all(viewer),
    }
    return render(request, "front/record.html", context)


@require_safe
def retention(request: SignedInRequest) -> HttpResponse:
    """What leaves by itself, what has left, and what a legal hold keeps."""
    if not can_see_departures(viewer_of(request)):
        raise Http404
    page = page_of(departures(), request.GET.dict(), field="at", size=AT_A_TIME)
    left = [
        (row, BY_CODE[row.sort].what if row.sort in BY_CODE else row.sort)
        for row in page.rows
    ]
    holds = standing_holds()[:AT_A_TIME]
    context = {"page": page, "left": left, "sorts": SORTS, "holds": holds}
    return render(request, "front/retention.html", context)


@require_http_methods(["GET", "POST"])
def dead_letters(request: SignedInRequest) -> HttpResponse:
    """Jobs that were given up; an administrator may have them tried again."""
    if not viewer_of(request).holds(Role.ADMIN):
        raise Http404
    number = request.POST.get("job", "")
    if number.isascii() and number.isdigit() and len(number) < 19:  # noqa: PLR2004 - digits of a bigint
        revive(job_id=int(number), actor=request.user, now=now())
        messages.success(request, _("It is tried again now."))
        return redirect("front:dead_letters")
    page = page_of(dead_jobs(), request.GET.dict(), field="dead_at", size=AT_A_TIME)
    return render(request, "front/dead_letters.html", {"page": page})
