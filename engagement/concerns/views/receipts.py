"""Finding one's own concern again: by reference, by receipt, by the link in a letter."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, open_receipt, viewer_of
from engagement.common.ids import read_receipt
from engagement.common.ratelimit import over_limit
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.forms import AppealForm, TrackForm
from engagement.concerns.models import Concern
from engagement.concerns.permissions import can_withdraw
from engagement.concerns.photo_words import own_gallery
from engagement.concerns.queries import (
    concern_by_receipt,
    issue_called,
    photos_of,
    public_story_of,
)
from engagement.concerns.receipts import confirmed_concern
from engagement.concerns.services import appeal_words, withdraw_concern
from engagement.concerns.services import confirm_mail as confirm_mail_of
from engagement.concerns.views.flow import keep_private, sent
from engagement.moderation.queries import words_told

_MOST_TRIES = 20  # from one network in ten minutes
_TEN_MINUTES = 600


def _is_guessing(request: HttpRequest) -> bool:
    return over_limit(("track", client_ip(request)), _MOST_TRIES, _TEN_MINUTES)


@login_not_required
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Find by reference or by receipt; the answer to a wrong one tells nothing more."""
    form, status = TrackForm(sent(request)), HTTPStatus.OK
    if request.method == "POST" and _is_guessing(request):
        status = HTTPStatus.TOO_MANY_REQUESTS
        form.add_error("code", _("There were many tries. Try again in ten minutes."))
    elif form.is_valid():
        found = _found(request, form)
        if found is not None:
            return found
        form.add_error(
            "code",
            _("We found nothing for this. Check each letter, or use your receipt."),
        )
    page = render(request, "concerns/track.html", {"form": form}, status=status)
    return keep_private(page)


def _found(request: HttpRequest, form: TrackForm) -> HttpResponse | None:
    code = form.cleaned_data["code"]
    if concern_by_receipt(code) is not None:
        return redirect("concerns:receipt", receipt=read_receipt(code))
    reference = form.reference
    if reference is None:
        return None
    issue = issue_called(viewer_of(request), reference)
    return redirect(issue) if issue else None


@login_not_required
@require_http_methods(["GET", "POST"])
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show a person's own concern, word for word; let them take it back."""
    if _is_guessing(request):
        return render(request, "429.html", status=429)
    concern = concern_by_receipt(receipt)
    if concern is None:
        raise Http404
    open_receipt(request, concern.pk)
    if request.method == "POST":
        return keep_private(_withdraw(request, concern, receipt))
    context = _own(request, concern, receipt)
    return keep_private(render(request, "concerns/receipt.html", context))


def _photos_url(concern: Concern, receipt: str) -> str:
    """Give where photos are added; nothing once it is closed or taken back."""
    whole = concern.issue.merged_into or concern.issue
    if concern.withdrawn_at is not None or not whole.is_open:
        return ""
    return reverse("concerns:receipt_photos", args=[receipt])


def _own(request: HttpRequest, concern: Concern, receipt: str) -> dict[str, Any]:
    issue = concern.issue
    shown = issue.merged_into or issue
    rows = [
        (_("What"), concern.kind.label),
        (_("Where"), concern.where_text),
        (_("To find it"), concern.where_hint),
        (_("Your words"), concern.text),
        (_("When, and how often"), concern.how_often),
        (_("Who could be harmed"), concern.who_harmed),
    ]
    return {
        "concern": concern,
        "receipt": receipt,
        "issue": shown,
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "story": public_story_of(shown),
        "gallery": own_gallery(photos_of([concern]), _photos_url(concern, receipt)),
        "has_page": shown.privacy in (Privacy.PUBLIC, Privacy.AREA)
        and not shown.is_held,
        "told": words_told(concern.review) if concern.review else None,
        "may_withdraw": concern.withdrawn_at is None
        and can_withdraw(viewer_of(request), concern),
        "waits_for_mail": concern.contact_by == Contact.EMAIL
        and concern.mail_confirmed_at is None,
    }


def _withdraw(request: HttpRequest, concern: Concern, receipt: str) -> HttpResponse:
    try:
        withdraw_concern(concern_id=concern.pk, viewer=viewer_of(request), now=now())
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You took your concern back. It counts no more."))
    return redirect("concerns:receipt", receipt=receipt)


@login_not_required
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, receipt: str) -> HttpResponse:
    """Ask for a second look at one's own words, once."""
    if _is_guessing(request):
        return render(request, "429.html", status=429)
    concern = concern_by_receipt(receipt)
    if concern is None or concern.review is None:
        raise Http404
    open_receipt(request, concern.pk)
    told, form = words_told(concern.review), AppealForm(sent(request))
    if form.is_valid():
        viewer = viewer_of(request)
        viewer = replace(viewer, receipts=viewer.receipts | {concern.pk})
        try:
            appeal_words(
                concern_id=concern.pk,
                viewer=viewer,
                words=form.cleaned_data["words"],
                now=now(),
            )
        except DomainError as error:
            form.add_error("words", str(error))
        else:
            messages.success(
                request, _("Somebody else will look. The answer will stand here.")
            )
            return keep_private(redirect("concerns:receipt", receipt=receipt))
    context = {"form": form, "told": told, "receipt": receipt, "concern": concern}
    return keep_private(render(request, "concerns/appeal.html", context))


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Take the link of a letter: opening it asks, pressing the button confirms."""
    concern_id = confirmed_concern(token)
    if concern_id is None:
        return _opens_nothing(request)
    is_done = request.method == "POST"
    if is_done:
        try:
            confirm_mail_of(concern_id=concern_id, now=now())
        except DomainError:
            return _opens_nothing(request)
    return keep_private(
        render(request, "concerns/confirm_mail.html", {"is_done": is_done})
    )


def _opens_nothing(request: HttpRequest) -> HttpResponse:
    """Too old, not ours, or its concern was taken back or wiped meanwhile."""
    page = render(request, "concerns/confirm_mail.html", {"is_old": True}, status=404)
    return keep_private(page)
