"""Who opened a list of those who come without looking after the meeting."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from meetings.models.bookings import Booking
from meetings.models.meetings import Meeting


class ListLook(models.Model):
    """An administrator opened a list; everybody who stood on it reads when and why."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="list_looks"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # list_look_by_actor begins with it
    )
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    seen = models.ManyToManyField(
        Booking, related_name="list_looks", help_text="the rows that were read"
    )

    class Meta:
        indexes = [models.Index(fields=["actor", "at"], name="list_look_by_actor")]

    def __str__(self) -> str:
        return f"{self.actor_id} opened the list of {self.meeting_id}"
