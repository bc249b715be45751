"""Showing photos, and adding them to a concern that was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import (
    client_ip,
    open_receipt,
    photo_answer,
    too_often,
    viewer_of,
)
from engagement.common.ids import read_reference
from engagement.common.images import MOST_BYTES, MOST_PIXELS, PhotoError
from engagement.common.limits import TRACKING, is_over
from engagement.common.uploads import takes_photos
from engagement.concerns import services
from engagement.concerns.errors import NoSuchIssueError
from engagement.concerns.forms import PhotosForm
from engagement.concerns.models import Concern, Photo
from engagement.concerns.models.photos import MOST_PHOTOS
from engagement.concerns.permissions import can_attach_photo, is_sender
from engagement.concerns.photo_words import draft_gallery, own_gallery
from engagement.concerns.queries import (
    concern_by_receipt,
    concerns_visible_to,
    draft_photos,
    own_photos_of,
    photos_of,
    photos_visible_to,
    public_photos,
)
from engagement.concerns.services.photos import add_draft_photo, remove_draft_photo
from engagement.concerns.views.flow import (
    Flow,
    flow_of,
    keep_private,
    sent,
    show_step,
    step,
)


# -- showing -----------------------------------------------------------------------------
def _photo_or_404(request: HttpRequest, key: str) -> Photo:
    return get_object_or_404(photos_visible_to(viewer_of(request)), picture__key=key)


def _answer(request: HttpRequest, photo: Photo, name: str) -> HttpResponseBase:
    return photo_answer(
        request,
        name=name,
        called=f"photo-{photo.position}.jpg",
        is_public=public_photos().filter(pk=photo.pk).exists(),
    )


@login_not_required
@require_safe
def photo(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show a photo to whom may see it; 404 for everybody else, at once."""
    found = _photo_or_404(request, key)
    return _answer(request, found, found.picture.shown)


@login_not_required
@require_safe
def photo_small(request: HttpRequest, key: str) -> HttpResponseBase:
    found = _photo_or_404(request, key)
    return _answer(request, found, found.picture.thumbnail)


@login_not_required
@require_safe
def report_photo(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show a photo of a draft to the browser that holds the draft's key."""
    flow = flow_of(request)
    photos = draft_photos(flow.draft) if flow else []
    found = next((one for one in photos if one.key == key), None)
    if found is None:
        raise Http404
    return photo_answer(
        request,
        name=found.thumbnail,
        called=f"photo-{found.position}.jpg",
        is_public=False,
    )


# -- adding ------------------------------------------------------------------------------
def _add_each(form: PhotosForm, add: Callable[[bytes], object]) -> int:
    """Add every file by itself: one that is refused is named, the others are kept."""
    added = 0
    if not form.is_valid():
        return added
    for file in form.files_chosen:
        try:
            add(file.read())
        except PhotoError as error:
            form.refuse(file, str(error))
        except (
            DomainError
        ) as error:  # no room, too often, closed: the same for the rest
            form.add_error("photos", str(error))
            break
        else:
            added += 1
    return added


def _room(count: int) -> dict[str, Any]:
    """Say whether there is room for one more, and what a photo may be."""
    return {
        "has_room": count < MOST_PHOTOS,
        "most": MOST_PHOTOS,
        "most_mb": MOST_BYTES // (1024 * 1024),
        "most_mp": MOST_PIXELS // 1_000_000,
    }


@takes_photos
@step("photos")
def report_photos(request: HttpRequest, flow: Flow) -> HttpResponse:
    """Ask for photos, which may be skipped; each is cleaned before it is kept."""
    form = PhotosForm(sent(request), request.FILES)
    if request.method == "POST":
        if "remove" in request.POST:
            remove_draft_photo(draft=flow.draft, key=request.POST["remove"])
            return redirect(_here(flow))
        _add_to_draft(request, flow, form)
        if form.is_valid() and "add" not in request.POST:
            flow.answers.has_photos = True
            return flow.go_on("photos")
        if form.is_valid():
            return redirect(_here(flow))
    photos = draft_photos(flow.draft)
    context = {
        "form": form,
        "gallery": draft_gallery(photos),
        **_room(len(photos)),
    }
    return show_step(request, "photos", flow, context)


def _here(flow: Flow) -> str:
    address = reverse("concerns:report_photos")
    return f"{address}?back=check" if flow.is_change else address


def _add_to_draft(request: HttpRequest, flow: Flow, form: PhotosForm) -> None:
    network = client_ip(request)

    def add(raw: bytes) -> object:
        return add_draft_photo(draft=flow.draft, raw=raw, network=network, now=now())

    form.is_asked = "add" in request.POST
    _add_each(form, add)


@takes_photos
@login_not_required
@require_http_methods(["GET", "POST"])
def receipt_photos(request: HttpRequest, receipt: str) -> HttpResponse:
    """Let whoever holds the receipt add photos, and take own ones back."""
    if is_over(TRACKING, client_ip(request)):
        return too_often(request, TRACKING)
    concern = concern_by_receipt(receipt)
    if concern is None:
        raise Http404
    open_receipt(request, concern.pk)
    back = reverse("concerns:receipt", args=[receipt])
    return keep_private(_photos_of_one(request, concern, back))


@takes_photos
@require_http_methods(["GET", "POST"])
def concern_photos(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a signed-in sender, or an officer of the area, add photos to a concern."""
    viewer = viewer_of(request)
    read = read_reference(reference) or ""
    concern = get_object_or_404(concerns_visible_to(viewer), reference=read)
    if not can_attach_photo(viewer, concern):
        raise Http404
    issue = concern.issue
    back = issue.get_absolute_url()
    if not is_sender(viewer, concern):
        back = reverse("concerns:desk_issue", args=[issue.reference])
    return keep_private(_photos_of_one(request, concern, back))


def _photos_of_one(request: HttpRequest, concern: Concern, back: str) -> HttpResponse:
    viewer = viewer_of(request)
    form = PhotosForm(sent(request), request.FILES)
    if request.method == "POST":
        done = _act(request, concern, form)
        if done:
            messages.success(request, done)
            return redirect(request.path)
    is_own = is_sender(viewer, concern)
    kept = photos_of([concern])
    photos = own_photos_of(concern) if is_own else kept
    whole = concern.issue.merged_into or concern.issue
    context = {
        "concern": concern,
        "form": form,
        "gallery": own_gallery(photos),
        "is_open": whole.is_open and concern.withdrawn_at is None,
        **_room(len(kept)),
        "is_own": is_own,
        "back_url": back,
    }
    return render(request, "concerns/photos.html", context)


def _act(request: HttpRequest, concern: Concern, form: PhotosForm) -> str:
    """Take one back, or add those chosen; give what to say, or nothing for a fault."""
    viewer, network = viewer_of(request), client_ip(request)
    if "remove" in request.POST:
        return _take_back(request, concern)

    def add(raw: bytes) -> object:
        return services.attach_photo(
            concern_id=concern.pk, raw=raw, viewer=viewer, network=network, now=now()
        )

    form.is_asked = True
    added = _add_each(form, add)
    if not form.is_valid():
        return ""
    if not is_sender(viewer, concern):
        return _("The photos are added. Your name is in the record.")
    return ngettext(
        "Thank you. A moderator looks at your photo before others see it.",
        "Thank you. A moderator looks at your photos before others see them.",
        added,
    )


def _take_back(request: HttpRequest, concern: Concern) -> str:
    key = request.POST["remove"]
    try:
        services.remove_photo(
            concern_id=concern.pk, key=key, viewer=viewer_of(request), now=now()
        )
    except NoSuchIssueError as error:  # an officer takes no photo of a sender away
        raise Http404 from error
    return _("The photo is gone.")
