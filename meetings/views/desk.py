"""Where organizers work: their meetings, and the desk of one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from meetings.forms.scheduling import (
    CancelForm,
    MeetingEditForm,
    MeetingNewForm,
    MoveForm,
    what_it_says,
)
from meetings.permissions import (
    can_add_organizer,
    can_chair,
    can_create_anywhere,
    can_create_meeting,
    can_look_after_venues,
)
from meetings.queries import active_organizers, meetings_organized_by
from meetings.queries.series import series_organized_by
from meetings.services import (
    cancel_meeting,
    create_meeting,
    edit_meeting,
    move_meeting,
    publish_meeting,
)
from meetings.views.door import seats_of
from meetings.views.finding import own_meeting, places_to_call_in


@require_safe
def organize(request: SignedInRequest) -> HttpResponse:
    """List the meetings somebody looks after, the latest first."""
    viewer = viewer_of(request)
    mine = meetings_organized_by(viewer)
    may_create = can_create_anywhere(viewer)
    if not may_create and not mine.exists():
        raise Http404
    page = page_of(mine, request.GET.dict(), field="begins_at")
    context = {
        "page": page,
        "may_create": may_create,
        "has_series": may_create or series_organized_by(viewer).exists(),
        "keeps_venues": can_look_after_venues(viewer),
        "now": now(),
    }
    return render(request, "meetings/organize.html", context)


@require_http_methods(["GET", "POST"])
def meeting_new(request: SignedInRequest) -> HttpResponse:
    viewer = viewer_of(request)
    if not can_create_anywhere(viewer):
        raise Http404
    form = MeetingNewForm(
        request.POST or None,
        places=places_to_call_in(viewer),
        for_all=can_create_meeting(viewer, None),
    )
    if form.is_valid():
        try:
            made = create_meeting(
                neighborhood_id=form.neighborhood_id,
                group_id=form.group_id,
                details=form.details,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Kept as a draft. Nobody else sees it yet."))
            return redirect("meetings:meeting_desk", made.pk)
    return render(request, "meetings/meeting_new.html", {"form": form})


@require_safe
def meeting_desk(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """The desk of one meeting: where it stands, and every act on it."""
    meeting = own_meeting(request, meeting_id)
    context = {
        "meeting": meeting,
        "organizers": active_organizers(meeting),
        "may_ask": can_add_organizer(viewer_of(request), meeting),
        "is_over": meeting.has_ended(now()),
        **seats_of(request, meeting),
        "can_chair": can_chair(viewer_of(request), meeting),
    }
    return render(request, "meetings/meeting_desk.html", context)


@require_http_methods(["GET", "POST"])
def meeting_edit(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    meeting = own_meeting(request, meeting_id)
    form = MeetingEditForm(request.POST or None, initial=what_it_says(meeting))
    if form.is_valid():
        try:
            edit_meeting(
                meeting_id=meeting.pk,
                details=form.details,
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The meeting was changed."))
            return redirect("meetings:meeting_desk", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_edit.html", context)


@require_http_methods(["GET", "POST"])
def meeting_move(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    """Give it another time or place, with a reason."""
    meeting = own_meeting(request, meeting_id)
    form = MoveForm(request.POST or None, initial=what_it_says(meeting))
    if form.is_valid():
        try:
            moved = move_meeting(
                meeting_id=meeting.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
                **form.when_and_where,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            if moved.version == meeting.version:
                messages.info(request, _("Nothing was changed, so nobody is told."))
            else:
                messages.success(request, _("Moved. Everybody who comes is told."))
            return redirect("meetings:meeting_desk", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_move.html", context)


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    meeting = own_meeting(request, meeting_id)
    form = CancelForm(request.POST or None)
    if form.is_valid():
        try:
            cancel_meeting(
                meeting_id=meeting.pk,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Cancelled. Everybody who meant to come is told.")
            )
            return redirect("meetings:meeting_desk", meeting.pk)
    context = {"meeting": meeting, "form": form}
    return render(request, "meetings/meeting_cancel.html", context)


@require_POST
def meeting_publish(request: SignedInRequest, meeting_id: int) -> HttpResponse:
    meeting = own_meeting(request, meeting_id)
    try:
        publish_meeting(meeting_id=meeting.pk, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Published. Everybody can read it now."))
    return redirect("meetings:meeting_desk", meeting.pk)
