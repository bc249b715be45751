"""What officially happened with an issue: its moves and its replies, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Value

from engagement.concerns.choices import Status
from engagement.concerns.models import Issue, Reply, StatusChange


@dataclass(frozen=True)
class Happening:
    """One thing everybody may read; `new` is the state it moved to, if it did."""

    at: datetime
    text: str
    new: str = ""
    is_reply: bool = False

    @property
    def status(self) -> Status | None:
        return Status(self.new) if self.new else None


def public_story_of(issue: Issue) -> list[Happening]:
    """Give the official words on an issue, newest first, in one statement.

    It begins with the issue itself, which no officer wrote.
    """
    columns = ("at", "text", "new", "is_reply", "pk")
    moves = StatusChange.objects.filter(issue=issue).exclude(old="")
    told: Any = moves.annotate(is_reply=Value("")).values_list(*columns)
    answers = Reply.objects.filter(issue=issue).annotate(
        new=Value("", output_field=CharField()), is_reply=Value("reply")
    )
    rows = told.union(answers.values_list(*columns), all=True).order_by("at", "pk")
    story = [Happening(issue.first_at, "", Status.NEW)]
    story += [
        Happening(at, text, new, is_reply=bool(reply))
        for at, text, new, reply, _pk in rows
    ]
    return story[::-1]
