"""A picture as it may be shown: pixels alone, under a name of our own."""

from __future__ import annotations

from django.db import models

from engagement.moderation.models.reviews import Review


class Picture(models.Model):
    """A cleaned photo of a review. Its bytes lie in the storage, never in a public place.

    `cleaned` is what was sent, decoded and encoded again without anything but pixels;
    `shown` is the same with the moderator's rectangles over it.
    """

    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, related_name="picture"
    )
    key = models.CharField(max_length=43, unique=True, help_text="random; its address")
    cleaned = models.CharField(max_length=100, help_text="name in the storage")
    shown = models.CharField(max_length=100, help_text="name in the storage")
    thumbnail = models.CharField(max_length=100, help_text="name in the storage")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    redactions = models.JSONField(default=list, help_text="[left, top, width, height]")

    def __str__(self) -> str:
        return f"picture {self.pk}"
