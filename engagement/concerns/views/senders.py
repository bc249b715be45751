"""A moderator closes the account behind words that do harm."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest, viewer_of
from engagement.common.ids import read_reference
from engagement.concerns.desk_forms import SuspendForm
from engagement.concerns.permissions import can_suspend_sender
from engagement.concerns.queries import concern_called
from engagement.concerns.queries.senders import asked_sender
from engagement.concerns.services import open_sender, suspend_sender
from engagement.people.reauthentication import fresh_sign_in_required


@never_cache
@require_http_methods(["GET", "POST"])
def sender_asked(request: SignedInRequest, decision_id: int) -> HttpResponseBase:
    """Show an administrator which account a moderator asked about, and why."""
    if asked_sender(viewer_of(request), decision_id) is None:
        raise Http404
    return _asked(request, decision_id=decision_id)


@fresh_sign_in_required
def _asked(request: SignedInRequest, decision_id: int) -> HttpResponse:
    moment = now()
    found = open_sender(decision_id=decision_id, viewer=viewer_of(request), now=moment)
    if found is None:
        raise Http404
    form = SuspendForm(request.POST or None)
    if form.is_valid():
        try:
            suspend_sender(
                concern_id=found.concern.pk,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=moment,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is closed."))
            return redirect("concerns:sender_asked", decision_id)
    context = {"asked": found.asked, "person": found.concern.person, "form": form}
    return render(request, "concerns/sender_asked.html", context)


@require_http_methods(["GET", "POST"])
def sender(request: SignedInRequest, reference: str) -> HttpResponseBase:
    """Ask for the reason; who is meant is shown to nobody."""
    concern = concern_called(read_reference(reference) or "")
    if concern is None or not can_suspend_sender(viewer_of(request), concern):
        raise Http404
    return _suspend(request, concern_id=concern.pk, reference=concern.reference)


@fresh_sign_in_required
def _suspend(request: SignedInRequest, concern_id: int, reference: str) -> HttpResponse:
    form = SuspendForm(request.POST or None)
    if form.is_valid():
        try:
            suspend_sender(
                concern_id=concern_id,
                actor=request.user,
                reason=form.cleaned_data["reason"],
                now=now(),
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is closed. Only an administrator can open it again."))  # fmt: skip
            return redirect("concerns:sender", reference)
    context = {"form": form, "reference": reference}
    return render(request, "concerns/sender.html", context)
