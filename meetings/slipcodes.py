"""The code in the address of a slip: whoever was there saw it.

It is worked out from the number of the meeting, so that no table holds it. One given
under a SECRET_KEY that has been replaced stays good while the old key stands among
SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

from django.conf import settings

from engagement.common.ids import LENGTH, code_from, read_reference

_USED: Final = 8  # bytes


def slip_code(meeting_id: int) -> str:
    """Give the code of a meeting’s slips."""
    return _code(meeting_id, settings.SECRET_KEY)


def is_slip_code(meeting_id: int, typed: str) -> bool:
    """Tell whether this is the code of that meeting’s slips."""
    code = read_reference(typed) or ""
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return any(hmac.compare_digest(_code(meeting_id, key), code) for key in secrets)


def _code(meeting_id: int, secret: str) -> str:
    said = f"slip\x1f{meeting_id}".encode()
    digest = hmac.new(secret.encode(), said, sha256).digest()
    return code_from(int.from_bytes(digest[:_USED]), LENGTH)
