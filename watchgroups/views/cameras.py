"""The register of cameras: the owners' own page, and where officers ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.paging import page_of
from engagement.common.roles import Role
from watchgroups.choices import CameraAnswer
from watchgroups.forms.cameras import CameraForm, RecordingsForm
from watchgroups.models import CameraRequest
from watchgroups.permissions import can_open_camera_desk
from watchgroups.queries.cameras import (
    accepted_of,
    asks_of,
    cameras_of,
    requests_of,
)
from watchgroups.services.cameras import (
    OPEN_FOR,
    answer_request,
    ask_for_recordings,
    can_be_answered,
    join_cameras,
    leave_cameras,
    look_at_contact,
)


@never_cache
@require_http_methods(["GET", "POST"])
def cameras(request: SignedInRequest) -> HttpResponse:
    """One's own cameras, what officers asked, and every look they took."""
    form = CameraForm(_typed(request))
    if form.is_valid():
        try:
            join_cameras(
                spot=form.cleaned_data["near"],
                kind=form.cleaned_data["kind"],
                direction=form.cleaned_data["direction"],
                hours_kept=form.cleaned_data["hours_kept"],
                contact=form.cleaned_data["contact"],
                owner=request.user,
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your camera is in the register."))
            return redirect("watchgroups:cameras")
    asks = [
        {"ask": ask, "is_open": can_be_answered(ask, now())}
        for ask in asks_of(request.user)
    ]
    context = {"form": form, "cameras": cameras_of(request.user), "asks": asks}
    return render(request, "watchgroups/cameras.html", context)


@require_POST
def leave(request: SignedInRequest, camera_id: int) -> HttpResponse:
    """Take a camera out of the register, with one press."""
    camera = get_object_or_404(cameras_of(request.user), pk=camera_id)
    leave_cameras(camera_id=camera.pk, owner=request.user, now=now())
    messages.success(request, _("It is out. How to reach you is deleted."))
    return redirect("watchgroups:cameras")


@require_POST
def answer(request: SignedInRequest, ask_id: int) -> HttpResponse:
    """Say yes or no to an officer; the button says which."""
    asked = {ask.pk: ask for ask in asks_of(request.user)}
    if ask_id not in asked:
        raise Http404
    had_said_yes = asked[ask_id].answer == CameraAnswer.YES
    accepts = request.POST.get("act") == "yes"
    try:
        answer_request(ask_id=ask_id, accepts=accepts, owner=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _said(accepts=accepts, had_said_yes=had_said_yes))
    return redirect("watchgroups:cameras")


def _said(*, accepts: bool, had_said_yes: bool) -> str:
    if accepts:
        return _("The officer who asked may get in touch with you now.")
    if had_said_yes:
        return _("Taken back. The officer cannot open how to reach you any more.")
    return _("The officer does not learn about you.")


def _typed(request: SignedInRequest) -> QueryDict | None:
    """Give what was typed, with the place that was chosen instead of its name."""
    if not request.POST:
        return None
    typed = request.POST.copy()
    if picked := typed.get("pick"):
        typed["near"] = picked
    return typed


@require_http_methods(["GET", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """Ask owners near a place about a time, and see the earlier questions."""
    viewer = viewer_of(request)
    if not can_open_camera_desk(viewer):
        raise Http404
    places = viewer.place_ids(Role.OFFICER)
    form = RecordingsForm(_typed(request), places=places or ())
    if form.is_valid():
        try:
            ask_for_recordings(**form.asked, actor=request.user, now=now())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("If there are cameras near there, their owners are asked.")
            )
            return redirect("watchgroups:camera_desk")
    page = page_of(requests_of(viewer), request.GET.dict(), field="at")
    context = {"form": form, "page": page}
    return render(request, "watchgroups/camera_desk.html", context)


@require_safe
def request_page(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Show one's own question, and who said yes."""
    return _show(request, _own(request, request_id))


@never_cache
@require_POST
def look(request: SignedInRequest, request_id: int, ask_id: int) -> HttpResponse:
    """Open how to reach an owner; they read that it was opened."""
    asked = _own(request, request_id)
    if ask_id not in {ask.pk for ask in accepted_of(asked)}:
        raise Http404
    try:
        contact = look_at_contact(ask_id=ask_id, actor=request.user, now=now())
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("watchgroups:camera_request", asked.pk)
    return _show(request, asked, opened=ask_id, contact=contact)


def _own(request: SignedInRequest, request_id: int) -> CameraRequest:
    return get_object_or_404(requests_of(viewer_of(request)), pk=request_id)


def _show(
    request: SignedInRequest,
    asked: CameraRequest,
    opened: int | None = None,
    contact: str = "",
) -> HttpResponse:
    context = {
        "asked": asked,
        "accepted": accepted_of(asked),
        "is_open": now() < asked.at + OPEN_FOR,
        "opened": opened,
        "contact": contact,
    }
    return render(request, "watchgroups/camera_request.html", context)
