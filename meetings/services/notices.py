"""Telling everybody who comes: once each, in batches, and only while it still holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.outbox.services import enqueue, finish
from engagement.people.models import User
from meetings.choices import BookingState, NoticeKind
from meetings.errors import (
    BookingIncompleteError,
    MeetingOverError,
    TooManyMessagesError,
)
from meetings.models import Booking, Meeting, Notice
from meetings.permissions import can_message_attendees
from meetings.queries.bookings import meetings_soon
from meetings.services.help_notices import ask_for_helpers
from meetings.services.seats import locked_for_seats

REMINDERS: Final = (timedelta(days=2), timedelta(hours=2))
USEFUL_FOR: Final = (
    0.75  # of its time ahead: two days’ until 12 hours before, two hours’
)
# until half an hour before; what is later than that tells nobody anything
BATCH: Final = 200
MOST_MESSAGES: Final = 3
LONGEST_MESSAGE: Final = 2_000
TOLD: Final = {
    NoticeKind.MOVED: (BookingState.BOOKED, BookingState.OFFERED, BookingState.WAITING),
    NoticeKind.CANCELLED: (
        BookingState.BOOKED,
        BookingState.OFFERED,
        BookingState.WAITING,
    ),
    NoticeKind.REMINDER: (BookingState.BOOKED,),
    NoticeKind.MESSAGE: (BookingState.BOOKED,),
}


def tell_of_change(meeting: Meeting, kind: NoticeKind, now: datetime) -> None:
    """Tell once that this version of the meeting moved, or is cancelled."""
    if meeting.is_public:
        _give_notice(meeting, kind, now)


@transaction.atomic
def message_attendees(
    *, meeting_id: int, text: str, actor: User, now: datetime
) -> Notice:
    """Write to everybody who has a place; three times for a meeting, no more.

    Raises NotAllowedError, MeetingOverError, BookingIncompleteError,
    TooManyMessagesError.
    """
    meeting = locked_for_seats(meeting_id)
    if not can_message_attendees(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers may write to those who come."))
    if meeting.bookings_are_gone:
        raise MeetingOverError(_("The list of those who came has gone."))
    text = plain(text).strip()
    if not text or len(text) > LONGEST_MESSAGE:
        raise BookingIncompleteError(
            _("Write something, in %(most)d characters at most.")
            % {"most": LONGEST_MESSAGE}
        )
    sent = Notice.objects.filter(meeting=meeting, kind=NoticeKind.MESSAGE).count()
    if sent >= MOST_MESSAGES:
        raise TooManyMessagesError(
            _("You wrote %(most)d times already. More would be too much.")
            % {"most": MOST_MESSAGES}
        )
    notice = Notice.objects.create(
        meeting=meeting,
        kind=NoticeKind.MESSAGE,
        version=meeting.version,
        text=text,
        author=actor,
        at=now,
    )
    record(
        actor=actor,
        action="meeting.message_attendees",
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
    _spread(notice, now)
    return notice


def ask_for_reminders(*, now: datetime) -> int:
    """Ask for what is due this minute, and for what was missed and still helps."""
    asked = 0
    for meeting in meetings_soon(now, max(REMINDERS)):
        for before in REMINDERS:
            asked += _remind(meeting.pk, before, now)
    return asked


def _is_due(meeting: Meeting, before: timedelta, now: datetime) -> bool:
    """A reminder keeps its time ahead; who was told of a change later needs none."""
    due = meeting.begins_at - before
    last = meeting.begins_at - before * (1 - USEFUL_FOR)
    known_since = max(
        (n.at for n in meeting.notices.filter(kind=NoticeKind.MOVED)),
        default=meeting.published_at,
    )
    return due <= now < last and known_since is not None and known_since < due


@transaction.atomic
def _remind(meeting_id: int, before: timedelta, now: datetime) -> bool:
    meeting = locked_for_seats(meeting_id)
    if not meeting.is_ahead(now) or not _is_due(meeting, before, now):
        return False
    minutes = int(before.total_seconds()) // 60
    return _give_notice(meeting, NoticeKind.REMINDER, now, minutes)


def _give_notice(
    meeting: Meeting, kind: NoticeKind, now: datetime, minutes: int = 0
) -> bool:
    notice, is_new = Notice.objects.get_or_create(
        meeting=meeting,
        kind=kind,
        version=meeting.version,
        minutes_before=minutes,
        defaults={"at": now},
    )
    if is_new:
        _spread(notice, now)
    return is_new


def _spread(notice: Notice, now: datetime) -> None:
    """Ask for the next batch; its number makes each batch one job."""
    enqueue(
        task="meetings.spread_notice",
        about=f"meetings.notice:{notice.pk} after {_how_far(notice)}",
        now=now,
        notice_id=notice.pk,
    )


def _how_far(notice: Notice) -> str:
    helpers = notice.helpers_told_up_to
    return f"{notice.told_up_to} and {helpers}" if helpers else f"{notice.told_up_to}"


@transaction.atomic
def spread_notice(*, job_id: int, notice_id: int, now: datetime) -> int:
    """Ask for a letter to each of the next bookings, and for the batch after them.

    Once all of them are asked for, those who help follow. Killed half-way, the whole batch is asked for again, and none of it twice.
    """
    notice = (
        Notice.objects.select_for_update(of=("self",))
        .select_related("meeting")
        .filter(pk=notice_id, done_at=None)
        .first()
    )
    if notice is None:
        finish(job_id, now)
        return 0
    batch = _whom_to_tell(notice)
    for booking_id in batch:
        enqueue(
            task="meetings.send_notice",
            about=f"meetings.booking:{booking_id} notice:{notice.pk}",
            now=now,
            booking_id=booking_id,
            notice_id=notice.pk,
        )
    many = len(batch)
    if batch:
        notice.told_up_to = batch[-1]
    else:
        many = ask_for_helpers(notice, BATCH, now)
    notice.told += many
    if many:
        _spread(notice, now)
    else:
        notice.done_at = now
    notice.save(update_fields=["told", "told_up_to", "helpers_told_up_to", "done_at"])
    finish(job_id, now)
    return many


def _whom_to_tell(notice: Notice) -> list[int]:
    """Those who stand in the list and still want letters; newcomers know already."""
    told = Booking.objects.filter(
        meeting=notice.meeting_id,
        state__in=TOLD[NoticeKind(notice.kind)],
        pk__gt=notice.told_up_to,
    )
    if notice.kind == NoticeKind.REMINDER:
        due = notice.meeting.begins_at - timedelta(minutes=notice.minutes_before)
        told = told.filter(queued_at__lt=due)
    else:
        told = told.filter(queued_at__lte=notice.at)
    return list(told.order_by("pk").values_list("pk", flat=True)[:BATCH])
