"""What a room’s screens show, drawn once for everybody and kept as long as it is true.

What all read alike is drawn once a version and language; what is one person’s own (which
questions they support, what they asked) is put between. So a hall of phones costs two
small questions a look, not a page each.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.common.small_counts import people_count
from engagement.common.suppression import protect_parts
from meetings.choices import PollState
from meetings.models import Live, Meeting, Poll, Question
from meetings.queries.live import (
    Attendee,
    counts_of,
    live_of,
    polls_closed,
    questions_answered,
    questions_of,
    questions_shown,
    supported_by,
)
from meetings.queries.versions import stamp

KEPT_FOR: Final = 60


@dataclass(frozen=True)
class Bar:
    """One option of a poll as it is drawn; `votes` is already what may be said."""

    option: str
    votes: str
    share: float
    percent: str


@dataclass(frozen=True)
class Result:
    """What came of a poll."""

    poll: Poll
    voters: str
    bars: list[Bar]


def etag_of(version: str) -> str:
    return f'"{version}-{get_language()}"'


def room_parts(live: Live, who: Attendee, at: datetime) -> dict[str, Any]:
    """Give what the live page and its fragment hold."""
    shared, mine = _shared(live, at), supported_by(live, who)
    rows = ((row[1] if pk in mine else row[0],) for pk, row in shared["questions"])
    return {
        "is_open": live.is_open(at),
        "live": live,
        "on_now": shared["on_now"],
        "questions": format_html_join("", "{}", rows),
        "answered": shared["answered"],
        "own": list(questions_of(live, who)),
    }


def _shared(live: Live, at: datetime) -> dict[str, Any]:
    """Draw what all read alike, or take it from where it was kept."""
    language = get_language() or ""
    key = f"room-drawn:{live.pk}:{stamp(live, at)}:{language}"
    kept: dict[str, Any] | None = cache.get(key)
    if kept is None:
        kept = {
            "on_now": drawn("meetings/_on_now.html", **on_screen(live)),
            "questions": [
                (one.pk, _both(_Face.of(one), one.pk == live.on_screen_id, language))
                for one in questions_shown(live)
            ],
            "answered": drawn(
                "meetings/_answered.html", answered=list(questions_answered(live))
            ),
        }
        cache.set(key, kept, KEPT_FOR)
    return kept


@dataclass(frozen=True)
class _Face:
    """All that can be seen of a question; `state` and asker are not."""

    pk: int
    text: str
    nickname: str
    category: str
    source: str
    hands: int
    supporters: int

    @classmethod
    def of(cls, question: Question) -> _Face:
        return cls(**{one.name: getattr(question, one.name) for one in fields(cls)})


@lru_cache(maxsize=1_000)
def _both(face: _Face, up: bool, language: str) -> tuple[SafeString, SafeString]:  # noqa: FBT001, ARG001 - both are parts of the key
    """Draw a question as most see it, and as whoever supports it does.

    A press changes one question of many: the others need not be drawn again.
    """
    plain, mine = (
        drawn("meetings/_question.html", question=face, is_mine=is_mine, up=up)
        for is_mine in (False, True)
    )
    return plain, mine


def on_screen(live: Live) -> dict[str, Any]:
    """Give what stands on the screen: a question, a poll with or without its bars."""
    poll = live.poll
    shows = poll is not None and poll.shows_results
    return {
        "meeting": live.meeting,
        "question": live.on_screen,
        "poll": poll,
        "is_voting": poll is not None and poll.state == PollState.OPEN,
        "result": room_result(poll) if poll is not None and shows else None,
    }


def room_result(poll: Poll) -> Result:
    """Count a poll for the room, exactly: everybody there saw the hands."""
    count = counts_of([poll])[poll.pk]
    shares = [votes / max(count.voters, 1) for votes in count.votes]
    bars = [
        Bar(option, str(votes), share, f"{share:.0%}")
        for option, votes, share in zip(poll.options, count.votes, shares, strict=True)
    ]
    return Result(poll, str(count.voters), bars)


def public_results(live: Live) -> list[Result]:
    """Count the closed polls for everybody: no small number can be read or worked out.

    Where people could choose several, each option is a count of its own: people who
    chose it and people who did not.
    """
    polls = list(polls_closed(live))
    counts = counts_of(polls)
    return [
        _public(poll, counts[poll.pk].voters, counts[poll.pk].votes) for poll in polls
    ]


def _public(poll: Poll, voters: int, votes: tuple[int, ...]) -> Result:
    if poll.is_multiple:
        pairs = [protect_parts([chose, voters - chose]) for chose in votes]
        parts = [pair[0] for pair, _sum in pairs]
        total = None if None in [whole for _pair, whole in pairs] else pairs[0][1]
    else:
        parts, total = protect_parts(votes)
    base = max((part for part in parts if part), default=1)
    bars = [
        Bar(option, _shown(part), (part or 0) / base, "")
        for option, part in zip(poll.options, parts, strict=True)
    ]
    return Result(poll, _shown(total), bars)


def _shown(part: int | None) -> str:
    return _("not shown, too few") if part is None else str(part)


def room_on_page(meeting: Meeting, at: datetime) -> dict[str, Any]:
    """Give what the page of a meeting says of its room: open now, or what was said."""
    live = live_of(meeting)
    if live is None:
        return {}
    if live.is_open(at):
        return {"is_open": True}
    return {"said": said(live), "results": public_results(live)}


def said(live: Live) -> list[tuple[Question, str]]:
    """List what was answered, each with how many asked it, in words for everybody."""
    return [(one, people_count(one.supporters)) for one in questions_answered(live)]


def drawn(template: str, **context: Any) -> SafeString:
    return render_to_string(template, context)
