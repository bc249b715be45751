"""Who is signed in where: one row for each browser, and no more than that."""

from __future__ import annotations

from hashlib import sha256

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.timezone import now

from engagement.people.models.persons import User

HANDLE = 24  # letters of the hash a page may name a session by


class Session(AbstractBaseSession):
    """A browser that talks to us; no address and no name of a device (decision 0021)."""

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
        """Name the session on a page without giving its key away."""
        return sha256(self.session_key.encode()).hexdigest()[:HANDLE]
