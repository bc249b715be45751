"""What the lights read, copies of people's data, and what was erased or ran out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models

from engagement.front.choices import ExportState

EXPORT_KEPT: Final = timedelta(hours=48)
EXPORT_GIVEN_UP: Final = timedelta(hours=1)


class Heartbeat(models.Model):
    """When the clock last reached a worker: both were alive then."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"


class Export(models.Model):
    """A copy of everything kept about one person, for that person alone.

    It lies sealed in the database: any web process can hand it out, and deleting the
    row is deleting the file. Its own key goes with it.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    key_sealed = models.BinaryField(blank=True, default=b"")
    size = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"export {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """Say when it is deleted."""
        return (self.ready_at or self.asked_at) + EXPORT_KEPT

    def state_at(self, now: datetime) -> ExportState:
        if now >= self.ends_at:
            return ExportState.GONE
        if self.ready_at is not None:
            return ExportState.READY
        failed = now >= self.asked_at + EXPORT_GIVEN_UP
        return ExportState.FAILED if failed else ExportState.MAKING


class ExportPiece(models.Model):
    """Some of a copy's bytes, sealed with the copy's own key."""

    export = models.ForeignKey(
        Export, on_delete=models.CASCADE, related_name="pieces", db_index=False
    )
    number = models.IntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["export", "number"], name="piece_once_per_export"
            )
        ]

    def __str__(self) -> str:
        return f"{self.export_id}/{self.number}"


class Erasure(models.Model):
    """Somebody was erased. Random numbers alone: nothing here says who it was."""

    erased = models.UUIDField(unique=True, help_text="the erasure_id their row had")
    person_number = models.BigIntegerField(help_text="the number their row had")
    at = models.DateTimeField()
    noted_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was written into the ledger's file"
    )

    def __str__(self) -> str:
        return f"erased {self.at:%Y-%m-%d}"


class Departure(models.Model):
    """How much of one sort of data a night let go (SECURITY promise 17)."""

    sort = models.CharField(max_length=20)
    gone = models.IntegerField()
    seconds = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="departures_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.sort}: {self.gone}"
