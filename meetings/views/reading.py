"""What everybody reads of a meeting: its agenda, its minutes; and what they propose."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, viewer_of
from engagement.common.limits import PROPOSALS, is_over
from engagement.common.roles import Viewer
from engagement.common.spoken import SPOKEN
from engagement.moderation.queries import words_told
from meetings.forms.agenda import ProposeForm
from meetings.models import Meeting
from meetings.permissions import can_edit_meeting
from meetings.queries.agenda import (
    agenda_of,
    promises_before,
    proposals_by,
    proposals_read_by_all,
)
from meetings.queries.minutes import editions_of, promised_in, read_in
from meetings.services.proposing import propose_item
from meetings.views.finding import seen_meeting
from meetings.views.slips import compared_on

MOST_PROMISES = 8


def agenda_parts(meeting: Meeting) -> dict[str, Any]:
    """Give what a meeting's page shows of its agenda and of what came of it."""
    moment = now()
    edition = editions_of(meeting).first()
    is_ahead = meeting.is_ahead(moment)
    promises = list(promises_before(meeting)[: MOST_PROMISES + 1]) if is_ahead else []
    return {
        "agenda": agenda_of(meeting),
        "edition": edition,
        "minutes": read_in(edition, get_language() or "") if edition else None,
        "promised": promised_in(meeting),
        "waiting_promises": promises[:MOST_PROMISES],
        "has_more_promises": len(promises) > MOST_PROMISES,
        "proposals": proposals_read_by_all(meeting) if is_ahead else (),
        "may_propose": is_ahead and not meeting.has_begun(moment),
        "today": localdate(moment),
    }


@login_not_required
@require_safe
def agenda_sheet(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """The agenda on paper."""
    meeting = seen_meeting(request, meeting_id)
    if slug != meeting.slug:
        return redirect("meetings:agenda_sheet", meeting.pk, meeting.slug)
    context = {"meeting": meeting, **agenda_parts(meeting)}
    return render(request, "meetings/agenda_sheet.html", context)


@login_not_required
@require_safe
def minutes(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """The minutes: the newest edition or an older one, in a language they have."""
    meeting = seen_meeting(request, meeting_id)
    if slug != meeting.slug:
        return redirect("meetings:minutes", meeting.pk, meeting.slug)
    editions = list(editions_of(meeting).select_related("by"))
    asked = request.GET.get("edition", "")
    chosen = [one for one in editions if not asked or str(one.number) == asked]
    if not chosen:
        raise Http404
    language = request.GET.get("language") or get_language() or ""
    read = read_in(chosen[0], language)
    context = {
        "meeting": meeting,
        "minutes": read,
        "languages": [(code, SPOKEN[code]) for code in read.languages],
        "editions": editions,
        "is_newest": chosen[0] == editions[0],
        "promised": promised_in(meeting),
        "can_edit": can_edit_meeting(viewer_of(request), meeting),
        **compared_on(request, meeting),
        "today": localdate(now()),
    }
    return render(request, "meetings/minutes.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, meeting_id: int, slug: str) -> HttpResponse:
    """Propose something to talk about, with an account or without."""
    meeting = seen_meeting(request, meeting_id)
    if slug != meeting.slug:
        return redirect("meetings:propose", meeting.pk, meeting.slug)
    if request.method == "POST" and is_over(PROPOSALS, client_ip(request)):
        return render(request, "429.html", status=429)
    viewer = viewer_of(request)
    form = ProposeForm(request.POST or None)
    if form.is_valid():
        try:
            propose_item(
                meeting_id=meeting.pk,
                text=form.cleaned_data["text"],
                viewer=viewer,
                language=get_language() or "en",
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. A moderator reads it first."))
            return redirect(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "own": _own(viewer, meeting),
        "may_propose": meeting.is_ahead(now()) and not meeting.has_begun(now()),
    }
    return render(request, "meetings/propose.html", context)


def _own(viewer: Viewer, meeting: Meeting) -> list[dict[str, Any]]:
    """Give what somebody proposed, and what moderators and organizers said."""
    return [
        {"proposal": one, "told": words_told(one.review)}
        for one in proposals_by(viewer, meeting)
    ]
