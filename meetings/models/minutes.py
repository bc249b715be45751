"""What came of a meeting: its minutes in every language, and what was promised."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.promises.models import Promise
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting


class Minutes(models.Model):
    """The minutes of one meeting as they are worked on; the public reads its editions."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="minutes"
    )
    language = models.CharField(
        max_length=12, help_text="first written in; the others translate it"
    )
    attendance = models.PositiveIntegerField(
        null=True, blank=True, help_text="as counted; the public reads it in fives"
    )
    recording_link = models.URLField(max_length=300, blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="rises with every change: two who write see one another"
    )
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"minutes of {self.meeting}"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None


class MinutesText(models.Model):
    """What was said about one item, or about all (no item), in one language."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="texts", db_index=False
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    language = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    outcome = models.CharField(
        max_length=300, blank=True, help_text="in a sentence; stands at each concern"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "language", "item"],
                name="minutes_of_an_item_once_a_language",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} of item {self.item_id} in minutes {self.minutes_id}"


class MinutesEdition(models.Model):
    """The minutes as they were published once; never changed, always readable."""

    minutes = models.ForeignKey(
        Minutes, on_delete=models.CASCADE, related_name="editions"
    )
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True, help_text="why corrected")
    words = models.JSONField(help_text="all that the public reads, by language")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "number"], name="minutes_edition_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(reason=""),
                name="minutes_are_corrected_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"edition {self.number} of minutes {self.minutes_id}"


class MinutesReminder(models.Model):
    """That its organizers were reminded of the minutes, so many days after."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    days = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "days"], name="minutes_are_asked_for_once_a_day_mark"
            )
        ]

    def __str__(self) -> str:
        return f"reminder of day {self.days} for meeting {self.meeting_id}"


class MeetingPromise(models.Model):
    """A promise that was made in the room, and about what."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="promised"
    )
    item = models.ForeignKey(
        AgendaItem,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promised",
    )
    promise = models.OneToOneField(
        Promise, on_delete=models.PROTECT, related_name="meeting_promise"
    )

    def __str__(self) -> str:
        return f"promise {self.promise_id} of meeting {self.meeting_id}"
