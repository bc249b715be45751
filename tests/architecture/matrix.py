"""The permission matrix read from its file, and the few cells that rulings changed.

`permission_matrix.tsv` is the document; nothing of it is repeated here. What a cell means
for somebody is the union of the cells of all roles held, and resident (RULINGS 30).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engagement.common.roles import Role

FILE = Path(__file__).with_name("permission_matrix.tsv")
ANON, RESIDENT, CAPTAIN = "anon", "resident", "captain"
IN_SCOPE, OUT_OF_SCOPE, REVOKED = "in scope", "out of scope", "revoked a second ago"
GRANTED: Final = {role.value: role for role in Role}
TOWN_WIDE: Final = {"overseer", "admin", "auditor"}  # given for the whole town alone


def _read() -> dict[str, dict[str, str]]:
    lines = [
        line.split("\t")
        for line in FILE.read_text().splitlines()
        if not line.startswith("#")
    ]
    head, *rows = lines
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


MATRIX: Final = _read()
ROLES: Final = [name for name in next(iter(MATRIX.values())) if name != "deny"]


@dataclass(frozen=True)
class Ruling:
    """Why a cell, or the answer to who may not, is another than the file says."""

    why: str
    cells: str = ""  # the letter that holds instead, for all roles named
    roles: tuple[str, ...] = ()
    deny: str = ""


ANYONE_MAY_SPEAK = "RULINGS 13: anyone may add a voice; officers not in their own area"
FALLEN = "RULINGS 30: officers moderate where no moderator is appointed"
ALIKE = "SECURITY (c): what is forbidden looks like what is not there"
RULINGS: Final[dict[str, tuple[Ruling, ...]]] = {
    "concern.submit": (
        Ruling("RULINGS 30: an auditor is a resident too", "Y", ("auditor",)),
    ),
    "concern.support": (
        Ruling(ANYONE_MAY_SPEAK, "Y", tuple(r for r in ROLES if r != "officer")),
        Ruling(ANYONE_MAY_SPEAK, "not here", ("officer",)),
    ),
    "concern.hold_urgent": (
        Ruling(
            "decision 0040: who reads the queue marks what is urgent", "-", ("admin",)
        ),
    ),
    "concern.moderate_publish_redact_hide": (Ruling(FALLEN, "S", ("officer",)),),
    "moderation.view_queue": (Ruling(FALLEN, "S", ("officer",)),),
    "meeting.rsvp": (
        Ruling("RULINGS 30: an auditor is a resident too", "Y", ("auditor",)),
    ),
    "survey.respond": (
        Ruling("RULINGS 30: an auditor is a resident too", "Y", ("auditor",)),
    ),
    "group.appoint_captain": (Ruling(ALIKE, deny="404"),),
    "report.sign_off": (Ruling(ALIKE, deny="404"),),
    "report.override_rank_with_public_reason": (Ruling(ALIKE, deny="404"),),
    "settings.change": (Ruling(ALIKE, deny="404"),),
    "role.grant_low_captain_organizer": (Ruling(ALIKE, deny="404"),),
    "role.grant_high_officer_moderator_admin": (Ruling(ALIKE, deny="404"),),
    "role.revoke": (Ruling(ALIKE, deny="404"),),
}


def cell_of(action: str, role: str) -> str:
    """Give the letters of a cell."""
    for ruling in RULINGS.get(action, ()):
        if ruling.cells and role in ruling.roles:
            return ruling.cells
    return MATRIX[action][role]


def denial_of(action: str) -> str:
    """Give the status for somebody signed in who may not."""
    for ruling in RULINGS.get(action, ()):
        if ruling.deny:
            return ruling.deny
    return MATRIX[action]["deny"]


def scopes_of(action: str, role: str) -> Iterator[str]:
    """Tell in which positions somebody with the role can stand to an object."""
    yield IN_SCOPE
    if role not in TOWN_WIDE or cell_of(action, role)[0] in "OR":
        yield OUT_OF_SCOPE
    if role in GRANTED or role == CAPTAIN:
        yield REVOKED


def is_own(action: str, role: str, scope: str) -> bool:
    """Tell whether the object is the person's own in this position."""
    return scope == IN_SCOPE and cell_of(action, role)[0] in "OR"


def _allows(letters: str, scope: str) -> bool:
    if letters == "not here":
        return scope != IN_SCOPE
    if letters[0] in "YA":
        return True
    return letters[0] in "SBQORNG" and scope == IN_SCOPE


def may(action: str, role: str, scope: str) -> bool:
    """Tell what the matrix says: the role's cell, or that of every resident."""
    as_resident = role != ANON and _allows(cell_of(action, RESIDENT), OUT_OF_SCOPE)
    if role == "officer" and cell_of(action, role) == "not here":
        as_resident = False
    if scope == REVOKED:
        return as_resident or cell_of(action, role) == "not here"
    return as_resident or _allows(cell_of(action, role), scope)
