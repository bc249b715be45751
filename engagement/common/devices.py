"""A browser's own number: enough to count one person once, and to know no more.

The cookie is signed; what a table keeps of it is a keyed hash.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.http import (  # noqa: TID251 - it reads and writes a cookie
    HttpRequest,
    HttpResponse,
)

from engagement.common.cookies import give_cookie, read_cookie

DEVICE_COOKIE: Final = "device"
YEAR: Final = 365 * 24 * 3600


def device_of(request: HttpRequest) -> tuple[str, bool]:
    """Give this browser's own number; say whether it is new and must be handed over."""
    known = known_device(request)
    return (known, False) if known else (secrets.token_urlsafe(24), True)


def known_device(request: HttpRequest) -> str:
    """Give the number handed over before; nothing for a browser never seen."""
    return read_cookie(request, DEVICE_COOKIE)


def know_again(response: HttpResponse, device: str) -> None:
    """One voice a browser: this cookie is all that is needed for it."""
    give_cookie(response, DEVICE_COOKIE, device, max_age=YEAR)


def device_tag(device: str | None) -> str | None:
    """Give what is kept of a device's cookie: enough to know it again, no more."""
    if not device:
        return None
    said = f"device\x1f{device}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()
