"""Asking for a second look at one's own words and photos, by receipt or signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import (
    SignedInRequest,
    client_ip,
    open_receipt,
    too_often,
    viewer_of,
)
from engagement.common.ids import read_reference
from engagement.common.limits import TRACKING, is_over
from engagement.common.roles import Viewer
from engagement.concerns.forms import AppealForm
from engagement.concerns.models import Concern, Photo
from engagement.concerns.queries import (
    concern_by_receipt,
    concerns_sent_by,
    own_photos_of,
)
from engagement.concerns.services import appeal_photo, appeal_words
from engagement.concerns.views.flow import keep_private, sent
from engagement.concerns.views.own import Way, by_account, by_receipt
from engagement.moderation.queries import words_told


@login_not_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, receipt: str) -> HttpResponse:
    """Ask once, with the receipt alone."""
    if is_over(TRACKING, client_ip(request)):
        return too_often(request, TRACKING)
    concern = concern_by_receipt(receipt)
    if concern is None:
        raise Http404
    open_receipt(request, concern.pk)
    viewer = viewer_of(request)
    viewer = replace(viewer, receipts=viewer.receipts | {concern.pk})
    return _asked(request, Asking(viewer, concern, by_receipt(receipt)))


@require_http_methods(["GET", "POST"])
def own_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask once, signed in."""
    read = read_reference(reference) or ""
    concern = concerns_sent_by(request.user).filter(reference=read).first()
    if concern is None:
        raise Http404
    return _asked(request, Asking(viewer_of(request), concern, by_account(concern)))


@dataclass(frozen=True)
class Asking:
    """Who asks, about which concern; how they came to it."""

    viewer: Viewer
    concern: Concern
    way: Way

    def photo(self, key: str) -> Photo | None:
        sent = (one for one in own_photos_of(self.concern) if not one.by_staff)
        return next((one for one in sent if one.picture.key == key), None)

    def appeal(self, photo: Photo | None, words: str) -> None:
        """Raises DomainError."""
        asked: dict[str, Any] = {
            "concern_id": self.concern.pk,
            "viewer": self.viewer,
            "words": words,
            "now": now(),
        }
        if photo is None:
            appeal_words(**asked)
        else:
            appeal_photo(**asked, key=photo.picture.key)


def _asked(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Ask about the photo the address names, or else about the words."""
    key, concern = request.GET.get("photo", ""), asking.concern
    photo = asking.photo(key) if key else None
    review = photo.picture.review if photo else concern.review
    if review is None or (key and photo is None):
        raise Http404
    form = AppealForm(sent(request))
    if form.is_valid():
        try:
            asking.appeal(photo, form.cleaned_data["words"])
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            said = _("Somebody else will look. The answer will stand here.")
            messages.success(request, said)
            return keep_private(redirect(asking.way.page))
    context = {
        "form": form,
        "told": words_told(review),
        "way": asking.way,
        "concern": concern,
        "photo": photo,
    }
    return keep_private(render(request, "concerns/appeal.html", context))
