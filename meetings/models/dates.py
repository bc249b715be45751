"""Asking the neighbors which of some dates suits most."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from meetings.choices import Suits
from meetings.models.meetings import Meeting


class DateQuestion(models.Model):
    """Some dates for a draft, open to be voted on until a moment."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="date_question"
    )
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("asked_at")),
                name="dates_are_asked_for_a_while",
            )
        ]

    def __str__(self) -> str:
        return f"dates of {self.meeting}"

    def is_open(self, at: datetime) -> bool:
        return self.settled_at is None and at < self.closes_at


class DateOption(models.Model):
    """One date to choose."""

    question = models.ForeignKey(
        DateQuestion, on_delete=models.CASCADE, related_name="options"
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_chosen = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="date_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["question", "begins_at"], name="date_is_offered_once"
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(is_chosen=True),
                name="one_date_is_chosen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m-%d %H:%M}"


class DateVoter(models.Model):
    """One person, or one browser, that said which dates suit."""

    question = models.ForeignKey(
        DateQuestion, on_delete=models.CASCADE, related_name="voters"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    device = models.CharField(max_length=64, blank=True)
    wants_letter = models.BooleanField(default=False)
    at = models.DateTimeField(help_text="the hour of it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, device="")
                | models.Q(person=None, wants_letter=False) & ~models.Q(device=""),
                name="voter_is_a_person_or_a_browser",
            ),
            models.UniqueConstraint(
                fields=["question", "person"],
                condition=models.Q(person__isnull=False),
                name="person_votes_once_on_dates",
            ),
            models.UniqueConstraint(
                fields=["question", "device"],
                condition=~models.Q(device=""),
                name="browser_votes_once_on_dates",
            ),
        ]

    def __str__(self) -> str:
        return f"a vote on {self.question}"


class DateVote(models.Model):
    """What a voter said of one date."""

    voter = models.ForeignKey(DateVoter, on_delete=models.CASCADE, related_name="votes")
    option = models.ForeignKey(
        DateOption, on_delete=models.CASCADE, related_name="votes"
    )
    suits = models.CharField(max_length=6, choices=Suits)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["voter", "option"], name="voter_answers_a_date_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.option}: {self.suits}"
