"""The room while the meeting runs: one row drives every screen; questions and polls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from meetings.choices import PollState, QuestionSource, QuestionState
from meetings.models.meetings import Meeting

CODE_LENGTH: Final = 6
SHUTS_ITSELF: Final = timedelta(hours=12)  # a room somebody forgot to close
_ONE_KEY: Final = models.Q(person=None) | models.Q(device=None)


class Live(models.Model):
    """Where the room of one meeting stands; whatever changes it counts `version` on."""

    meeting = models.OneToOneField(
        Meeting, on_delete=models.CASCADE, related_name="live"
    )
    code = models.CharField(
        max_length=CODE_LENGTH, unique=True, help_text="typed to come in, or read as QR"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    takes_questions = models.BooleanField(default=True)
    shows_join = models.BooleanField(
        default=True, help_text="how to come in stands large on the screen"
    )
    on_screen = models.ForeignKey(
        "meetings.Question",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    poll = models.ForeignKey(
        "meetings.Poll",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the poll on the screen",
    )
    categories = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None)
                | models.Q(closed_at__gte=models.F("opened_at")),
                name="room_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(on_screen=None) | models.Q(poll=None),
                name="screen_shows_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.meeting}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether people may come in; `meeting` must be at hand."""
        return (
            self.opened_at is not None
            and self.closed_at is None
            and self.meeting.is_public
            and not self.meeting.is_cancelled
            and at < self.meeting.ends_at + SHUTS_ITSELF
        )

    def was_open(self, at: datetime) -> bool:
        return self.opened_at is not None and not self.is_open(at)


class Question(models.Model):
    """What somebody in the room asks; public once the chair has passed it."""

    live = models.ForeignKey(Live, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=300)
    nickname = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    source = models.CharField(
        max_length=5, choices=QuestionSource, default=QuestionSource.LIVE
    )
    state = models.CharField(
        max_length=11, choices=QuestionState, default=QuestionState.NEW
    )
    held_for = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        help_text="what detectors found: the chair looks twice",
    )
    hidden_reason = models.CharField(max_length=200, blank=True)
    answer = models.CharField(max_length=1_500, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="merged"
    )
    supporters = models.PositiveIntegerField(default=0)
    hands = models.PositiveIntegerField(
        default=0, help_text="counted in the room for a paper question; no supporters"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="shown to nobody; gone 30 days after the meeting",
    )
    device = models.CharField(  # noqa: DJ001 - none is no device, not an empty one
        max_length=64, null=True, blank=True, help_text="keyed hash of a cookie"
    )
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=QuestionState.HIDDEN)
                | ~models.Q(hidden_reason=""),
                name="question_is_hidden_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=QuestionState.ANSWERED)
                | models.Q(answered_at__isnull=False),
                name="answered_question_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(merged_into=models.F("id")),
                name="question_is_not_joined_with_itself",
            ),
            models.CheckConstraint(condition=_ONE_KEY, name="question_has_one_asker"),
        ]
        indexes = [
            models.Index(
                fields=["live", "state", "-supporters", "asked_at"],
                name="question_in_its_order",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_passed(self) -> bool:
        return self.state in (QuestionState.SHORTLISTED, QuestionState.ANSWERED)


class Support(models.Model):
    """One person’s, or one browser’s, support of one question."""

    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="supports"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    device = models.CharField(  # noqa: DJ001 - unique only where there is one
        max_length=64, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "person"],
                condition=models.Q(person__isnull=False),
                name="one_person_supports_a_question_once",
            ),
            models.UniqueConstraint(
                fields=["question", "device"],
                condition=models.Q(device__isnull=False),
                name="one_device_supports_a_question_once",
            ),
            models.CheckConstraint(condition=_ONE_KEY, name="support_has_one_giver"),
        ]

    def __str__(self) -> str:
        return f"support of question {self.question_id}"


class Poll(models.Model):
    """A question with answers to choose from, put to the room by the chair."""

    live = models.ForeignKey(Live, on_delete=models.CASCADE, related_name="polls")
    text = models.CharField(max_length=200)
    options = ArrayField(models.CharField(max_length=100))
    is_multiple = models.BooleanField(default=False)
    shows_while_open = models.BooleanField(default=False)
    state = models.CharField(max_length=6, choices=PollState, default=PollState.DRAFT)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(options__len__range=(2, 8)),
                name="poll_has_two_to_eight_options",
            ),
            models.UniqueConstraint(
                fields=["live"],
                condition=models.Q(state=PollState.OPEN),
                name="one_poll_is_open_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shows_results(self) -> bool:
        if self.state == PollState.OPEN:
            return self.shows_while_open
        return self.state == PollState.CLOSED


class Ballot(models.Model):
    """What one person, or one browser, chose; changed until the poll is closed."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    choices = ArrayField(models.PositiveSmallIntegerField())
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    device = models.CharField(  # noqa: DJ001 - unique only where there is one
        max_length=64, null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["poll", "person"],
                condition=models.Q(person__isnull=False),
                name="one_person_votes_once",
            ),
            models.UniqueConstraint(
                fields=["poll", "device"],
                condition=models.Q(device__isnull=False),
                name="one_device_votes_once",
            ),
            models.CheckConstraint(
                condition=models.Q(choices__len__range=(1, 8)),
                name="ballot_chooses_something",
            ),
            models.CheckConstraint(condition=_ONE_KEY, name="ballot_has_one_giver"),
        ]

    def __str__(self) -> str:
        return f"ballot in poll {self.poll_id}"
