"""What must be true of a meeting's words, hours and rooms before it is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.common.spoken import SPOKEN
from meetings.choices import MeetingForm
from meetings.errors import MeetingIncompleteError, MeetingTimeError, RoomTakenError
from meetings.models import Meeting, Room
from meetings.queries.visible import bookings_of

LONGEST: Final = timedelta(hours=24)
FURTHEST: Final = timedelta(days=2 * 366)
LONGEST_TITLE: Final = 120
LONGEST_SUMMARY: Final = 4_000
LONGEST_REASON: Final = 300


def require_hours(begins_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raise MeetingTimeError unless these are hours to come, in their order."""
    if ends_at <= begins_at:
        raise MeetingTimeError(_("The end must lie after the beginning."))
    if ends_at - begins_at > LONGEST:
        raise MeetingTimeError(
            _("One meeting lasts 24 hours at most. Make a series for several days.")
        )
    if begins_at <= now:
        raise MeetingTimeError(_("Choose a beginning that is still to come."))
    if begins_at > now + FURTHEST:
        raise MeetingTimeError(_("Choose a day within the next two years."))


def require_words(title: str, summary: str) -> None:
    """Raise MeetingIncompleteError where the public would have nothing to read."""
    if not title:
        raise MeetingIncompleteError(_("Give the meeting a title."))
    if len(title) > LONGEST_TITLE or len(summary) > LONGEST_SUMMARY:
        raise MeetingIncompleteError(
            _(
                "Use at most %(title)d characters for the title and %(summary)d below it."
            )
            % {"title": LONGEST_TITLE, "summary": LONGEST_SUMMARY}
        )


def require_reason(reason: str, message: str) -> str:
    """Give the reason back as it is kept; raise MeetingIncompleteError without one."""
    if not reason:
        raise MeetingIncompleteError(message)
    return reason[:LONGEST_REASON]


def require_languages(codes: list[str]) -> None:
    """Raise MeetingIncompleteError for a language nobody could choose."""
    if not set(codes) <= SPOKEN.keys():
        raise MeetingIncompleteError(_("Choose the languages from the list."))


def require_link(form: str, link: str) -> None:
    """A link leads to a service the town names, over https (SECURITY finding 14)."""
    if form == MeetingForm.IN_PERSON and link:
        raise MeetingIncompleteError(
            _("A meeting in a room has no link. Choose “In a room and online”.")
        )
    require_known_host(link)


def require_known_host(link: str) -> None:
    """Raise MeetingIncompleteError unless a link, if there is one, is of a known service."""
    if not link:
        return
    parts = urlsplit(link)
    allowed: list[str] = settings.MEETING_LINK_HOSTS
    host = (parts.hostname or "").lower()
    is_known = any(host == one or host.endswith(f".{one}") for one in allowed)
    if parts.scheme != "https" or parts.username or not is_known:
        raise MeetingIncompleteError(
            _("Use an https address of a service this town uses: %(hosts)s.")
            % {"hosts": ", ".join(allowed)}
        )


def require_free_room(room: Room, meeting: Meeting) -> None:
    """Raise RoomTakenError if the room is booked; its row must be locked."""
    other = (
        bookings_of(room, meeting.begins_at, meeting.ends_at)
        .exclude(pk=meeting.pk)
        .first()
    )
    if other is not None:
        raise RoomTakenError(
            _("%(room)s is booked for “%(title)s” then. Choose another room or time.")
            % {"room": room.name, "title": other.title}
        )
