"""Who asks, as the pages know them."""

from __future__ import annotations

from rest_framework.request import Request

from engagement.common.devices import known_device
from engagement.people.models import User


def person_of(request: Request) -> User | None:
    return request.user if isinstance(request.user, User) else None


def device_of(request: Request) -> str:
    """Give the number the pages gave this browser; empty for another program."""
    return known_device(request._request)  # noqa: SLF001 - the page's request within it
