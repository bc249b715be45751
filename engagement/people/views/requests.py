"""What waits for a second administrator."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.common.http import SignedInRequest
from engagement.people import queries, services
from engagement.people.models import RoleRequest, User
from engagement.people.reauthentication import fresh_sign_in_required
from engagement.people.views.deciding import decided, does_wait
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
    moment = now()
    is_own = asked.asked_by_id == request.user.pk and does_wait(asked, moment)
    return decided(
        request,
        asked,
        by=_decide,
        page="people/request.html",
        now=moment,
        is_own=is_own,
    )


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
