"""Sensitive acts ask again who is there, unless that was proven in the last minutes.

allauth takes somebody without a password or a second step for always proven; here
everybody can prove themselves again, with a mailed code if with nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication as kept
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from django.http import (  # noqa: TID251 - it wraps pages
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
)
from django.utils.timezone import now

from engagement.people import proven
from engagement.people.models import User

Page = Callable[..., HttpResponseBase]
# what a page that is taken up again needs to know of how it was asked the first time
_KEPT_OF_A_REQUEST: Final = {
    "CONTENT_TYPE",
    "HTTP_HOST",
    "PATH_INFO",
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
}


def fresh_sign_in_required(page: Page) -> Page:
    """Ask for the password, code or key again before this page or act (ASVS 7.5.1)."""
    return _guarded(page, only_to_change=False)


def fresh_sign_in_to_change(page: Page) -> Page:
    """Let the page be looked at; ask again before what it changes."""
    return _guarded(page, only_to_change=True)


def _guarded(page: Page, *, only_to_change: bool) -> Page:
    @wraps(page)
    def answer(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        looks_only = only_to_change and request.method in ("GET", "HEAD")
        user = request.user
        if (
            user.is_authenticated
            and not looks_only
            and not proven.is_fresh(request.session, user.pk, now())
        ):
            raise ReauthenticationRequired
        return page(request, *args, **named)

    return answer


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the proof; what was sent meanwhile waits in the session.

    allauth keeps the whole request there, the browser’s name and address too: only what
    is needed to take it up again stays.
    """
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    answer: HttpResponse = kept.suspend_request(request, ways[0]["url"])
    waiting = request.session.get(kept.STATE_SESSION_KEY, {})
    if "request" in waiting:
        whole = json.loads(waiting["request"])
        asked = whole["META"].items()
        whole["META"] = {k: v for k, v in asked if k in _KEPT_OF_A_REQUEST}
        request.session[kept.STATE_SESSION_KEY] = {"request": json.dumps(whole)}
    return answer


def note_fresh_proof(request: HttpRequest, user: User, way: str, **more: Any) -> None:
    """Write into the session that this person has just shown who they are."""
    record_authentication(request, user, way, reauthenticated=True, **more)


def go_on(request: HttpRequest) -> HttpResponse | None:
    """Take up what was asked for before the proof; None when nothing was."""
    answer: HttpResponse | None = kept.resume_request(request)
    return answer
