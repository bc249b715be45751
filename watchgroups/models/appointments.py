"""Asking somebody to be captain: by a letter, after whoever has to agree has agreed."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from watchgroups.choices import OPEN_APPOINTMENTS, AppointmentState
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership

_SENT: Final = models.Q(state__in=(AppointmentState.SENT, AppointmentState.DONE))


class Appointment(models.Model):
    """One person shall lead one group; only a hash of the letter's link is kept."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="appointments"
    )
    address = models.EmailField()
    hands_over = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="the captain who hands the group over; none: appointed by an officer",
    )
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=AppointmentState)
    token_hash = models.CharField(max_length=64, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=300, blank=True)
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(state__in=OPEN_APPOINTMENTS),
                name="one_open_appointment_of_a_group",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~models.Q(token_hash=""),
                name="link_of_an_appointment_is_its_own",
            ),
            models.CheckConstraint(
                condition=~_SENT | ~models.Q(token_hash=""),
                name="letter_of_an_appointment_has_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"captain of {self.group}"
