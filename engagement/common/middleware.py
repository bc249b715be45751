"""Headers on every answer that Django and the content policy do not set."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
PERMISSIONS = ", ".join([ALLOWED_HERE, *(f"{name}=()" for name in NOT_ASKED_FOR)])


def safety_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Say which powers of the browser a page may use."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return answer
