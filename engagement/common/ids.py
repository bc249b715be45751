"""Names for things that give nothing away: no counting, no guessing (RULINGS 21)."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_LOOKS_LIKE = str.maketrans("ILO", "110")
LENGTH = 8
RECEIPT_BYTES = 20  # 160 bits: more than the 128 promised (SECURITY promise 6)


def _check(body: str) -> str:
    """Weighted sum mod 31: notices one wrong character and two swapped ones."""
    total = sum((i + 2) * ALPHABET.index(c) for i, c in enumerate(body))
    return ALPHABET[total % 31]


def new_code(length: int) -> str:
    """Draw so many Crockford characters, the last of them a check."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return body + _check(body)


def code_from(number: int, length: int) -> str:
    """Write a number, worked out from a secret, as such a code."""
    body = "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(length - 1))
    return body + _check(body)


def new_reference() -> str:
    """Eight Crockford characters, the last of them a check: `K7Q2-M9XD` unhyphenated."""
    return new_code(LENGTH)


def numbered_reference(number: int) -> str:
    """Turn a count into a reference, no two alike: for invented towns only.

    An odd factor permutes the numbers below 2**35, so that neighbors look unlike.
    """
    mixed = (number * 0x5_DEEC_E66D) % (1 << 5 * (LENGTH - 1))
    return code_from(mixed, LENGTH)


def show_reference(reference: str) -> str:
    """Write a reference as people read it: `K7Q2-M9XD`."""
    return f"{reference[:4]}-{reference[4:]}"


def read_reference(text: str) -> str | None:
    """Forgive case, hyphens, blanks and look-alikes; None when it cannot be one."""
    return read_code(text, LENGTH)


def read_code(text: str, length: int) -> str | None:
    """Read a code of this length as forgivingly; None when it cannot be one."""
    kept = read_receipt(text)
    if len(kept) != length or any(c not in ALPHABET for c in kept):
        return None
    return kept if kept[-1] == _check(kept[:-1]) else None


def new_receipt() -> str:
    """The secret that opens one's own concern again: 32 Crockford characters."""
    number = int.from_bytes(secrets.token_bytes(RECEIPT_BYTES))
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(32))


def show_receipt(receipt: str) -> str:
    """In groups of four, so that it can be typed from paper."""
    return "-".join(receipt[i : i + 4] for i in range(0, len(receipt), 4))


def read_receipt(text: str) -> str:
    """Forgive case, hyphens, blanks and look-alikes."""
    return "".join(c for c in text.upper() if c.isalnum()).translate(_LOOKS_LIKE)
