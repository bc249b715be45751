"""Reaching whoever comes, helps or enrolled: at which address, and whether news still holds."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime
from typing import Any

from engagement.outbox.services import deliver, finish
from meetings.choices import NoticeKind
from meetings.models import Booking, HelpOffer, Notice, SeriesEnrolment
from meetings.wishes import Said

Reached = Booking | HelpOffer | SeriesEnrolment


def address_of(who: Reached, said: Said) -> str:
    """Where they read letters: their account’s address, else what they gave."""
    person = who.person
    if person is None:
        return said.address
    return person.email if person.is_active else ""


def notice_holds(
    who: Booking | HelpOffer,
    notice: Notice,
    told: Mapping[NoticeKind, Container[str]],
    now: datetime,
) -> bool:
    """Tell whether a notice may leave: not moved again, cancelled, begun, given up, stopped.

    `told` says in which state somebody hears of which kind.
    """
    kind = NoticeKind(notice.kind)
    if not who.wants_letters or who.state not in told[kind]:
        return False
    if kind == NoticeKind.MESSAGE:
        return True
    is_this_version = notice.version == who.meeting.version
    begun = who.meeting.has_begun(now) and kind == NoticeKind.REMINDER
    return is_this_version and not begun and not who.meeting.has_ended(now)


def send_to(
    *,
    job_id: int,
    who: Reached,
    said: Said,
    template: str,
    values: dict[str, Any],
    now: datetime,
) -> None:
    """Hand a letter over; where there is no address any more, none leaves."""
    address = address_of(who, said)
    if not address:
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=address,
        language=who.language,
        template=template,
        values=values,
        now=now,
    )
