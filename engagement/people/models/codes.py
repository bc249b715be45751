"""Codes that show that somebody is a person, without saying who.

No row here names whoever used a code: a used letter code is deleted, a meeting counts
its uses, and a phone that was used is a mark without a person (RULINGS 35).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from engagement.people.models.persons import User
from engagement.places.models import Neighborhood


class CodeSheet(models.Model):
    """Letter codes made together for one area, for one purpose, until one day."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="+"
    )
    purpose = models.CharField(max_length=120)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    used = models.PositiveSmallIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("size")),
                name="no_more_codes_used_than_made",
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "-id"], name="sheet_newest")]

    def __str__(self) -> str:
        return self.purpose

    @property
    def unused(self) -> int:
        return self.size - self.used

    @property
    def last_moment(self) -> datetime:
        """The last day people read on the paper: it ends at the town's midnight."""
        return self.expires_at - timedelta(seconds=1)

    def is_good(self, at: datetime) -> bool:
        return self.withdrawn_at is None and at < self.expires_at


class LetterCode(models.Model):
    """One unused code; there is no row for a used one, so nothing tells when it was."""

    mark = models.CharField(max_length=64, primary_key=True)
    sheet = models.ForeignKey(CodeSheet, on_delete=models.CASCADE, related_name="codes")

    def __str__(self) -> str:
        return f"code of sheet {self.sheet_id}"


class MeetingCode(models.Model):
    """A code shown at a meeting; it changes every ten minutes and is stored nowhere."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.CASCADE, related_name="+"
    )
    place = models.CharField(max_length=120)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    most = models.PositiveSmallIntegerField(help_text="how many people come at most")
    used = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used__lte=models.F("most")),
                name="no_more_uses_than_people_at_the_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="meeting_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="meeting_code_newest"),
            models.Index(
                fields=["ends_at"],
                condition=models.Q(closed_at=None),
                name="meeting_code_not_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.place

    def is_open(self, at: datetime) -> bool:
        return self.closed_at is None and self.starts_at <= at < self.ends_at


class PhoneCode(models.Model):
    """A code on its way to a phone; the key is in the cookie of the browser that asked."""

    key = models.CharField(max_length=64, primary_key=True)
    phone_mark = models.CharField(max_length=64)
    code_mark = models.CharField(max_length=64)
    was_used = models.BooleanField(
        help_text="when it was asked for: an older key may have made the phone's mark"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"phone code until {self.expires_at:%H:%M}"


class UsedPhone(models.Model):
    """A phone that has shown that somebody is a person: a mark, and nothing beside it."""

    mark = models.CharField(max_length=64, primary_key=True)

    def __str__(self) -> str:
        return "a phone that was used"
