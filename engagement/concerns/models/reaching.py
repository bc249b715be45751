"""Who looked at what is closed, what was written through us, and whom a text names."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.common.roles import Role
from engagement.concerns.choices import Opened
from engagement.concerns.models.intake import Concern


class Look(models.Model):
    """Somebody of the town opened what is closed; the person it is about reads this."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="looks")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # look_by_actor begins with it
    )
    role = models.CharField(max_length=12, choices=Role)
    what = models.CharField(max_length=7, choices=Opened, default=Opened.CONTACT)
    reason = models.CharField(max_length=300)
    was_allowed = models.BooleanField(help_text="the person had said that officers may")
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["actor", "at"], name="look_by_actor"),
            models.Index(fields=["-at", "-id"], name="look_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id} opened {self.what} of {self.concern_id}"


class Message(models.Model):
    """One letter of a talk between a reporter and the officers, about one concern."""

    concern = models.ForeignKey(
        Concern,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # messages_of_a_concern begins with it
    )
    by_reporter = models.BooleanField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the officer; a reporter is never named",
    )
    text = models.TextField()
    at = models.DateTimeField(help_text="a reporter's is floored to the town hour")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by_reporter=False) | models.Q(author=None),
                name="a_reporter_is_not_named_in_a_message",
            )
        ]
        indexes = [
            models.Index(fields=["concern", "at", "id"], name="messages_of_a_concern"),
            models.Index(
                fields=["concern"],
                condition=models.Q(by_reporter=True, read_at=None),
                name="message_unread_by_officers",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} about concern {self.concern_id}"


class Naming(models.Model):
    """What somebody sent names this officer, who therefore never sees it."""

    concern = models.ForeignKey(
        Concern,
        on_delete=models.CASCADE,
        related_name="namings",
        db_index=False,  # named_once_in_a_concern begins with it
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "user"], name="named_once_in_a_concern"
            )
        ]

    def __str__(self) -> str:
        return f"concern {self.concern_id} names {self.user_id}"
