"""What every endpoint of the API shares: who asks, how often, and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from engagement.common.http import client_ip
from engagement.common.limits import API_PERSON, API_UNKNOWN, is_over

if TYPE_CHECKING:  # DRF's views read the settings that name this module
    from rest_framework.views import APIView


class TownSession(SessionAuthentication):
    """The session of the pages; who is not signed in hears 401 where one must be."""

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - DRF's own signature
        return "Session"


class TownThrottle(BaseThrottle):
    """So many questions a minute, counted without keeping an address."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002 - DRF's own signature
        if request.user.is_authenticated:
            return not is_over(API_PERSON, f"person {request.user.pk}")
        return not is_over(API_UNKNOWN, client_ip(request))

    def wait(self) -> float:
        return float(API_UNKNOWN.seconds)


class PlainJSON(JSONParser):
    """JSON of a sane depth: brackets in brackets without end are none."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(str(error)) from error


class AlwaysAnswers(DefaultContentNegotiation):
    """Answer in JSON whatever was asked for: a browser's address bar wants HTML."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        known = list(renderers)
        try:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(
                request, known, format_suffix
            )
        except NotAcceptable:
            return known[0], str(known[0].media_type)
        return chosen


class ListPages(CursorPagination):
    """Pages by cursor: rows that arrive meanwhile move nothing."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "size"
    ordering = "pk"
