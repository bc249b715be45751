"""Who is behind a request: how long a session lasts, and what it has shown.

A role is held only by a session that took a second step where the town asks for one
(REQUIRE_MFA): everything that asks `holds` obeys, the pages, the API and the set-up.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagement.common.http import fault, is_for_programs
from engagement.people import proven, services
from engagement.people.models import User
from engagement.people.reauthentication import ask_again
from engagement.people.sessions import SessionStore

CLOSED = (403, 404)
NOT_KEPT = "no-store, private"
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)


class KeptByPersonMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = request.user
        request.user = SimpleLazyObject(partial(_person_behind, request, found))  # type: ignore[assignment]  # looked up when first asked for, as Django does
        response = self.get_response(request)
        user = _known_by_now(request)
        if user is None:
            return response
        if response.status_code in CLOSED and user.roles_wait:
            return _lead_to_second_step(request)
        if "public" not in response.headers.get("Cache-Control", ""):
            response.headers["Cache-Control"] = NOT_KEPT
        return response

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        if isinstance(exception, ReauthenticationRequired):
            return ask_again(request)
        return None


def _person_behind(
    request: HttpRequest, found: User | AnonymousUser
) -> User | AnonymousUser:
    """Give the person of this session as this session may show them."""
    if not found.is_authenticated:
        return AnonymousUser()
    session, moment = cast("SessionStore", request.session), now()
    if _is_over(session, found, moment):
        session.flush()
        return AnonymousUser()
    if session.must_turn:
        session.cycle_key()
    _note_use(session, found, moment)
    found.lacks_second_step = settings.REQUIRE_MFA and not proven.has_second_step(
        session, found.pk
    )
    return found


def _is_over(session: SessionStore, user: User, moment: datetime) -> bool:
    """Tell whether it was unused for too long, or began too long ago."""
    if session.began_at is None or session.seen_at is None:
        return False
    unused, age = moment - session.seen_at, moment - session.began_at
    if unused <= settings.STAFF_IDLE and age <= settings.STAFF_AT_MOST:
        return False  # within every limit: nobody’s roles need to be looked up
    if user.has_roles:
        return True
    return bool(unused > settings.RESIDENT_IDLE or age > settings.RESIDENT_AT_MOST)


def _note_use(session: SessionStore, user: User, moment: datetime) -> None:
    """Write down the last use: to the minute for staff, to the day for everybody else."""
    if session.seen_at is None or moment - session.seen_at < A_MINUTE:
        return
    if moment - session.seen_at >= A_DAY or user.has_roles:
        services.note_use(session_key=session.session_key or "", now=moment)


def _known_by_now(request: HttpRequest) -> User | None:
    """Give who is signed in, if the page asked; a page that did not is nobody’s own."""
    user = request.user
    if not request.session.accessed or not user.is_authenticated:
        return None
    return user


def _lead_to_second_step(request: HttpRequest) -> HttpResponse:
    """Say why a door is closed to somebody who holds the role but has not shown it."""
    if is_for_programs(request):
        said = _("Sign in with a second step first, then ask again.")
        return fault(403, "second_step", said)
    page = reverse("second_step")
    if request.method != "GET":
        return redirect(page)
    return redirect(f"{page}?{urlencode({'next': request.get_full_path()})}")
