"""What captains, officers and members write to a group, and who wants no letters."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from engagement.moderation.choices import State
from engagement.moderation.models import Review
from watchgroups.choices import PostKind, Writer
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership


class Post(models.Model):
    """Words on the wall of a group; a message goes to each member by letter too.

    Words that a moderator has to look at stand in their review, all others here.
    """

    group = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        related_name="posts",
        db_index=False,  # posts_of_a_group begins with it
    )
    kind = models.CharField(max_length=7, choices=PostKind)
    writer = models.CharField(max_length=7, choices=Writer)
    signed = models.CharField(
        max_length=80, blank=True, help_text="how members read a captain’s name"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    text = models.TextField(blank=True)
    review = models.OneToOneField(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="when its writer learned what became of it"
    )
    spread_at = models.DateTimeField(
        null=True, blank=True, help_text="when its letters began to leave"
    )
    told_up_to = models.BigIntegerField(default=0, help_text="the last member asked")
    taken_off_at = models.DateTimeField(null=True, blank=True)
    taken_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    taken_off_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review=None) & ~models.Q(text="")
                | models.Q(review__isnull=False, text=""),
                name="post_has_its_words_in_one_place",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_off_at=None, taken_off_reason="")
                | models.Q(taken_off_at__isnull=False) & ~models.Q(taken_off_reason=""),
                name="post_is_taken_off_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=PostKind.MESSAGE, spread_at__isnull=False)
                | models.Q(spread_at=None),
                name="messages_alone_become_letters",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-at", "-id"], name="posts_of_a_group")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} to {self.group_id}"

    @property
    def words(self) -> str:
        """What members read."""
        return self.review.shown if self.review else self.text

    @property
    def is_open(self) -> bool:
        """Tell whether members may read it."""
        passed = self.review is None or self.review.state == State.PASSED
        return passed and self.taken_off_at is None

    @property
    def waits(self) -> bool:
        """Tell whether a moderator has to look at it first."""
        return self.review is not None and self.review.state in {
            State.WAITING,
            State.HIDDEN,
        }

    @property
    def was_refused(self) -> bool:
        return self.review is not None and self.review.state == State.REFUSED


class LetterStop(models.Model):
    """A member who wants no letters of this group; the wall stays open to them."""

    member = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="letter_stop"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"no letters to member {self.member_id}"
