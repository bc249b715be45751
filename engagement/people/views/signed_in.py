"""Where one is signed in, and how to end it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from engagement.common.http import SignedInRequest
from engagement.people.models import row_key
from engagement.people.queries import sessions_of
from engagement.people.services import end_sessions

Page = Callable[..., HttpResponseBase]
# what the browser kept of our pages; its own choices, like the language, may stay
KEPT_BY_BROWSERS: Final = '"cache", "storage"'
AT_MOST = 50  # shown; "everywhere else" ends all of them


@require_safe
def own_sessions(request: SignedInRequest) -> HttpResponse:
    listed = list(sessions_of(request.user)[:AT_MOST])
    here = row_key(request.session.session_key or "")
    context = {
        "here": next((one for one in listed if one.session_key == here), None),
        "others": [one for one in listed if one.session_key != here],
    }
    return render(request, "people/own_sessions.html", context)


@require_POST
def end_own_sessions(request: SignedInRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    ended = end_sessions(
        user=request.user,
        actor=request.user,
        now=now(),
        keep=request.session.session_key,
        handle=request.POST.get("session") or None,
    )
    said = ngettext(
        "Signed out in %(count)s place.", "Signed out in %(count)s places.", ended
    )
    messages.success(
        request, said % {"count": ended} if ended else _("It was over already.")
    )
    return redirect("own_sessions")


def forgotten_by_the_browser(sign_out: Page) -> Page:
    """Have the browser throw away what it kept, once somebody has signed out."""

    @wraps(sign_out)
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        response = sign_out(request, **named)
        if request.method == "POST":
            response.headers["Clear-Site-Data"] = KEPT_BY_BROWSERS
        return response

    return answer
