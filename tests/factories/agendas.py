"""Plain typed makers of agendas, proposals and minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from engagement.concerns.models import Issue
from engagement.moderation.choices import What
from engagement.people.models import User
from meetings.models import (
    AgendaIssue,
    AgendaItem,
    Meeting,
    MeetingPromise,
    Minutes,
    MinutesText,
    Proposal,
)
from meetings.services.minutes import publish_minutes
from tests.factories.meetings import make_meeting
from tests.factories.moderation import make_passed_review
from tests.factories.promises import make_open_promise


def make_item(
    meeting: Meeting, title: str = "The crossing at the school", **fields: Any
) -> AgendaItem:
    """An item of ten minutes at the end of the agenda, or of its parent's parts."""
    parent = fields.get("parent")
    place = AgendaItem.objects.filter(meeting=meeting, parent=parent).count() + 1
    plain = {"minutes": 10, "position": place, "speaker": "Traffic team"}
    return AgendaItem.objects.create(meeting=meeting, title=title, **(plain | fields))


def make_link(item: AgendaItem, issue: Issue) -> AgendaIssue:
    return AgendaIssue.objects.create(meeting=item.meeting, item=item, issue=issue)


def make_proposal(
    meeting: Meeting, text: str = "More benches, please", **fields: Any
) -> Proposal:
    """What somebody proposed and a moderator let pass."""
    if "review" not in fields:
        fields["review"] = make_passed_review(
            text, neighborhood=meeting.neighborhood, what=What.PROPOSAL
        )
    return Proposal.objects.create(meeting=meeting, **({"proposed_at": now()} | fields))


def make_past_meeting(
    *, days_ago: float = 1, at: datetime | None = None, **fields: Any
) -> Meeting:
    """A published meeting of two hours that began so many days ago."""
    begins_at = (at or now()) - timedelta(days=days_ago)
    return make_meeting(begins_at=begins_at, **fields)


def make_minutes(meeting: Meeting, **fields: Any) -> Minutes:
    """A draft that says something about all of the meeting and about each item."""
    plain = {"made_at": now(), "language": "en", "attendance": 34}
    minutes = Minutes.objects.create(meeting=meeting, **(plain | fields))
    make_text(minutes, None, "Many came.")
    for item in AgendaItem.objects.filter(meeting=meeting).order_by("pk"):
        make_text(minutes, item, "We talked about it.", outcome="A count in May.")
    return minutes


def make_text(
    minutes: Minutes,
    item: AgendaItem | None,
    text: str,
    *,
    language: str = "en",
    outcome: str = "",
) -> MinutesText:
    return MinutesText.objects.create(
        minutes=minutes, item=item, language=language, text=text, outcome=outcome
    )


def make_published_minutes(meeting: Meeting, actor: User) -> Minutes:
    make_minutes(meeting)
    return publish_minutes(meeting_id=meeting.pk, actor=actor, now=now())


def make_meeting_promise(
    meeting: Meeting, item: AgendaItem | None = None, **fields: Any
) -> MeetingPromise:
    promise = make_open_promise(neighborhood=meeting.neighborhood, **fields)
    return MeetingPromise.objects.create(meeting=meeting, item=item, promise=promise)
