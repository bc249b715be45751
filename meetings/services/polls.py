"""Polls: written, opened and closed by the chair; one ballot each, changed until then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.richtext import plain
from engagement.people.models import User
from meetings.choices import PollState
from meetings.errors import PollError, RoomClosedError
from meetings.models import Ballot, Live, Poll
from meetings.queries.live import Attendee, ballot_of
from meetings.services.room import changed, locked_live, locked_room, note

FEWEST_OPTIONS: Final = 2
MOST_OPTIONS: Final = 8
LONGEST_POLL: Final = 200
LONGEST_OPTION: Final = 100
MOST_POLLS: Final = 50


@transaction.atomic
def write_poll(
    *,
    meeting_id: int,
    text: str,
    options: Sequence[str],
    is_multiple: bool,
    shows_while_open: bool,
    actor: User,
    now: datetime,
) -> Poll:
    """Write a poll; the room sees it once it is opened.

    Raises NotAllowedError, PollError.
    """
    live = locked_room(meeting_id, actor)
    text = plain(text).strip()
    given = list(dict.fromkeys(one for each in options if (one := plain(each).strip())))
    if not text or len(text) > LONGEST_POLL:
        raise PollError(
            _("Write what is asked, with at most %(most)d characters.")
            % {"most": LONGEST_POLL}
        )
    if not FEWEST_OPTIONS <= len(given) <= MOST_OPTIONS:
        raise PollError(_("Give two to eight different answers, one on each line."))
    if any(len(one) > LONGEST_OPTION for one in given):
        raise PollError(
            _("Use at most %(most)d characters for each answer.")
            % {"most": LONGEST_OPTION}
        )
    if live.polls.count() >= MOST_POLLS:
        raise PollError(
            _("One meeting has at most %(most)d polls.") % {"most": MOST_POLLS}
        )
    poll = Poll.objects.create(
        live=live,
        text=text,
        options=given,
        is_multiple=is_multiple,
        shows_while_open=shows_while_open,
        made_at=now,
    )
    note(live, actor, "poll.write", now)
    return poll


@transaction.atomic
def open_poll(*, poll_id: int, actor: User, now: datetime) -> Poll:
    """Let the room vote, and show the poll; one that was open meanwhile is closed.

    Raises NotAllowedError, RoomClosedError, PollError.
    """
    live, poll = _of_the_chair(poll_id, actor)
    if not live.is_open(now):
        raise RoomClosedError(_("Open the room first: nobody can vote yet."))
    if poll.state == PollState.CLOSED:
        raise PollError(_("This poll is closed. Write a new one to ask again."))
    others = Poll.objects.filter(live=live, state=PollState.OPEN).exclude(pk=poll.pk)
    others.update(state=PollState.CLOSED)
    poll.state = PollState.OPEN
    return _shown(live, poll, actor, now, "poll.open")


@transaction.atomic
def close_poll(*, poll_id: int, actor: User, now: datetime) -> Poll:
    """End the voting and show what came of it. Raises NotAllowedError, PollError."""
    live, poll = _of_the_chair(poll_id, actor)
    if poll.state == PollState.DRAFT:
        raise PollError(_("This poll was never opened."))
    if poll.state == PollState.CLOSED:
        return poll
    poll.state = PollState.CLOSED
    return _shown(live, poll, actor, now, "poll.close")


@transaction.atomic
def cast_ballot(
    *, poll_id: int, who: Attendee, choices: Sequence[int], now: datetime
) -> Ballot:
    """Vote, or change one’s vote while the poll is open.

    Raises RoomClosedError, PollError.
    """
    live = locked_live(
        Live.objects.values_list("meeting", flat=True).get(polls=poll_id)
    )
    poll = Poll.objects.get(pk=poll_id)
    if not live.is_open(now) or poll.state != PollState.OPEN:
        raise RoomClosedError(_("This poll is closed. Your vote was not counted."))
    chosen = sorted(set(choices))
    if not chosen or not set(chosen) <= set(range(len(poll.options))):
        raise PollError(_("Choose an answer from the list."))
    if len(chosen) > 1 and not poll.is_multiple:
        raise PollError(_("Choose one answer."))
    ballot = ballot_of(poll, who)
    if ballot is None:
        ballot = Ballot.objects.create(poll=poll, choices=chosen, **who.keys)
    else:
        ballot.choices = chosen
        ballot.save(update_fields=["choices"])
    changed(live)
    return ballot


def _of_the_chair(poll_id: int, actor: User) -> tuple[Live, Poll]:
    """Lock the room for its chair, and give its poll. Raises NotAllowedError."""
    meeting_id = Live.objects.values_list("meeting", flat=True).get(polls=poll_id)
    live = locked_room(meeting_id, actor)
    return live, Poll.objects.get(pk=poll_id)


def _shown(live: Live, poll: Poll, actor: User, now: datetime, action: str) -> Poll:
    poll.save(update_fields=["state"])
    live.poll, live.on_screen, live.shows_join = poll, None, False
    changed(live, "poll", "on_screen", "shows_join")
    note(live, actor, action, now)
    return poll
