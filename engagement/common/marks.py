"""Marks: what is kept of a number or a code, to know it again and never to read it.

Keyed with FIELD_KEY, which lives outside the database: a dump alone tells nothing, not
even to somebody who tries every phone number there is. The newest key makes a mark; all
keys find one again, so that a key can be replaced.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings


def _keys() -> list[str]:
    return [key.strip() for key in settings.FIELD_KEY.split(",") if key.strip()]


def _keyed(key: str, purpose: str, words: str) -> bytes:
    said = f"{purpose}\x1f{words}".encode()
    return hmac.new(key.encode(), said, sha256).digest()


def mark_of(purpose: str, words: str) -> str:
    """Give what is kept from now on."""
    return _keyed(_keys()[0], purpose, words).hex()


def marks_of(purpose: str, words: str) -> list[str]:
    """Give all that may have been kept, under each key."""
    return [_keyed(key, purpose, words).hex() for key in _keys()]


def number_from(purpose: str, words: str) -> int:
    """Work a number out that nobody without the key can."""
    return int.from_bytes(_keyed(_keys()[0], purpose, words))
