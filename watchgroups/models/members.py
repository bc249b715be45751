"""Who is in a group, as what, and what they said of themselves."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from watchgroups.choices import HERE, LEADING, OVER, MemberState, Part
from watchgroups.models.groups import CodeOfConduct, Group

LETTERS_UNTIL_REST: Final = 2
_OVER: Final = models.Q(state__in=OVER)


class Membership(models.Model):
    """One person in one group, once at a time; an ended one stays as a row that ended."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="memberships"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="watch_memberships",
    )
    part = models.CharField(max_length=7, choices=Part, default=Part.MEMBER)
    state = models.CharField(
        max_length=8, choices=MemberState, default=MemberState.ASKED
    )
    public_name = models.CharField(
        max_length=80, blank=True, help_text="of a captain: how everybody reads them"
    )
    name = models.CharField(
        max_length=80,
        blank=True,
        default="",
        db_default="",
        help_text="how the captains read them",
    )
    street = models.CharField(max_length=160, blank=True)
    block_streets = ArrayField(
        models.CharField(max_length=160),
        default=list,
        db_default=[],
        blank=True,
        help_text="of a block captain: the streets they look after",
    )
    sealed = models.BinaryField(
        default=bytes,
        blank=True,
        help_text="skills, languages, availability, emergency contact",
    )
    shares_contact = models.BooleanField(
        default=False, help_text="captains may see how to reach them"
    )
    agreed_code = models.ForeignKey(
        CodeOfConduct, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="when they last said they still take part"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    letters_unanswered = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="letters that asked whether they take part"
    )
    asked_again_at = models.DateTimeField(
        null=True, blank=True, help_text="when the last of these letters left"
    )
    told_code = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="number of the rules a letter told of"
    )
    told_code_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="why suspended, removed or not taken in"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=models.Q(ended_at=None),
                name="member_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=_OVER & models.Q(ended_at__isnull=False)
                | ~_OVER & models.Q(ended_at=None),
                name="membership_that_is_over_ended",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=HERE) | models.Q(began_at__isnull=False),
                name="member_began_some_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("paused", "removed"))
                | ~models.Q(reason=""),
                name="member_is_put_out_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(
                    part=Part.CAPTAIN, state=MemberState.ACTIVE, ended_at=None
                ),
                name="group_has_one_captain",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "-asked_at", "-id"], name="members_of_a_group"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"

    @property
    def is_here(self) -> bool:
        return self.state in HERE

    @property
    def rests(self) -> bool:
        """Tell whether they answered none of two letters."""
        return self.letters_unanswered > LETTERS_UNTIL_REST and self.is_here

    @property
    def leads(self) -> bool:
        return self.part in LEADING and self.state == MemberState.ACTIVE
