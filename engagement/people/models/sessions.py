"""Who is signed in where: one row for each browser, and no more than that."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.timezone import now

from engagement.people.models.persons import User

HANDLE = 24  # letters of the hash a page may name a session by

_LONGEST: Final = 40  # letters of the column; 160 bits of the hash


def row_key(cookie: str) -> str:
    """Give what a row is found by: the cookie’s key itself stands in no table.

    A key is 32 random letters: a hash of it needs neither salt nor key (decision 0035).
    """
    return sha256(f"session\x1f{cookie}".encode()).hexdigest()[:_LONGEST]


class Session(AbstractBaseSession):
    """A browser that talks to us; no address and no name of a device (decision 0021).

    Its `session_key` is the hash of the one the browser has.
    """

    user = models.ForeignKey(
        User, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    began_at = models.DateTimeField(default=now)
    seen_at = models.DateTimeField(default=now)
    # its person may do more or less than before: a new key at the next request
    must_turn = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @property
    def handle(self) -> str:
        """Name the session on a page, not even by what finds its row."""
        return sha256(self.session_key.encode()).hexdigest()[:HANDLE]
