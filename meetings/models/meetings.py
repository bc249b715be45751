"""A meeting: what, when, where, and who looks after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.urls import reverse
from django.utils.text import slugify

from engagement.people.models import CredentialKind
from engagement.places.models import Neighborhood
from meetings.choices import HostPart, MeetingForm, MeetingKind, MeetingState
from meetings.models.series import Series
from meetings.models.venues import Room, Venue
from watchgroups.models import Group

MOST_SEATS: Final = 10_000
DOORS_OPEN: Final = timedelta(hours=12)  # before it begins
_DRAFT: Final = models.Q(state=MeetingState.DRAFT, published_at=None, cancelled_at=None)
_PUBLISHED: Final = models.Q(
    state=MeetingState.PUBLISHED, published_at__isnull=False, cancelled_at=None
)
_CANCELLED: Final = models.Q(
    state=MeetingState.CANCELLED, cancelled_at__isnull=False
) & ~models.Q(cancel_reason="")


class Hours(models.Func):
    """The time a meeting takes, its end not counted."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Meeting(models.Model):
    """One coming together of neighbors and the people who look after them."""

    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text="none: for the whole town",
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="the watch group whose captain called it",
    )
    kind = models.CharField(max_length=10, choices=MeetingKind)
    form = models.CharField(
        max_length=10, choices=MeetingForm, default=MeetingForm.IN_PERSON
    )
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True, help_text="what it is about, for everybody")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    first_begins_at = models.DateTimeField(
        null=True, blank=True, help_text="what was first published; stays when moved"
    )
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    online_link = models.URLField(
        max_length=300, blank=True, help_text="shown to those who registered"
    )
    languages = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        help_text="spoken there, as language codes",
    )
    interpreters = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        help_text="languages it is interpreted into",
    )
    has_child_care = models.BooleanField(default=False)
    grants_credential = models.ForeignKey(
        CredentialKind,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="of a workshop: the training whoever came gets",
    )
    state = models.CharField(
        max_length=9, choices=MeetingState, default=MeetingState.DRAFT
    )
    version = models.PositiveIntegerField(
        default=1, help_text="counts each change of time, place or state"
    )
    times_moved = models.PositiveSmallIntegerField(default=0)
    move_reason = models.CharField(max_length=300, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings"
    )
    series_on = models.DateField(
        null=True, blank=True, help_text="the day of the series it stands for"
    )
    is_apart = models.BooleanField(
        default=False, help_text="changed by itself; changes of its series pass it by"
    )
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="how many people fit; none: as many as come"
    )
    reserved_seats = models.PositiveIntegerField(
        default=0, help_text="kept by the organizers; nobody can take them"
    )
    walk_ins = models.PositiveIntegerField(
        default=0, help_text="people counted at the door who had not said so before"
    )
    came_kept = models.PositiveIntegerField(
        null=True, blank=True, help_text="who came, once the list has gone"
    )
    booked_kept = models.PositiveIntegerField(
        null=True, blank=True, help_text="who meant to come, once the list has gone"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="meeting_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=_DRAFT | _PUBLISHED | _CANCELLED,
                name="meeting_is_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=models.Q(times_moved=0) | ~models.Q(move_reason=""),
                name="meeting_was_moved_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(room=None) | models.Q(venue__isnull=False),
                name="meeting_in_a_room_is_in_a_venue",
            ),
            models.CheckConstraint(
                condition=models.Q(series=None, series_on=None)
                | models.Q(series__isnull=False, series_on__isnull=False),
                name="meeting_of_a_series_stands_for_a_day",
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"], name="series_has_one_meeting_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None)
                | models.Q(
                    capacity__range=(1, MOST_SEATS),
                    reserved_seats__lte=models.F("capacity"),
                ),
                name="meeting_has_seats",
            ),
            models.CheckConstraint(
                condition=models.Q(walk_ins__lte=MOST_SEATS),
                name="walk_ins_fit_in_a_hall",
            ),
            ExclusionConstraint(
                name="room_is_booked_once_at_a_time",
                expressions=[
                    (Hours("begins_at", "ends_at"), RangeOperators.OVERLAPS),
                    ("room", RangeOperators.EQUAL),
                ],
                condition=models.Q(room__isnull=False)
                & ~models.Q(state=MeetingState.CANCELLED),
            ),
        ]
        indexes = [
            models.Index(fields=["begins_at", "id"], name="meeting_by_begin"),
            models.Index(
                fields=["neighborhood", "begins_at", "id"], name="meeting_of_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.pk, self.slug])

    @property
    def slug(self) -> str:
        """The title as an address reads it; only the number finds the row."""
        return slugify(self.title)[:60] or "meeting"

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_in_a_room(self) -> bool:
        return self.form != MeetingForm.ONLINE

    @property
    def is_online(self) -> bool:
        return self.form != MeetingForm.IN_PERSON

    @property
    def bookings_are_gone(self) -> bool:
        """Tell whether only the counts of those who came are left."""
        return self.came_kept is not None

    def has_begun(self, at: datetime) -> bool:
        return self.begins_at <= at

    def has_ended(self, at: datetime) -> bool:
        return self.ends_at <= at

    def is_ahead(self, at: datetime) -> bool:
        """Tell whether people can still mean to come."""
        return self.state == MeetingState.PUBLISHED and not self.has_ended(at)


class Organizer(models.Model):
    """Somebody who looks after one meeting.

    Whoever holds it through a role in the place loses it with the role; one who was
    asked by name holds it until it is ended.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="organizers"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="organizes"
    )
    is_by_role = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=models.Q(ended_at=None),
                name="organizer_of_a_meeting_once_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} organizes {self.meeting}"


class Host(models.Model):
    """A body that invites, or helps: as the public reads it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hosts")
    part = models.CharField(max_length=7, choices=HostPart, default=HostPart.HOST)
    name = models.CharField(max_length=120)
    link = models.URLField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "name"], name="host_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
