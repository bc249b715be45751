"""What officially happened with an issue: its moves and its replies, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateField, Value
from django.db.models.functions import Cast

from engagement.concerns.choices import Status, UpdateKind
from engagement.concerns.models import Issue, IssueUpdate, Reply, StatusChange

_REPLY = "reply"
_NO_WORD = Value("", output_field=CharField())
_NO_DAY = Cast(Value(None), DateField())


@dataclass(frozen=True)
class Happening:
    """One thing everybody may read; `new` is the state it moved to, if it did."""

    at: datetime
    text: str
    new: str = ""
    kind: str = ""
    link: str = ""
    on: date | None = None

    @property
    def is_reply(self) -> bool:
        return self.kind == _REPLY

    @property
    def is_discussed(self) -> bool:
        return self.kind == UpdateKind.DISCUSSED

    @property
    def status(self) -> Status | None:
        return Status(self.new) if self.new else None


def public_story_of(issue: Issue) -> list[Happening]:
    """Give the official words on an issue, newest first, in one statement.

    It begins with the issue itself, which no officer wrote.
    """
    columns = ("at", "text", "new", "kind", "link", "on", "pk")
    plain = {"link": _NO_WORD, "on": _NO_DAY}
    moves = StatusChange.objects.filter(issue=issue).exclude(old="")
    told: Any = moves.annotate(kind=_NO_WORD, **plain).values_list(*columns)
    reply = Value(_REPLY, output_field=CharField())
    answers = Reply.objects.filter(issue=issue)
    said = answers.annotate(new=_NO_WORD, kind=reply, **plain).values_list(*columns)
    updates = IssueUpdate.objects.filter(issue=issue).annotate(new=_NO_WORD)
    rows = told.union(said, updates.values_list(*columns), all=True)
    story = [Happening(issue.first_at, "", Status.NEW)]
    story += [Happening(*row) for *row, _pk in rows.order_by("at", "pk")]
    return story[::-1]
