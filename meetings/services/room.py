"""Opening and closing the room, and what its screen shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_code
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.choices import PollState
from meetings.errors import MeetingOverError, QuestionError, RoomClosedError
from meetings.models import Live, Meeting, Poll
from meetings.models.live import CODE_LENGTH, SHUTS_ITSELF
from meetings.permissions import can_chair
from meetings.queries.versions import announce

OPENS_BEFORE: Final = timedelta(hours=12)
MOST_CATEGORIES: Final = 8
LONGEST_CATEGORY: Final = 40


@transaction.atomic
def open_room(*, meeting_id: int, actor: User, now: datetime) -> Live:
    """Let people come in by the code and ask; opening again keeps what was said.

    Raises NotAllowedError, MeetingOverError, RoomClosedError.
    """
    live = locked_room(meeting_id, actor)
    meeting = live.meeting
    if live.is_open(now):
        return live
    if meeting.is_cancelled or not meeting.is_public:
        raise MeetingOverError(_("Only a published meeting has a room to open."))
    if now < meeting.begins_at - OPENS_BEFORE:
        raise RoomClosedError(_("The room can be opened on the day of the meeting."))
    if now >= meeting.ends_at + SHUTS_ITSELF:
        raise MeetingOverError(_("This meeting is over. Its room stays closed."))
    live.opened_at, live.closed_at = live.opened_at or now, None
    changed(live, "opened_at", "closed_at")
    note(live, actor, "room.open", now)
    return live


@transaction.atomic
def close_room(*, meeting_id: int, actor: User, now: datetime) -> Live:
    """End asking and voting; what was answered stays on the meeting’s page.

    Raises NotAllowedError.
    """
    live = locked_room(meeting_id, actor)
    if live.opened_at is None or live.closed_at is not None:
        return live
    live.closed_at, live.on_screen, live.poll = now, None, None
    Poll.objects.filter(live=live, state=PollState.OPEN).update(state=PollState.CLOSED)
    changed(live, "closed_at", "on_screen", "poll")
    note(live, actor, "room.close", now)
    return live


@transaction.atomic
def show_join(*, meeting_id: int, is_shown: bool, actor: User, now: datetime) -> Live:
    """Show large on the screen how to come in, or make room for something else.

    Raises NotAllowedError.
    """
    live = locked_room(meeting_id, actor)
    live.shows_join = is_shown
    if is_shown:
        live.on_screen, live.poll = None, None
    changed(live, "shows_join", "on_screen", "poll")
    note(live, actor, "room.set", now)
    return live


@transaction.atomic
def take_questions(
    *, meeting_id: int, is_taking: bool, actor: User, now: datetime
) -> Live:
    """Take new questions, or no more of them. Raises NotAllowedError."""
    live = locked_room(meeting_id, actor)
    live.takes_questions = is_taking
    changed(live, "takes_questions")
    note(live, actor, "room.set", now)
    return live


@transaction.atomic
def set_categories(
    *, meeting_id: int, names: Sequence[str], actor: User, now: datetime
) -> Live:
    """Say into what questions may be sorted. Raises NotAllowedError, QuestionError."""
    live = locked_room(meeting_id, actor)
    kept = list(dict.fromkeys(one for name in names if (one := plain(name).strip())))
    if len(kept) > MOST_CATEGORIES or any(len(one) > LONGEST_CATEGORY for one in kept):
        raise QuestionError(
            _("Use at most %(most)d categories of %(long)d characters.")
            % {"most": MOST_CATEGORIES, "long": LONGEST_CATEGORY}
        )
    live.categories = kept
    changed(live, "categories")
    note(live, actor, "room.set", now)
    return live


def locked_room(meeting_id: int, actor: User) -> Live:
    """Lock the room for its chair; make it the first time. Raises NotAllowedError."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_chair(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only this meeting’s organizers may do that."))
    if not Live.objects.filter(meeting=meeting).exists():
        Live.objects.create(meeting=meeting, code=_free_code())
    return locked_live(meeting_id)


def locked_live(meeting_id: int) -> Live:
    """Lock the row that drives every screen. Raises Live.DoesNotExist."""
    locked = Live.objects.select_for_update(of=("self",)).select_related("meeting")
    return locked.get(meeting=meeting_id)


def changed(live: Live, *fields: str) -> None:
    """Keep the row, count it on, and tell the screens once it is committed."""
    live.version += 1
    live.save(update_fields=[*fields, "version"])
    transaction.on_commit(lambda: announce(live))


def note(live: Live, actor: User, action: str, now: datetime, reason: str = "") -> None:
    """Record what the chair did; what the room did is recorded of nobody."""
    record(
        actor=actor,
        action=action,
        subject=live.meeting,
        now=now,
        place_id=live.meeting.neighborhood_id,
        reason=reason,
    )


def _free_code() -> str:
    code = new_code(CODE_LENGTH)
    while Live.objects.filter(code=code).exists():
        code = new_code(CODE_LENGTH)
    return code
