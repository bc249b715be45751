"""A mailed code that shows again who is there: bound to its session, used once.

The session keeps only a keyed hash of it, when it was made, and how often it was tried.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime
from typing import Any, Final

from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_KEY: Final = "proof_by_mail"


def new_code(session: Any, now: datetime) -> str:
    """Make a code for this session; one asked for before ends."""
    code: str = generate_user_code(**settings.ALLAUTH_USER_CODE_FORMAT)
    session[_KEY] = {"code": _hash(code), "at": now.timestamp(), "tries": 0}
    return code


def is_waiting(session: Any, now: datetime) -> bool:
    """Tell whether a code was sent that can still be typed."""
    kept = session.get(_KEY)
    return bool(kept) and now.timestamp() - kept["at"] <= settings.CODE_LASTS


def takes(session: Any, code: str, now: datetime) -> bool:
    """Tell whether this is the code; right or wrong too often, it ends with this try."""
    if not is_waiting(session, now):
        return False
    kept: MutableMapping[str, Any] = session[_KEY]
    is_right = constant_time_compare(_hash(code.strip()), kept["code"])
    tries = kept["tries"] + 1
    if is_right or tries >= settings.CODE_TRIES:
        del session[_KEY]
    else:
        session[_KEY] = {**kept, "tries": tries}
    return is_right


def _hash(code: str) -> str:
    return salted_hmac("proof by mail", code, algorithm="sha256").hexdigest()
