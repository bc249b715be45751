"""What the lights read."""

from __future__ import annotations

from django.db import models


class Heartbeat(models.Model):
    """When the clock last reached a worker: both were alive then."""

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
