"""One text or picture on its way to the public."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse

from engagement.moderation.choices import State, What
from engagement.places.models import Neighborhood


def new_key() -> str:
    """Give a name that nobody counts up to (RULINGS 21)."""
    return secrets.token_urlsafe(16)


class Review(models.Model):
    """What somebody sent, what the public sees of it, and who decided (RULINGS 40).

    Content rows of other apps point down here and are public when it passed. Nothing
    here tells who sent it: moderators never see the reporter.
    """

    key = models.CharField(max_length=22, unique=True, default=new_key)
    what = models.CharField(max_length=12, choices=What)
    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # review_queue begins with it
    )
    language = models.CharField(max_length=12, default="en")
    sent = models.TextField(blank=True, help_text="as it was sent; never changed")
    shown = models.TextField(blank=True, help_text="what the public reads once passed")
    held_for = models.JSONField(default=list, help_text="keys of the detectors")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    is_in_queue = models.BooleanField(default=True)
    is_urgent = models.BooleanField(
        default=False, help_text="names a danger: looked at first"
    )
    asked_at = models.DateTimeField(
        help_text="when a look was asked for last; floored to the town hour (RULINGS 8)"
    )
    appealed_at = models.DateTimeField(null=True, blank=True, help_text="not answered")
    party = models.CharField(
        max_length=97,
        blank=True,
        help_text="keyed hash: tells one asked about whether it is their own",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version = models.IntegerField(default=1, help_text="rises with every decision")

    class Meta:
        indexes = [
            models.Index(
                fields=["neighborhood", "asked_at", "id"],
                condition=models.Q(is_in_queue=True),
                name="review_queue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk} {self.state}"

    def get_absolute_url(self) -> str:
        return reverse("moderation:review", args=[self.key])

    @property
    def is_public(self) -> bool:
        return self.state == State.PASSED
