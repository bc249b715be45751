"""E-mail addresses as names of people: one mailbox, one person."""

from __future__ import annotations


def one_mailbox(address: str) -> str:
    """Give the address of the mailbox: lower case, without a `+tag` (RULINGS 14)."""
    name, at, domain = address.strip().lower().rpartition("@")
    bare = name.partition("+")[0]
    return f"{bare or name}{at}{domain}"
