"""How often somebody may do something, counted without knowing who it is.

Keys are hashed with a salt that lives in the cache and dies with the day, so no
address is kept anywhere (SECURITY promise 6). Without Redis each process counts for
itself: the limits still bite (promise 19).
"""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.utils.timezone import now

log = logging.getLogger(__name__)
_DAY = int(timedelta(days=1).total_seconds())


def salt_of_the_day(moment: datetime) -> str:
    """Give the day's salt; kept in the cache alone and gone when the day is."""
    key = f"salt:{moment.date().isoformat()}"
    fresh = secrets.token_hex(32)
    kept: str | None = cache.get(key)
    if kept is None:
        kept = fresh if cache.add(key, fresh, _DAY) else cache.get(key, fresh)
    return str(kept)


def shared_salt_of_the_day(moment: datetime) -> str | None:
    """Give the day's salt that every process has; none while Redis is away (RULINGS 15)."""
    salt = salt_of_the_day(moment)
    return None if getattr(cache, "is_away", False) else salt


def _count(key: str, seconds: int) -> int:
    """Count one more in this stretch of time; the first one starts the stretch."""
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, seconds)
        return 1


def over_limit(key_parts: Sequence[object], limit: int, seconds: int) -> bool:
    """Count this try and tell whether it is past the limit. Never raises.

    RATE_SCALE scales every limit at once, for a hall full of people on one network.
    """
    most: float = limit * settings.RATE_SCALE
    counted = _count(_name(key_parts), seconds)
    if counted - 1 <= most < counted:  # the first past it: a flood is one line
        log.warning("past the limit “%s”", key_parts[0])
    return counted > most


def is_at_limit(key_parts: Sequence[object], limit: int) -> bool:
    """Tell whether the limit is used up, without counting: for what counts failures."""
    most: float = limit * settings.RATE_SCALE
    counted: int = cache.get(_name(key_parts), 0)
    return counted >= most


def _name(key_parts: Sequence[object]) -> str:
    joined = "\x1f".join(str(part) for part in key_parts)
    said = joined.encode(errors="surrogatepass")  # whatever is typed has a key
    salt = salt_of_the_day(now())
    return "limit:" + hmac.new(salt.encode(), said, sha256).hexdigest()
