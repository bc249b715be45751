"""Before there is a town, every page leads to the one that makes it (RULINGS 45)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.common.http import fault, is_for_programs
from engagement.places.queries import neighborhoods_on_the_map, town

OPEN_BEFORE = (
    "/healthz",
    "/readyz",
    "/language/",
    "/demo/",
    "/favicon.ico",
    "/account/",  # an administrator made by command signs in first
)


class FirstRunMiddleware:
    """Lead to the first-run page while there is neither a town nor a neighborhood.

    Once one is there it stays, so the question is asked no more.
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
