"""The second step: why it is asked, and what keeps it from being lost by mistake."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from engagement.common.http import SignedInRequest
from engagement.people.mfa_adapter import SECOND_STEPS, passkey_of

Page = Callable[..., HttpResponseBase]


@require_safe
def second_step(request: SignedInRequest) -> HttpResponseBase:
    """Say why a role is closed until a second step was taken, and how to take it."""
    context = {
        "is_closed": request.user.roles_wait,
        "has_one": is_mfa_enabled(request.user, SECOND_STEPS),
        "next": get_next_redirect_url(request) or "",
        "least": settings.SHORTEST_OF_STAFF,
    }
    return render(request, "people/second_step.html", context)


def keeps_a_second_step(page: Page) -> Page:
    """Refuse in words to take away the passkey a role depends on."""

    @wraps(page)
    def answer(request: SignedInRequest, pk: int, **named: Any) -> HttpResponseBase:
        adapter, passkey = get_adapter(), passkey_of(request.user, pk)
        if passkey is None or adapter.can_delete_authenticator(passkey):
            return page(request, pk=pk, **named)
        messages.error(request, adapter.error_messages["cannot_delete_authenticator"])
        return redirect("mfa_list_webauthn")

    return answer
