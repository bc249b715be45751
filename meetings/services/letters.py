"""Letters to those who want to come: what an outbox row asked for, if it still holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from engagement.common.ids import show_reference
from engagement.concerns.receipts import receipt_again
from engagement.outbox.services import finish
from meetings.choices import BookingState, NoticeKind
from meetings.models import Booking, Meeting, Notice
from meetings.queries.bookings import place_in_line
from meetings.services.notices import TOLD
from meetings.services.reaching import notice_holds, send_to
from meetings.wishes import Said, read_wish

_LETTERS: Final = {
    BookingState.ASKED: "meeting_confirm",
    BookingState.BOOKED: "meeting_coming",
    BookingState.WAITING: "meeting_waiting",
    BookingState.OFFERED: "meeting_place_free",
    BookingState.LOST: "meeting_place_lost",
}
_NOTICES: Final = {
    NoticeKind.MOVED: "meeting_moved",
    NoticeKind.CANCELLED: "meeting_cancelled",
    NoticeKind.REMINDER: "meeting_reminder",
    NoticeKind.MESSAGE: "meeting_message",
}


def place_of(meeting: Meeting) -> str:
    """Say where people come together; nothing when it is online alone."""
    if not meeting.is_in_a_room or meeting.venue is None:
        return ""
    room = [meeting.room.name] if meeting.room else []
    return ", ".join([meeting.venue.name, *room, meeting.venue.address])


def token_of(booking: Booking) -> str:
    """Give what opens a booking, as it was given at first."""
    return receipt_again(booking.key, booking.token_hash)


def send_booking_letter(
    *, job_id: int, booking_id: int, version: int, now: datetime
) -> None:
    """Tell where a booking stands, unless it stands elsewhere by now."""
    booking = _booking(booking_id)
    if booking is None or booking.version != version or not _is_open(booking, now):
        finish(job_id, now)
        return
    template = _LETTERS.get(BookingState(booking.state))
    if template is None:
        finish(job_id, now)
        return
    more = {"place_in_line": 0, "offered_until": booking.offered_until}
    if booking.state == BookingState.WAITING:
        more["place_in_line"] = place_in_line(booking)
    _send(job_id, booking, template, more, now)


def send_notice(*, job_id: int, booking_id: int, notice_id: int, now: datetime) -> None:
    """Tell one of those who come, unless it no longer holds or they want no letters."""
    booking = _booking(booking_id)
    notice = Notice.objects.filter(pk=notice_id).first()
    if (
        booking is None
        or notice is None
        or not notice_holds(booking, notice, TOLD, now)
    ):
        finish(job_id, now)
        return
    meeting = booking.meeting
    more = {
        "reason": (
            meeting.cancel_reason if meeting.is_cancelled else meeting.move_reason
        ),
        "first_begins_at": meeting.first_begins_at,
        "text": notice.text,
    }
    _send(job_id, booking, _NOTICES[NoticeKind(notice.kind)], more, now)


def _is_open(booking: Booking, now: datetime) -> bool:
    meeting = booking.meeting
    is_held = booking.state != BookingState.OFFERED or booking.is_offered(now)
    return meeting.is_ahead(now) and is_held


def _booking(booking_id: int) -> Booking | None:
    found = Booking.objects.filter(pk=booking_id).select_related(
        "person", "meeting", "meeting__venue", "meeting__room"
    )
    return found.first()


def _send(
    job_id: int,
    booking: Booking,
    template: str,
    more: Mapping[str, Any],
    now: datetime,
) -> None:
    said = read_wish(booking.sealed)
    send_to(
        job_id=job_id,
        who=booking,
        said=said,
        template=template,
        values={**_facts(booking, said), **more},
        now=now,
    )


def _facts(booking: Booking, said: Said) -> dict[str, Any]:
    """Give what every letter states: what, when in which zone, where, and the way back."""
    meeting, site = booking.meeting, settings.SITE_URL
    link = f"{site}{reverse('meetings:coming', args=[token_of(booking)])}"
    return {
        "name": said.name,
        "title": meeting.title,
        "begins_at": meeting.begins_at,
        "ends_at": meeting.ends_at,
        "place": place_of(meeting),
        "online_link": meeting.online_link if booking.has_a_place else "",
        "is_online": meeting.is_online,
        "page": f"{site}{meeting.get_absolute_url()}",
        "link": link,
        "calendar": f"{link}meeting.ics",
        "code": show_reference(booking.code),
        "party_size": booking.party_size,
    }
