"""Finding one's own concern again: by reference, by receipt, by the link in a letter."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import client_ip, open_receipt, too_often, viewer_of
from engagement.common.ids import read_receipt
from engagement.common.limits import TRACKING, is_over
from engagement.concerns.forms import TrackForm
from engagement.concerns.queries import concern_by_receipt, issue_called
from engagement.concerns.queries.conduct import complaint_by_receipt
from engagement.concerns.receipts import confirmed_concern
from engagement.concerns.services import confirm_mail as confirm_mail_of
from engagement.concerns.views.complaining import show_complaint
from engagement.concerns.views.flow import keep_private, sent
from engagement.concerns.views.own import by_receipt, own_context, take_back


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
    if concern_by_receipt(code) or complaint_by_receipt(code):
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
        return _complaint(request, receipt)
    open_receipt(request, concern.pk)
    way = by_receipt(receipt)
    if request.method == "POST":
        return keep_private(take_back(request, concern, way))
    context = own_context(viewer_of(request), concern, way)
    return keep_private(render(request, "concerns/receipt.html", context))


def _complaint(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show a complaint about conduct: a receipt does not say what it opens."""
    complaint = complaint_by_receipt(receipt)
    if complaint is None or request.method == "POST":
        raise Http404
    answer_to = reverse("concerns:complaint_answer", args=[receipt])
    return show_complaint(request, complaint, answer_to)


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
