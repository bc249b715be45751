"""What another site says about who signed in there, believed only when it is signed.

OpenID Connect lets a client skip the signature of a token that came over TLS; we do not
(ASVS 6.8.2, 10.5).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import jwt

SIGNED_BY: Final = (
    "RS256",
    "PS256",
    "ES256",
    "EdDSA",
)  # never none, never a shared secret
MUST_SAY: Final = ("iss", "sub", "aud", "exp", "iat")
LEEWAY: Final = 30  # seconds two clocks may differ
Claims = Mapping[str, Any]


class BadTokenError(Exception):
    """Not signed by them, not for us, or not for now."""


def read_id_token(
    text: object, *, keys: Sequence[Mapping[str, Any]], issuer: str, client_id: str
) -> dict[str, Any]:
    """Give the claims of a token that is signed, fresh, theirs and ours.

    Raises BadTokenError.
    """
    if not isinstance(text, str):
        raise BadTokenError("there is no token")
    try:
        key = _key_for(jwt.get_unverified_header(text), keys)
        claims: dict[str, Any] = jwt.decode(
            text,
            key,
            algorithms=[key.algorithm_name],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": list(MUST_SAY)},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise BadTokenError(str(error)) from error
    _for_us_alone(claims, client_id)
    return claims


def _key_for(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> jwt.PyJWK:
    algorithm, kid = header.get("alg"), header.get("kid")
    if algorithm not in SIGNED_BY:
        raise BadTokenError("signed in a way we do not take")
    for data in keys:
        if data.get("kid") == kid and data.get("use", "sig") == "sig":
            key = jwt.PyJWK(dict(data), algorithm=data.get("alg", algorithm))
            if key.algorithm_name == algorithm:
                return key
    raise BadTokenError("signed with a key that is not theirs")


def _for_us_alone(claims: Claims, client_id: str) -> None:
    """Refuse a token that was made for another site and names us beside it."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise BadTokenError("made for another site")


def says_second_step(
    claims: Claims, accepted: Collection[str], now: datetime, most: float
) -> bool:
    """Tell whether they took a second step there, and not too many seconds ago."""
    amr, at = claims.get("amr"), claims.get("auth_time")
    said = {claims.get("acr"), *(amr if isinstance(amr, list) else [])}
    if not accepted or not said & set(accepted) or not isinstance(at, (int, float)):
        return False
    return bool(now.timestamp() - at <= most)
