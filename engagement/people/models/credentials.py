"""That somebody was vetted, trained or agreed: the fact alone, never a document."""

from __future__ import annotations

from datetime import date

from django.db import models

from engagement.people.choices import CredentialSort
from engagement.people.models.persons import User


class CredentialKind(models.Model):
    """One thing to have: a vetting, a named course, an agreement."""

    sort = models.CharField(max_length=9, choices=CredentialSort)
    name = models.CharField(max_length=80, unique=True)
    how_to_get = models.CharField(
        max_length=300, help_text="what somebody without it can do, in words"
    )
    months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="how long it holds; none: for good"
    )
    is_offered = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months=None) | models.Q(months__range=(1, 240)),
                name="credential_kind_holds_a_while",
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(how_to_get=""),
                name="credential_kind_says_how_to_get_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """One person has one kind from a day to a day, as somebody checked."""

    person = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="credentials",
        db_index=False,  # credentials_of_a_person begins with it
    )
    kind = models.ForeignKey(CredentialKind, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    expires_on = models.DateField(
        null=True, blank=True, help_text="the last day it holds; none: for good"
    )
    checked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    warned_at = models.DateTimeField(
        null=True, blank=True, help_text="when they were told that it ends"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "issued_on"],
                condition=models.Q(withdrawn_at=None),
                name="credential_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="credential_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="credentials_of_a_person"),
            models.Index(
                fields=["expires_on"],
                condition=models.Q(warned_at=None, withdrawn_at=None),
                name="credentials_not_warned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.person_id}"

    def holds_on(self, day: date) -> bool:
        """Tell whether it holds that day, both its first and its last day counted."""
        is_over = self.expires_on is not None and self.expires_on < day
        return self.withdrawn_at is None and self.issued_on <= day and not is_over
