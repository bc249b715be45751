"""Photos sent with a concern, and those of a report that is not sent yet."""

from __future__ import annotations

from typing import Final

from django.db import models

from engagement.concerns.models.intake import Concern, Draft
from engagement.moderation.models import Picture

MOST_PHOTOS: Final = 5  # RULINGS 49


class Photo(models.Model):
    """One photo of a concern; public when its review passed and its page is."""

    concern = models.ForeignKey(
        Concern,
        on_delete=models.PROTECT,  # a photo is dropped with its files, never by the way
        related_name="photos",
        db_index=False,  # one_photo_at_a_place begins with it
    )
    picture = models.OneToOneField(
        Picture, on_delete=models.CASCADE, related_name="photo"
    )
    position = models.PositiveSmallIntegerField()
    at = models.DateTimeField(help_text="floored to the town hour")
    by_staff = models.BooleanField(default=False, help_text="sent by an officer")
    goes_after_hold = models.BooleanField(
        default=False,
        db_default=False,
        help_text="its sender took it back while a legal hold lay on it: it waits for that",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "position"], name="one_photo_at_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_PHOTOS),
                name="a_concern_has_at_most_five_photos",
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.position} of concern {self.concern_id}"


class DraftPhoto(models.Model):
    """A cleaned photo of a report that was begun: nobody is asked about it yet."""

    draft = models.ForeignKey(
        Draft,
        on_delete=models.PROTECT,  # its files go with it, so that it is dropped by name
        related_name="photos",
        db_index=False,  # one_draft_photo_at_a_place begins with it
    )
    key = models.CharField(max_length=43, unique=True, help_text="random; its address")
    position = models.PositiveSmallIntegerField()
    cleaned = models.CharField(max_length=100, help_text="name in the storage")
    thumbnail = models.CharField(max_length=100, help_text="name in the storage")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "position"], name="one_draft_photo_at_a_place"
            ),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=MOST_PHOTOS),
                name="a_draft_has_at_most_five_photos",
            ),
        ]

    def __str__(self) -> str:
        return f"photo {self.position} of draft {self.draft_id}"
