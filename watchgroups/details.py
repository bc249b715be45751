"""What a member said of themselves: sealed while kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from engagement.common.sealed import seal, unseal


@dataclass(frozen=True)
class Details:
    """All of it is given freely and may be empty; `answers` by the question's number."""

    skills: str = ""
    availability: str = ""
    languages: str = ""
    emergency_contact: str = ""
    note: str = ""
    answers: dict[str, str] = field(default_factory=dict)


def seal_details(details: Details) -> bytes:
    """Seal what a member said."""
    return seal(json.dumps(asdict(details)))


def read_details(sealed: bytes | memoryview) -> Details:
    """Read what a member said; nothing once it was taken out."""
    return Details(**json.loads(unseal(sealed))) if sealed else Details()
