"""Who enrolled for a whole series: one row holds a place in each of its meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import models

from meetings.choices import EnrolmentState
from meetings.models.asking import Asking
from meetings.models.series import Series

LARGEST_PARTY: Final = 8
LIVE_ENROLMENTS: Final = (
    EnrolmentState.ASKED,
    EnrolmentState.WAITING,
    EnrolmentState.OFFERED,
    EnrolmentState.GUARDIAN,
    EnrolmentState.ENROLLED,
)
HOLDS_SEATS: Final = (
    EnrolmentState.OFFERED,
    EnrolmentState.GUARDIAN,
    EnrolmentState.ENROLLED,
)
HELD_FOR_A_TIME: Final = (EnrolmentState.OFFERED, EnrolmentState.GUARDIAN)


class SeriesEnrolment(Asking):
    """One party that wants to come to every meeting of a series.

    Words and addresses lie sealed, as those of a booking do; the address of a parent or
    guardian goes as soon as they answered.
    """

    series = models.ForeignKey(
        Series,
        on_delete=models.CASCADE,
        related_name="enrolments",
        db_index=False,  # enrolment_in_line begins with it
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="enrolments",
    )
    sealed = models.BinaryField(help_text="name, address and needs")
    party_size = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=EnrolmentState)
    queued_at = models.DateTimeField(
        null=True, blank=True, help_text="since when it stands in line, or has places"
    )
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    guardian_sealed = models.BinaryField(
        default=bytes, blank=True, help_text="who must agree: name and address"
    )
    guardian_key = models.CharField(max_length=64, blank=True)
    guardian_hash = models.CharField(max_length=64, null=True, blank=True, unique=True)
    guardian_agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party_size__range=(1, LARGEST_PARTY)),
                name="enrolled_party_is_one_to_eight",
            ),
            models.UniqueConstraint(
                fields=["series", "person"],
                condition=models.Q(person__isnull=False, state__in=LIVE_ENROLMENTS),
                name="person_enrols_for_a_series_once",
            ),
            models.UniqueConstraint(
                fields=["series", "address_mark"],
                condition=models.Q(state__in=LIVE_ENROLMENTS),
                name="address_enrols_for_a_series_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=HELD_FOR_A_TIME, offered_until__isnull=False
                )
                | ~models.Q(state__in=HELD_FOR_A_TIME) & models.Q(offered_until=None),
                name="held_enrolment_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(state=EnrolmentState.ASKED)
                | models.Q(queued_at__isnull=False)
                | models.Q(ended_at__isnull=False),
                name="enrolment_stands_somewhere_in_line",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=EnrolmentState.ENROLLED)
                | models.Q(guardian_hash=None)
                | models.Q(guardian_agreed_at__isnull=False),
                name="nobody_is_enrolled_before_a_guardian_agrees",
            ),
        ]
        indexes = [
            models.Index(
                fields=["series", "state", "queued_at", "id"], name="enrolment_in_line"
            ),
            models.Index(
                fields=["offered_until"],
                condition=models.Q(state__in=HELD_FOR_A_TIME),
                name="enrolment_offer_ends",
            ),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state=EnrolmentState.ASKED),
                name="enrolment_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk} for series {self.series_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_ENROLMENTS

    @property
    def has_places(self) -> bool:
        return self.state == EnrolmentState.ENROLLED

    @property
    def needs_a_guardian(self) -> bool:
        """Tell whether somebody else must still agree."""
        return self.guardian_hash is not None and self.guardian_agreed_at is None

    def is_held(self, at: datetime) -> bool:
        """Tell whether places are held for it still."""
        return self.offered_until is not None and at < self.offered_until
