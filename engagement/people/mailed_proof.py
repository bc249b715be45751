"""A mailed code that shows who reads a mailbox: bound to its session, used once.

The session keeps only a keyed hash of it, when it was made, how often it was tried, and
what was asked for with it.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any, Final

from allauth.core.internal.cryptokit import generate_user_code
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

AGAIN: Final = "proof_by_mail"
SIGN_UP: Final = "sign_up"


def new_code(session: Any, now: datetime, *, kept_as: str = AGAIN, **asked: str) -> str:
    """Make a code for this session; one asked for before ends."""
    code: str = generate_user_code(**settings.ALLAUTH_USER_CODE_FORMAT)
    made = {"code": _hash(code), "at": now.timestamp(), "tries": 0}
    session[kept_as] = {**asked, **made}
    return code


def waiting(
    session: Any, now: datetime, *, kept_as: str = AGAIN
) -> Mapping[str, Any] | None:
    """Give what a code was sent for that can still be typed."""
    kept: Mapping[str, Any] | None = session.get(kept_as)
    if not kept or now.timestamp() - kept["at"] > settings.CODE_LASTS:
        return None
    return kept


def is_waiting(session: Any, now: datetime, *, kept_as: str = AGAIN) -> bool:
    """Tell whether a code was sent that can still be typed."""
    return waiting(session, now, kept_as=kept_as) is not None


def takes(session: Any, code: str, now: datetime, *, kept_as: str = AGAIN) -> bool:
    """Tell whether this is the code; right or wrong too often, it ends with this try."""
    if not is_waiting(session, now, kept_as=kept_as):
        return False
    kept: MutableMapping[str, Any] = session[kept_as]
    is_right = constant_time_compare(_hash(code.strip()), kept["code"])
    tries = kept["tries"] + 1
    if is_right or tries >= settings.CODE_TRIES:
        del session[kept_as]
    else:
        session[kept_as] = {**kept, "tries": tries}
    return is_right


def _hash(code: str) -> str:
    return salted_hmac("proof by mail", code, algorithm="sha256").hexdigest()
