"""Signed cookies of our own, kept to this host.

A name that begins with `__Host-` is taken by a browser only over https, from this host
and for all of it (RFC 6265bis, section 4.1.3.2): a neighboring host cannot set it. Over
plain http, on a developer's machine, such a name would be refused.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import (  # noqa: TID251 - it reads and writes cookies
    HttpRequest,
    HttpResponse,
)


def _hosted(name: str) -> str:
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def read_cookie(request: HttpRequest, name: str, *, max_age: int | None = None) -> str:
    """Give what a signed cookie says; nothing for one that is missing or was changed.

    One set before its name said whose it is still counts, until it runs out.
    """
    for called in (_hosted(name), name):
        try:
            said = request.get_signed_cookie(
                called, default="", salt=name, max_age=max_age
            )
        except signing.BadSignature:
            said = ""
        if said:
            return str(said)
    return ""


def give_cookie(response: HttpResponse, name: str, value: str, *, max_age: int) -> None:
    """Let the browser keep a signed value for so many seconds; no script reads it."""
    response.set_signed_cookie(
        _hosted(name),
        value,
        salt=name,
        max_age=max_age,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
