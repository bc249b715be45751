"""Finding one's own concern again: by reference, by receipt, by the link in a letter."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, open_receipt, too_often, viewer_of
from engagement.common.ids import read_receipt
from engagement.common.limits import TRACKING, is_over
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.forms import TrackForm
from engagement.concerns.models import Concern
from engagement.concerns.permissions import can_withdraw
from engagement.concerns.queries import (
    concern_by_receipt,
    issue_called,
    public_story_of,
)
from engagement.concerns.receipts import confirmed_concern
from engagement.concerns.services import confirm_mail as confirm_mail_of
from engagement.concerns.services import withdraw_concern
from engagement.concerns.views.flow import keep_private, sent


def _is_guessing(request: HttpRequest) -> bool:
    return is_over(TRACKING, client_ip(request))


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
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        page.headers["Retry-After"] = str(TRACKING.seconds)
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
        return too_often(request, TRACKING)
    concern = concern_by_receipt(receipt)
    if concern is None:
        raise Http404
    open_receipt(request, concern.pk)
    if request.method == "POST":
        return keep_private(_withdraw(request, concern, receipt))
    return keep_private(
        render(request, "concerns/receipt.html", _own(request, concern))
    )


def _own(request: HttpRequest, concern: Concern) -> dict[str, Any]:
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
        "issue": shown,
        "rows": [{"label": label, "value": value} for label, value in rows if value],
        "story": public_story_of(shown),
        "has_page": shown.privacy in (Privacy.PUBLIC, Privacy.AREA)
        and not shown.is_held,
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
