"""What every answer carries that Django and the content policy do not give it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from engagement.common import loglines
from engagement.common.http import fault, given_number

# "Use where I am now" needs the position; nothing here needs anything else.
ALLOWED_HERE = "geolocation=(self)"
NOT_ASKED_FOR = (
    "accelerometer",
    "camera",
    "display-capture",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
NEVER_TAKEN = frozenset({"TRACE", "TRACK", "CONNECT"})
PERMISSIONS = ", ".join([ALLOWED_HERE, *(f"{name}=()" for name in NOT_ASKED_FOR)])

ON_EVERY_ANSWER = {
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Reporting-Endpoints": 'policy="/csp-report/"',
}


def numbered(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request a number, for its lines, its answer and the page of a fault."""

    def answer(request: HttpRequest) -> HttpResponse:
        number = given_number(request) or loglines.new_number()
        loglines.enter(number)
        try:
            response = get_response(request)
        finally:
            loglines.leave()
        response.headers["X-Request-ID"] = number
        return response

    return answer


def safety_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say which powers of the browser a page may use, and who may keep or embed it.

    What is answered to a browser with a session stays in no cache: not in one that is
    shared, and not behind the back button after signing out (SECURITY V14.3.2).
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method in NEVER_TAKEN:
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        response = _unsealed(request) or get_response(request)
        for name, value in ON_EVERY_ANSWER.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return answer


def _unsealed(request: HttpRequest) -> HttpResponse | None:
    """Refuse a program without https where https is all there is.

    A page is led on; a program would go on sending unsealed and never notice (V4.1.2).
    """
    is_api = request.path.startswith("/api/")
    if request.is_secure() or not (settings.SECURE_SSL_REDIRECT and is_api):
        return None
    return fault(HTTPStatus.BAD_REQUEST, "needs_https", _("Ask by https."))


def no_blank_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say in words what a bare “method not allowed” leaves white.

    Somebody signs in half-way through a form and is led back to where it was sent.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return answer
