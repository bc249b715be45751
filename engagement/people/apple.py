"""What Apple wants instead of a shared secret: a few minutes’ worth of signed words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import jwt

_LASTS: Final = 300  # seconds


def signed_secret(named: Mapping[str, Any], now: datetime) -> str:
    """Sign who we are with the key that Apple gave the town."""
    at = int(now.timestamp())
    return jwt.encode(
        {
            "iss": named["team_id"],
            "sub": named["client_id"],
            "aud": named["issuer"],
            "iat": at,
            "exp": at + _LASTS,
        },
        named["private_key"],
        "ES256",
        headers={"kid": named["key_id"]},
    )
