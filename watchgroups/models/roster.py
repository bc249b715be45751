"""Around a member: what a group asks, who was invited, who looked, who asks for a second word."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from watchgroups.choices import Opened, Verdict
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership


class JoinQuestion(models.Model):
    """Something a group asks whoever wants to join."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="join_questions"
    )
    text = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="not asked any more; answers keep their words"
    )

    class Meta:
        indexes = [models.Index(fields=["group", "id"], name="questions_of_a_group")]

    def __str__(self) -> str:
        return self.text


class MemberInvitation(models.Model):
    """A letter that asks somebody to join: the address is all that is kept of them."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="invitations"
    )
    address = models.EmailField()
    token_hash = models.CharField(max_length=64, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    invited_at = models.DateTimeField()
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="none: it waits for its day"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~models.Q(token_hash=""),
                name="link_of_a_member_letter_is_its_own",
            ),
            models.UniqueConstraint(
                fields=["group", "address"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="address_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None, expires_at=None, token_hash="")
                | models.Q(sent_at__isnull=False, expires_at__isnull=False)
                & ~models.Q(token_hash=""),
                name="member_letter_that_left_has_a_link",
            ),
        ]
        indexes = [
            models.Index(fields=["invited_by", "sent_at"], name="letters_a_day"),
        ]

    def __str__(self) -> str:
        return f"invitation to {self.group}"

    def is_open(self, at: datetime) -> bool:
        """Tell whether its link works."""
        is_answered = self.accepted_at is not None or self.withdrawn_at is not None
        return not is_answered and self.expires_at is not None and self.expires_at > at


class Guardian(models.Model):
    """Whoever has to agree that a young person takes part; only they see the link."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="guardian"
    )
    sealed = models.BinaryField(help_text="address of the guardian")
    token_hash = models.CharField(max_length=64, unique=True)
    joins_at_once = models.BooleanField(
        default=False, help_text="a member as soon as the guardian agrees"
    )
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"guardian of {self.membership}"


class MemberLook(models.Model):
    """Somebody opened how to reach a member, or an administrator opened the whole list."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="looks")
    membership = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="looks",
        help_text="none: the whole list",
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    what = models.CharField(max_length=9, choices=Opened)
    by_admin = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what=Opened.LIST, membership=None)
                | ~models.Q(what=Opened.LIST) & models.Q(membership__isnull=False),
                name="look_is_at_a_list_or_a_member",
            ),
            models.CheckConstraint(
                condition=models.Q(by_admin=False) | ~models.Q(reason=""),
                name="administrator_looks_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-at", "-id"], name="looks_of_a_group"),
            models.Index(fields=["actor", "-at"], name="looks_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.group}"


class MemberAppeal(models.Model):
    """A member who was put out asks the officers for a second word; once."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="appeal"
    )
    words = models.CharField(max_length=1_000)
    asked_at = models.DateTimeField()
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True, default="")
    answer = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict="", answer="", decided_at=None)
                | ~models.Q(verdict="")
                & ~models.Q(answer="")
                & models.Q(decided_at__isnull=False),
                name="appeal_is_answered_in_words",
            )
        ]
        indexes = [
            models.Index(fields=["-asked_at", "-id"], name="appeals_by_age"),
        ]

    def __str__(self) -> str:
        return f"appeal of {self.membership}"
