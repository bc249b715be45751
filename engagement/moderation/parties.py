"""Is this one's own? Answered for one person at a time, told by nobody else.

A review keeps a number drawn by lot and a keyed hash of it with the sender's. Whoever
decides is asked about; a list of what somebody sent cannot be made from it without the
program's key (decision 0027).
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from django.conf import settings

_LOT = 16  # hexadecimal digits


def party_of(person_id: int | None) -> str:
    """Give what a review keeps of its sender; nothing where nobody is known."""
    if person_id is None:
        return ""
    lot = secrets.token_hex(_LOT // 2)
    return lot + _keyed(lot, person_id, settings.SECRET_KEY)


def is_party(party: str, person_id: int) -> bool:
    """Tell whether this very person sent it, under any key still in use."""
    if not party:
        return False
    lot, kept = party[:_LOT], party[_LOT:]
    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return any(hmac.compare_digest(_keyed(lot, person_id, key), kept) for key in keys)


def _keyed(lot: str, person_id: int, key: str) -> str:
    said = f"party\x1f{lot}\x1f{person_id}".encode()
    return hmac.new(key.encode(), said, sha256).hexdigest()
