"""How to reach who sent a concern: sealed while kept, read only to send a letter."""

from __future__ import annotations

import json
from dataclasses import dataclass

from engagement.common.sealed import UnreadableError, seal, unseal
from engagement.concerns.masking import masked
from engagement.concerns.models import Concern


@dataclass(frozen=True)
class ContactDetails:
    address: str = ""
    name: str = ""


def seal_contact(address: str, name: str) -> bytes:
    """Seal how somebody can be reached; nothing given, nothing kept."""
    if not address and not name:
        return b""
    return seal(json.dumps({"address": address, "name": name}))


def read_contact(sealed: bytes | memoryview) -> ContactDetails:
    """Read sealed details; none when they were never given or are gone."""
    if not sealed:
        return ContactDetails()
    kept = json.loads(unseal(sealed))
    return ContactDetails(address=kept["address"], name=kept["name"])


def masked_contact(concern: Concern) -> str:
    """Show enough to tell two apart; nothing of it can be written to or called."""
    try:
        return masked(read_contact(concern.contact_sealed).address)
    except UnreadableError:  # sealed with a key that is gone
        return ""
