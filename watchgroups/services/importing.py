"""A paper roster as a file: what would happen to each line, then letters and nothing else.

Names and streets of the paper are read to the captain and not kept: nobody is in a group
who did not say so (decision 0064).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import StringIO
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.people.models import User
from watchgroups.errors import GroupIncompleteError, RosterFileError
from watchgroups.models import Group
from watchgroups.queries.roster import waiting_letters_of
from watchgroups.services.inviting import (
    A_DAY_MOST,
    addresses_in,
    invite_many,
    mailbox_of,
    sent_lately,
)

COLUMNS: Final = ("name", "email", "street")
MOST_LINES: Final = 500
LONGEST_CELL: Final = 300


class Fate(StrEnum):
    """What would happen to a line."""

    INVITED = "invited"
    TWICE = "twice"
    MEMBER = "member"
    WAITING = "waiting"
    BAD = "bad"


@dataclass(frozen=True)
class Line:
    """One line of the paper, counted as a spreadsheet counts."""

    number: int
    name: str
    address: str
    fate: Fate
    words: str


@dataclass(frozen=True)
class Plan:
    """What the file would do."""

    lines: tuple[Line, ...]
    days: int

    @property
    def invited(self) -> list[str]:
        return [one.address for one in self.lines if one.fate == Fate.INVITED]

    def how_many(self, fate: Fate) -> int:
        return sum(one.fate == fate for one in self.lines)

    @property
    def bad(self) -> int:
        return self.how_many(Fate.BAD)

    @property
    def known(self) -> int:
        return len(self.lines) - self.bad - len(self.invited)


def plan_import(*, group: Group, content: str, actor: User, now: datetime) -> Plan:
    """Tell what each line would do; nothing is kept or sent. Raises RosterFileError."""
    rows = _rows(content)
    in_group = addresses_in(group)
    waiting = set(waiting_letters_of(group).values_list("address", flat=True))
    seen: dict[str, int] = {}
    lines = []
    for number, row in rows:
        line = _line(number, row, in_group, waiting, seen)
        seen.setdefault(line.address, number)
        lines.append(line)
    invited = sum(one.fate == Fate.INVITED for one in lines)
    today = max(A_DAY_MOST - sent_lately(actor, now), 0)
    later = max(invited - today, 0)
    return Plan(tuple(lines), -(-later // A_DAY_MOST))


@transaction.atomic
def import_roster(*, group_id: int, content: str, actor: User, now: datetime) -> int:
    """Invite those the plan names; say how many.

    Raises RosterFileError, and as `invite_many`.
    """
    group = Group.objects.get(pk=group_id)
    plan = plan_import(group=group, content=content, actor=actor, now=now)
    return invite_many(group_id=group_id, addresses=plan.invited, actor=actor, now=now)


def _rows(content: str) -> list[tuple[int, dict[str, str]]]:
    text = content.lstrip("\ufeff").strip()
    if not text:
        raise RosterFileError(
            _("There is nothing in it. The first line names columns.")
        )
    head = text.splitlines()[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    reader = csv.reader(StringIO(text), delimiter=mark)
    try:
        table = list(reader)
    except csv.Error as error:
        raise RosterFileError(_("This is not a table we can read.")) from error
    columns = [cell.strip().lower() for cell in table[0]]
    if "email" not in columns:
        raise RosterFileError(
            _("The first line must name a column “email”, as in the example file.")
        )
    rows = [
        (number, dict(zip(columns, _cells(cells), strict=False)))
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if len(rows) > MOST_LINES:
        raise RosterFileError(
            _("It has %(count)d lines. Send at most %(most)d at once.")
            % {"count": len(rows), "most": MOST_LINES}
        )
    return rows


def _cells(cells: list[str]) -> list[str]:
    return [cell.strip().lstrip("'")[:LONGEST_CELL] for cell in cells]


def _line(
    number: int,
    row: dict[str, str],
    in_group: set[str],
    waiting: set[str],
    seen: dict[str, int],
) -> Line:
    name, typed = row.get("name", ""), row.get("email", "")
    if not typed:
        return Line(number, name, "", Fate.BAD, _("No e-mail address stands here."))
    try:
        address = mailbox_of(typed)
    except GroupIncompleteError as error:
        return Line(number, name, typed, Fate.BAD, str(error))
    fate, said = Fate.INVITED, _("Gets a letter.")
    if address in seen:
        said = _("Stands in line %(line)d already.") % {"line": seen[address]}
        fate = Fate.TWICE
    elif address in in_group:
        fate, said = Fate.MEMBER, _("Is in the group already.")
    elif address in waiting:
        fate, said = Fate.WAITING, _("Was invited before and has not answered.")
    return Line(number, name, address, fate, said)
