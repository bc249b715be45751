"""What Redis holds, word for word."""

from __future__ import annotations

from typing import Any

import redis


def words_in(memory: redis.Redis) -> list[str]:
    """Every key with what it holds; a dump would press the words together."""
    return [f"{key!r} {_value(memory, key)!r}" for key in memory.scan_iter()]


def _value(memory: redis.Redis, key: bytes) -> Any:
    kind = memory.type(key)
    if kind == b"hash":
        return memory.hgetall(key)
    if kind == b"list":
        return memory.lrange(key, 0, -1)
    if kind in {b"set", b"zset"}:
        return list(
            memory.sscan_iter(key) if kind == b"set" else memory.zscan_iter(key)
        )
    return memory.get(key)
