"""A cache on Redis that fails soft.

When Redis is dead, frozen or away, each process goes on with a memory of its own: pages
answer, rate limits still bite, and nobody waits more than one short time-out. One call
every few seconds looks whether Redis is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
PATIENCE = 0.1
LOOK_AGAIN_AFTER = 2.0
_AWAY = (RedisError, OSError)


class _Line:
    """Whether Redis answers, known to all threads of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._look_again_at = 0.0
        self.is_cut = False

    def may_ask(self) -> bool:
        """Tell whether to try: always while it answers, else one caller at a time."""
        if not self.is_cut:
            return True
        with self._lock:
            if time.monotonic() < self._look_again_at:
                return False
            self._look_again_at = time.monotonic() + LOOK_AGAIN_AFTER
            return True

    def cut(self) -> None:
        with self._lock:
            if not self.is_cut:
                log.warning("Redis is away: each process remembers for itself.")
            self.is_cut = True
            self._look_again_at = time.monotonic() + LOOK_AGAIN_AFTER

    def mend(self) -> None:
        with self._lock:
            if self.is_cut:
                log.warning("Redis is back.")
            self.is_cut = False


_lines: dict[str, _Line] = {}


class FailSoftRedisCache(BaseCache):
    """Redis while it answers, local memory while it does not."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        options = {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
            **params.get("OPTIONS", {}),
        }
        self._far = RedisCache(server, {**params, "OPTIONS": options})
        self._near = LocMemCache(server, {**params, "OPTIONS": {}})
        self._line = _lines.setdefault(server, _Line())

    @property
    def is_away(self) -> bool:
        """Tell whether Redis did not answer last: what is kept now, this process alone has."""
        return self._line.is_cut

    def _ask(self, name: str, *args: Any, **named: Any) -> Any:
        nearby: Callable[..., Any] = getattr(self._near, name)
        if not self._line.may_ask():
            return nearby(*args, **named)
        try:
            answer = getattr(self._far, name)(*args, **named)
        except _AWAY:
            self._line.cut()
            return nearby(*args, **named)
        if self._line.is_cut:  # back again: what was kept here meanwhile is old
            self._near.clear()
            self._line.mend()
        return answer

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return bool(self._ask("add", key, value, timeout, version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._ask("get", key, default, version)

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        self._ask("set", key, value, timeout, version)

    def touch(
        self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return bool(self._ask("touch", key, timeout, version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("delete", key, version))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return bool(self._ask("has_key", key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._ask("incr", key, delta, version))

    def clear(self) -> None:
        self._near.clear()
        self._ask("clear")
