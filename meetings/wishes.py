"""What somebody said who wants to come: sealed while kept, read to write and to plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from engagement.common.marks import mark_of, marks_of
from engagement.common.sealed import seal, unseal
from engagement.people.addresses import one_mailbox

_PURPOSE: Final = "address of a booking"


@dataclass(frozen=True)
class Wish:
    """What a party says of itself; answers by the number of the question.

    Once kept of somebody who enrolled for a series, they go by its words.
    """

    party_size: int = 1
    name: str = ""
    needs: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What is kept of it; nothing once the list has gone."""

    name: str = ""
    address: str = ""
    needs: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def seal_wish(wish: Wish, address: str) -> bytes:
    """Seal what was said, with the address of somebody without an account."""
    words = {
        "name": wish.name,
        "address": address,
        "needs": wish.needs,
        "answers": dict(wish.answers),
    }
    return seal(json.dumps(words))


def read_wish(sealed: bytes | memoryview) -> Said:
    """Read what was said."""
    return Said(**json.loads(unseal(sealed))) if sealed else Said()


def address_mark(address: str) -> str:
    """Give what is kept to know an address again."""
    return mark_of(_PURPOSE, one_mailbox(address))


def address_marks(address: str) -> list[str]:
    """Give all that may have been kept of an address, under each key."""
    return marks_of(_PURPOSE, one_mailbox(address))
