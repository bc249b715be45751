"""The same inputs, the same bytes: canonical text, its hash, and the seed from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256

DECIMALS = 10


def rounded(tree: object) -> object:
    """Round every number to 10 decimals; -0.0 becomes 0.0 (RULINGS 3)."""
    if isinstance(tree, float):
        return round(tree, DECIMALS) + 0.0
    if isinstance(tree, Mapping):
        return {str(key): rounded(value) for key, value in tree.items()}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [rounded(value) for value in tree]
    return tree


def canonical(tree: object) -> str:
    """Write a tree of plain values in the one way there is.

    Raises ValueError for infinity and for what is not a number.
    """
    return json.dumps(
        rounded(tree),
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )


def input_hash(tree: object) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return sha256(canonical(tree).encode()).hexdigest()


def seed_of(digest: str) -> int:
    """The first 8 bytes of the input hash, as a whole number from 0 up."""
    return int.from_bytes(bytes.fromhex(digest)[:8])
