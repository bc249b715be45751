"""The record of who did or saw what: written once, chained, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act. A trigger refuses UPDATE and DELETE (RULINGS 37)."""

    at = models.DateTimeField()
    # no constraint in the database: erasing a person must not need to touch this row
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=120)
    place_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["subject", "id"], name="audit_by_subject"),
            models.Index(fields=["actor", "id"], name="audit_by_actor"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject}"


class Link(models.Model):
    """One entry's place in the chain; a row of its own so that entries stay as written.

    The order of the chain is the order of linking: entries may be committed in another
    order than their numbers were given.
    """

    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.entry_id} {self.digest[:12]}"


class Checkpoint(models.Model):
    """The head of the chain at a moment, signed with a key that is not in the database.

    Every night one is set, so that cutting off the end of the record is found; and one
    before old entries leave, so that what remains still begins somewhere (RULINGS 37).
    """

    at = models.DateTimeField()
    link = models.BigIntegerField(help_text="number of the last link it covers")
    digest = models.CharField(max_length=64)
    is_start = models.BooleanField(
        default=False, help_text="what it covers was older than two years and has left"
    )
    signature = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} up to {self.link}"
