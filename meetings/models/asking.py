"""What everybody who asked for something at a meeting has, with an account or without."""

from __future__ import annotations

from django.db import models


class Asking(models.Model):
    """An address that may be known by its mark alone, and the link that opens it.

    The link is worked out from the key; the database holds only what it hashes to.
    """

    address_mark = models.CharField(max_length=64)
    key = models.CharField(max_length=64, help_text="the link is worked out from it")
    token_hash = models.CharField(max_length=64, unique=True)
    language = models.CharField(max_length=12)
    wants_letters = models.BooleanField(default=True)
    asked_at = models.DateTimeField()
    times_asked = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(
        default=1, help_text="counts what became of it, so that each is told once"
    )

    class Meta:
        abstract = True
