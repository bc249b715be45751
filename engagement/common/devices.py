"""A browser’s own number: a cookie that knows it again, and nothing about its person."""

from __future__ import annotations

import secrets
from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - it reads a cookie

DEVICE_COOKIE: Final = "device"
YEAR: Final = 365 * 24 * 3600


def device_of(request: HttpRequest) -> tuple[str, bool]:
    """Give this browser's own number; say whether it is new and must be handed over."""
    try:
        known = request.get_signed_cookie(DEVICE_COOKIE, default="", salt="device")
    except signing.BadSignature:
        known = ""
    return (str(known), False) if known else (secrets.token_urlsafe(24), True)


def know_again(response: HttpResponse, device: str) -> None:
    """One voice a browser: this cookie is all that is needed for it."""
    response.set_signed_cookie(
        DEVICE_COOKIE,
        device,
        salt="device",
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
