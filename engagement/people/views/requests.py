"""What waits for a second administrator."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people import queries, services
from engagement.people.choices import RequestState
from engagement.people.models import RoleRequest, User
from engagement.people.permissions import can_decide
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.role_forms import DecisionForm
from engagement.people.views.gate import for_administrators


@for_administrators
@require_safe
def waiting(request: SignedInRequest) -> HttpResponse:
    """List what waits for a second person, the oldest first."""
    moment = now()
    context = {
        "requests": queries.waiting_requests(moment),
        "removals": queries.waiting_removals(moment),
    }
    return render(request, "people/requests.html", context)


@for_administrators
@fresh_sign_in_required
@require_http_methods(["GET", "POST"])
def request_page(request: SignedInRequest, request_id: int) -> HttpResponse:
    """Show who asked for what and why; agree, say no, or take it back."""
    asked = get_object_or_404(queries.role_requests(), pk=request_id)
    form, moment = DecisionForm(request.POST or None), now()
    if form.is_valid():
        act = request.POST.get("act", "")
        try:
            said = _decide(act, asked, request.user, form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("people:requests")
    waits = asked.state == RequestState.WAITING and asked.expires_at > moment
    context = {
        "asked": asked,
        "form": form,
        "waits": waits,
        "can_decide": waits and can_decide(request.user, asked, moment),
        "is_own": waits and asked.asked_by_id == request.user.pk,
    }
    return render(request, "people/request.html", context)


def _decide(act: str, asked: RoleRequest, actor: User, reason: str) -> str:
    if act == "agree":
        services.agree_to_role(
            request_id=asked.pk, actor=actor, reason=reason, now=now()
        )
        return _("The role is given. The person gets a letter.")
    if act == "take_back":
        services.withdraw_request(request_id=asked.pk, actor=actor, now=now())
        return _("It is taken back.")
    services.decline_role(request_id=asked.pk, actor=actor, reason=reason, now=now())
    return _("The role is not given. Who asked for it can read why.")
