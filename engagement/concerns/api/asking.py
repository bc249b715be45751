"""Who asks, as the pages know them."""

from __future__ import annotations

from django.core import signing
from rest_framework.request import Request

from engagement.people.models import User


def person_of(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None


def device_of(request: Request) -> str:
    """Give the number the pages gave this browser; empty for another program."""
    try:
        known = request.get_signed_cookie("device", default="", salt="device")
    except signing.BadSignature:
        return ""
    return str(known)
