"""What a row of the access table is, and the usual ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.architecture.world import World

# What an address answers. SIGN_IN is a 302 to the sign-in page, ON a 302 anywhere else.
OK, CREATED, NOTHING_TO_SAY = "200", "201", "204"
SIGN_IN, ON = "sign in", "302"
BAD, UNKNOWN, REFUSED, HIDDEN, WRONG_METHOD = "400", "401", "403", "404", "405"
NOT_A_FORM = "415"


@dataclass(frozen=True)
class Row:
    """What each role is answered at one address."""

    visitor: str
    resident: str
    captain: str
    organizer: str
    officer: str
    admin: str
    elsewhere: str = ""
    args: Callable[[World], Sequence[object]] = field(default=lambda _world: ())
    method: str = "get"
    data: Callable[[World], Mapping[str, Any]] = field(default=lambda _world: {})

    def answers(self) -> dict[str, str]:
        columns = ("visitor", "resident", "captain", "organizer", "officer", "admin")
        said = {column: str(getattr(self, column)) for column in columns}
        return {**said, "elsewhere": self.elsewhere or self.resident}


def everyone(answer: str = OK, **how: Any) -> Row:
    """The same answer for all."""
    return Row(answer, answer, answer, answer, answer, answer, **how)


def signed_in(answer: str = OK, **how: Any) -> Row:
    """The same answer for all who signed in."""
    return Row(SIGN_IN, answer, answer, answer, answer, answer, **how)


def officers_only(
    answer: str = OK, *, organizer: str = HIDDEN, admin: str = HIDDEN, **how: Any
) -> Row:
    """Only officers of the place; for everybody else it does not exist."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, organizer, answer, admin, **how)


def makers_of_codes(answer: str = OK, *, elsewhere: str = OK, **how: Any) -> Row:
    """Administrators, and officers and organizers of the place."""
    return Row(
        SIGN_IN, HIDDEN, HIDDEN, answer, answer, answer, elsewhere=elsewhere, **how
    )


def readers_of_drafts(**how: Any) -> Row:
    """Officers of the place and administrators read drafts (SECURITY matrix)."""
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, OK, OK, **how)


def admins_only(answer: str = OK, **how: Any) -> Row:
    return Row(SIGN_IN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, answer, **how)


def a_person(world: World) -> Sequence[object]:
    return [world.person.pk]


def an_invitation(world: World) -> Sequence[object]:
    return [world.invitation_link]


def hidden(**how: Any) -> Row:
    """Not there for any of these roles: what overseers, or the sender alone, may open."""
    return signed_in(HIDDEN, **how)
