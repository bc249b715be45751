"""Asking for a second look at one's own words, by receipt or signed in."""

from __future__ import annotations

from dataclasses import replace

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
from engagement.concerns.models import Concern
from engagement.concerns.queries import concern_by_receipt, concerns_sent_by
from engagement.concerns.services import appeal_words
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
    if concern is None or concern.review is None:
        raise Http404
    open_receipt(request, concern.pk)
    viewer = viewer_of(request)
    viewer = replace(viewer, receipts=viewer.receipts | {concern.pk})
    return _asked(request, viewer, concern, by_receipt(receipt))


@require_http_methods(["GET", "POST"])
def own_appeal(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask once, signed in."""
    read = read_reference(reference) or ""
    concern = concerns_sent_by(request.user).filter(reference=read).first()
    if concern is None or concern.review is None:
        raise Http404
    return _asked(request, viewer_of(request), concern, by_account(concern))


def _asked(
    request: HttpRequest, viewer: Viewer, concern: Concern, way: Way
) -> HttpResponse:
    form = AppealForm(sent(request))
    if form.is_valid():
        words = form.cleaned_data["words"]
        try:
            appeal_words(concern_id=concern.pk, viewer=viewer, words=words, now=now())
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            said = _("Somebody else will look. The answer will stand here.")
            messages.success(request, said)
            return keep_private(redirect(way.page))
    told = words_told(concern.review) if concern.review else None
    context = {"form": form, "told": told, "way": way, "concern": concern}
    return keep_private(render(request, "concerns/appeal.html", context))
