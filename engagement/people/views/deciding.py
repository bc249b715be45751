"""How a second administrator answers, whatever was asked of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from engagement.common.errors import DomainError
from engagement.common.http import SignedInRequest
from engagement.people.choices import RequestState
from engagement.people.models import RoleRequest, SecondStepRemoval, User
from engagement.people.permissions import can_decide
from engagement.people.role_forms import DecisionForm

Asked = TypeVar("Asked", RoleRequest, SecondStepRemoval)


def decided(
    request: SignedInRequest,
    asked: Asked,
    *,
    by: Callable[[str, Asked, User, str], str],
    page: str,
    now: datetime,
    **shown: Any,
) -> HttpResponse:
    """Show what was asked; agree, say no or take it back as the button says."""
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        act = request.POST.get("act", "")
        try:
            said = by(act, asked, request.user, form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, said)
            return redirect("people:requests")
    waits = does_wait(asked, now)
    context = {
        "asked": asked,
        "form": form,
        "waits": waits,
        "can_decide": waits and can_decide(request.user, asked, now),
        **shown,
    }
    return render(request, page, context)


def does_wait(asked: RoleRequest | SecondStepRemoval, now: datetime) -> bool:
    return asked.state == RequestState.WAITING and asked.expires_at > now
