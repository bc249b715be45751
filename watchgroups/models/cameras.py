"""Cameras whose owners may be asked for a recording; none of it is ever public."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from engagement.places.models import Neighborhood
from watchgroups.choices import CameraAnswer, CameraKind

_OPEN: Final = models.Q(answer=CameraAnswer.OPEN)


class Camera(models.Model):
    """Where a camera looks, by the public point nearest to it; the contact is sealed."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=5, choices=CameraKind)
    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.PROTECT, related_name="+"
    )
    lat = models.FloatField(help_text="of the public point, never of the house")
    lon = models.FloatField(help_text="of the public point, never of the house")
    area = models.CharField(max_length=200, help_text="what the public point is called")
    direction = models.CharField(max_length=120, help_text="what it looks at")
    hours_kept = models.PositiveSmallIntegerField(help_text="of recordings")
    sealed = models.BinaryField(
        default=bytes, blank=True, help_text="how to reach them"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(left_at=None) | models.Q(sealed=b""),
                name="camera_that_left_keeps_no_contact",
            )
        ]

    def __str__(self) -> str:
        return f"camera {self.pk}"

    @property
    def days_kept(self) -> int:
        """Whole days for which recordings are kept; 0 where hours say it better."""
        days, rest = divmod(self.hours_kept, 24)
        return 0 if rest else days


class CameraRequest(models.Model):
    """An officer asks whoever has a camera near a place about a time, for a reason."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.PROTECT, related_name="+"
    )
    lat = models.FloatField()
    lon = models.FloatField()
    area = models.CharField(max_length=200)
    metres = models.PositiveSmallIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300, help_text="the owners read it")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="recording_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="owners_are_asked_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["officer", "-at", "-id"], name="requests_of_an_officer"
            )
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class CameraAsk(models.Model):
    """One owner asked by one request, and what they said."""

    request = models.ForeignKey(
        CameraRequest, on_delete=models.CASCADE, related_name="asks"
    )
    camera = models.ForeignKey(Camera, on_delete=models.CASCADE, related_name="asks")
    answer = models.CharField(max_length=3, choices=CameraAnswer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request", "camera"], name="owner_is_asked_once"
            ),
            models.CheckConstraint(
                condition=_OPEN & models.Q(answered_at=None)
                | ~_OPEN & models.Q(answered_at__isnull=False),
                name="owner_answered_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"ask {self.pk}"


class CameraLook(models.Model):
    """An officer opened how to reach an owner; the owner reads that they did."""

    ask = models.ForeignKey(CameraAsk, on_delete=models.CASCADE, related_name="looks")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"look at {self.ask_id}"
