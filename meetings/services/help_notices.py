"""Which helpers hear of a notice: those who help, and of a change those who wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from engagement.outbox.services import enqueue
from meetings.choices import HelpState, NoticeKind
from meetings.models import HelpOffer, Notice

HELPERS_TOLD: Final = {
    NoticeKind.MOVED: (HelpState.ACCEPTED, HelpState.OFFERED),
    NoticeKind.CANCELLED: (HelpState.ACCEPTED, HelpState.OFFERED),
    NoticeKind.REMINDER: (HelpState.ACCEPTED,),
    NoticeKind.MESSAGE: (HelpState.ACCEPTED,),
}


def ask_for_helpers(notice: Notice, most: int, now: datetime) -> int:
    """Ask for a letter to each of the next helpers, and move the notice’s mark on."""
    batch = _helpers_to_tell(notice, most)
    for offer_id in batch:
        enqueue(
            task="meetings.send_helper_notice",
            about=f"meetings.help:{offer_id} notice:{notice.pk}",
            now=now,
            offer_id=offer_id,
            notice_id=notice.pk,
        )
    if batch:
        notice.helpers_told_up_to = batch[-1]
    return len(batch)


def _helpers_to_tell(notice: Notice, most: int) -> list[int]:
    """Those who stand so since before it was asked; newcomers know already."""
    told = HelpOffer.objects.filter(
        meeting=notice.meeting_id,
        state__in=HELPERS_TOLD[NoticeKind(notice.kind)],
        pk__gt=notice.helpers_told_up_to,
    )
    if notice.kind == NoticeKind.REMINDER:
        due = notice.meeting.begins_at - timedelta(minutes=notice.minutes_before)
        told = told.filter(stands_since__lt=due)
    else:
        told = told.filter(stands_since__lte=notice.at)
    return list(told.order_by("pk").values_list("pk", flat=True)[:most])
