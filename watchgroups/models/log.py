"""What was seen on patrols: of behavior and places, never of persons."""

from __future__ import annotations

from django.db import models

from engagement.concerns.models import Concern
from engagement.places.models import SnapPoint
from watchgroups.choices import Seen, SeenWhen
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol


class Observation(models.Model):
    """One thing seen; the place is a public point, the time a word and an hour."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="observations"
    )
    patrol = models.ForeignKey(
        Patrol, on_delete=models.CASCADE, related_name="observations"
    )
    writer = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="observations",
        help_text="gone after a year",
    )
    key = models.CharField(max_length=64, help_text="makes two sendings one")
    kind = models.CharField(max_length=9, choices=Seen)
    words = models.CharField(max_length=500, blank=True)
    place = models.CharField(
        max_length=200, blank=True, help_text="a name on the town’s map"
    )
    snap_point = models.ForeignKey(
        SnapPoint, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seen_when = models.CharField(max_length=7, choices=SeenWhen)
    written_at = models.DateTimeField(help_text="floored to the town hour")
    is_typed_later = models.BooleanField(default=False)
    concern = models.OneToOneField(
        Concern, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["writer", "key"], name="observation_is_kept_once"
            )
        ]
        indexes = [
            models.Index(fields=["group", "-written_at", "-id"], name="log_of_a_group")
        ]

    def __str__(self) -> str:
        return f"observation {self.pk}"
