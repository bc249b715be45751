"""How somebody can be reached, shown so that it can be told apart and not be used.

Pure: `ann@mail.example.org` is `a…@m….org`, `+1 555 010 0199` ends in 99.
"""

from __future__ import annotations

from typing import Final

_HIDDEN: Final = "…"
_SHOWN_DIGITS: Final = 2
_FEWEST_DIGITS: Final = 5  # of fewer, two would be too many


def masked(address: str) -> str:
    """Hide an address or a number; empty where there is none."""
    if "@" in address:
        return _masked_mail(address)
    digits = [c for c in address if c.isdecimal()]
    if len(digits) < _FEWEST_DIGITS:
        return _HIDDEN if address else ""
    return _HIDDEN + "".join(digits[-_SHOWN_DIGITS:])


def _masked_mail(address: str) -> str:
    box, _at, host = address.rpartition("@")
    name, dot, ending = host.rpartition(".")
    shown = f"{name[:1]}{_HIDDEN}{dot}{ending}" if dot else _HIDDEN
    return f"{box[:1]}{_HIDDEN}@{shown}"
