"""Who is in a room: whoever signed in, or came in by its code with this browser."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse

from engagement.common.cookies import give_cookie, read_cookie
from engagement.common.devices import device_of, device_tag, know_again
from engagement.people.models import User
from meetings.models import Live
from meetings.queries.live import Attendee

ROOM_COOKIE: Final = "room"
_MOST: Final = 5
_A_DAY: Final = 24 * 3600


def come_in(request: HttpRequest, response: HttpResponse, live: Live) -> None:
    """Let this browser into the room whose code it showed."""
    kept = [code for code in _rooms_of(request) if code != live.code]
    rooms = ".".join([*kept, live.code][-_MOST:])
    give_cookie(response, ROOM_COOKIE, rooms, max_age=_A_DAY)
    device, is_new = device_of(request)
    if is_new:
        know_again(response, device)


def attendee_of(request: HttpRequest, live: Live) -> Attendee | None:
    """Say as whom somebody asks and votes here; none is not in the room."""
    device, is_new = device_of(request)
    tag = None if is_new else device_tag(device)
    if isinstance(request.user, User):
        return Attendee(request.user.pk, tag)
    if tag is None or live.code not in _rooms_of(request):
        return None
    return Attendee(None, tag)


def _rooms_of(request: HttpRequest) -> list[str]:
    """Name the rooms this browser came into; kept in a cookie, so that no row is made."""
    return read_cookie(request, ROOM_COOKIE, max_age=_A_DAY).split(".")
