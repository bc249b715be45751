"""Who means to come, who waits, and who came."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from meetings.choices import BookingState, NoticeKind, QuestionKind
from meetings.models.asking import Asking
from meetings.models.enrolments import LARGEST_PARTY, SeriesEnrolment
from meetings.models.meetings import Meeting

LIVE: Final = (
    BookingState.ASKED,
    BookingState.WAITING,
    BookingState.OFFERED,
    BookingState.BOOKED,
)
TAKES_SEATS: Final = (BookingState.OFFERED, BookingState.BOOKED)


class Booking(Asking):
    """One party that wants to come to one meeting.

    Name, address, needs and answers lie sealed together; the mark of the address only
    tells that one address asked twice.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="bookings",
        db_index=False,  # booking_in_line begins with it
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="bookings",
    )
    enrolment = models.ForeignKey(
        SeriesEnrolment,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bookings",
        help_text="made from it: one place in each meeting of a series",
    )
    sealed = models.BinaryField(help_text="name, address, needs and answers")
    party_size = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=9, choices=BookingState)
    code = models.CharField(max_length=8, unique=True, help_text="typed at the door")
    queued_at = models.DateTimeField(
        null=True, blank=True, help_text="since when it stands in line, or has a place"
    )
    offered_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party_size__range=(1, LARGEST_PARTY)),
                name="party_is_one_to_eight",
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(person__isnull=False, state__in=LIVE),
                name="person_comes_to_a_meeting_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "address_mark"],
                condition=models.Q(state__in=LIVE),
                name="address_comes_to_a_meeting_once",
            ),
            models.UniqueConstraint(
                fields=["meeting", "enrolment"],
                condition=models.Q(enrolment__isnull=False),
                name="enrolment_has_one_place_a_meeting",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=BookingState.OFFERED, offered_until__isnull=False
                )
                | ~models.Q(state=BookingState.OFFERED) & models.Q(offered_until=None),
                name="offer_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(state=BookingState.ASKED)
                | models.Q(queued_at__isnull=False)
                | models.Q(ended_at__isnull=False),
                name="booking_stands_somewhere_in_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["meeting", "state", "queued_at", "id"], name="booking_in_line"
            ),
            models.Index(
                fields=["offered_until"],
                condition=models.Q(state=BookingState.OFFERED),
                name="booking_offer_ends",
            ),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(state=BookingState.ASKED),
                name="booking_unconfirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"booking {self.pk} of meeting {self.meeting_id}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def has_a_place(self) -> bool:
        return self.state == BookingState.BOOKED

    def is_offered(self, at: datetime) -> bool:
        """Tell whether a place is held for it still."""
        return self.offered_until is not None and at < self.offered_until


class BookingQuestion(models.Model):
    """What the organizer asks those who mean to come."""

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="booking_questions",
        db_index=False,  # question_has_a_position begins with it
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=QuestionKind)
    text = models.CharField(max_length=200)
    options = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    is_required = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"], name="question_has_a_position"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Notice(models.Model):
    """Something told once to everybody who comes: which, of which version, how far.

    It outlives its job, so that a clock that asks again finds it.
    """

    meeting = models.ForeignKey(
        Meeting,
        on_delete=models.CASCADE,
        related_name="notices",
        db_index=False,  # notice_once begins with it
    )
    kind = models.CharField(max_length=11, choices=NoticeKind)
    version = models.PositiveIntegerField(help_text="of the meeting, when it was asked")
    minutes_before = models.PositiveIntegerField(default=0, help_text="of a reminder")
    text = models.TextField(blank=True, help_text="of an organizer’s message")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField()
    told_up_to = models.BigIntegerField(
        default=0, help_text="the last booking asked for"
    )
    helpers_told_up_to = models.BigIntegerField(
        default=0,
        db_default=0,
        help_text="the last helper asked for, after all bookings",
    )
    told = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "version", "minutes_before"],
                condition=~models.Q(kind=NoticeKind.MESSAGE),
                name="notice_once",
            ),
        ]
        indexes = [
            models.Index(fields=["meeting", "kind", "id"], name="notices_of_a_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version} of meeting {self.meeting_id}"


class CalendarFeed(models.Model):
    """A private address that gives somebody’s own meetings to their calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
