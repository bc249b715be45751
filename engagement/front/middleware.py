"""What happens around every page: the first run, and doors that stay shut."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagement.audit.services import record_denial
from engagement.common.http import fault, is_for_programs, viewer_of
from engagement.places.queries import neighborhoods_on_the_map, town

OPEN_BEFORE = (
    "/healthz",
    "/readyz",
    "/language/",
    "/demo/",
    "/favicon.ico",
    "/account/",  # an administrator made by command signs in first
)

SHUT = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
# Parts of an address that say what it is about; others may be secrets (receipts, tokens).
TELLING = (
    "reference",
    "slug",
    "week",
    "kind",
    "what",
    "run_id",
    "promise_id",
    "letter_id",
    "object_id",
)


def shut_doors_are_noted(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Write down which doors stayed shut for somebody signed in (SECURITY promise 12).

    An address that does not exist at all is no door.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        if response.status_code in SHUT and match is not None:
            user = viewer_of(request).user
            if user is not None:
                about = {
                    name: str(match.kwargs[name])[:80]
                    for name in TELLING
                    if name in match.kwargs
                }
                record_denial(
                    actor=user,
                    page=match.view_name[:80],
                    answer=response.status_code,
                    about=about,
                    now=now(),
                )
        return response

    return answer


class FirstRunMiddleware:
    """Lead to the first-run page while there is neither a town nor a neighborhood.

    Once one is there it stays, so the question is asked no more (RULINGS 45).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._is_there = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._is_there or self._may_pass(request.path):
            return self.get_response(request)
        self._is_there = town() is not None or neighborhoods_on_the_map().exists()
        if self._is_there:
            return self.get_response(request)
        if is_for_programs(request):
            return fault(503, "no_town", _("This town has not been set up yet."))
        return redirect("front:set_up")

    def _may_pass(self, path: str) -> bool:
        first_run = reverse("front:set_up")
        return path.startswith((first_run, settings.STATIC_URL, *OPEN_BEFORE))
