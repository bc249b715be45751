"""Proving again who is there, with a mailed code, before something that matters."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.common.http import SignedInRequest
from engagement.common.limits import PROOFS_BY_MAIL, is_over
from engagement.people import mailed_proof, services
from engagement.people.forms import ProofCodeForm
from engagement.people.reauthentication import go_on, note_fresh_proof

NEXT = "next"


@require_http_methods(["GET", "POST"])
def prove_by_mail(request: SignedInRequest) -> HttpResponse:
    """Send a code when asked, take it when typed, then go on with what was begun."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    if reverse("prove_by_mail") not in [way["url"] for way in ways]:
        return redirect(ways[0]["url"])  # a second step is more than a mailbox
    if request.method == "POST" and "send" in request.POST:
        return _send(request)
    form = ProofCodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        if mailed_proof.takes(request.session, form.cleaned_data["code"], now()):
            note_fresh_proof(request, request.user, "code")
            return go_on(request) or redirect("front:my")
        services.note_failed_proof(user=request.user, way="code", now=now())
        form.add_error("code", _("This code is not right. Look into the letter again."))
    context = {
        "form": form,
        "is_waiting": mailed_proof.is_waiting(request.session, now()),
        "next": _next(request),
        "alternatives": [way for way in ways if way["id"] != "prove_by_mail"],
    }
    return render(request, "people/prove_by_mail.html", context)


def _send(request: SignedInRequest) -> HttpResponse:
    if is_over(PROOFS_BY_MAIL, request.user.pk):
        messages.error(request, _("You are very quick. Wait a quarter of an hour."))
    else:
        code = mailed_proof.new_code(request.session, now())
        adapter = get_adapter(request)
        adapter.send_mail(
            "account/email/proof_code", request.user.email, {"code": code}
        )
    return redirect(f"{reverse('prove_by_mail')}?next={_next(request)}")


def _next(request: SignedInRequest) -> str:
    return get_next_redirect_url(request, NEXT) or ""
