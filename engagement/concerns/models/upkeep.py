"""What the nightly work remembers between two nights."""

from __future__ import annotations

from django.db import models


class Cursor(models.Model):
    """How far a task has read a table that only grows."""

    name = models.CharField(max_length=40, unique=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class DriftCheck(models.Model):
    """One night's comparison of the counters with the voices they count."""

    at = models.DateTimeField()
    issues = models.IntegerField(help_text="compared")
    drifted = models.IntegerField(help_text="differed and were put right")
    worst = models.FloatField(default=0, help_text="largest difference seen")

    class Meta:
        indexes = [models.Index(fields=["-at"], name="drift_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.drifted} of {self.issues}"
