"""A series: what its meetings have in common, and on which days they fall."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.text import slugify

from engagement.places.models import Neighborhood
from meetings.choices import MeetingForm, MeetingKind
from meetings.models.venues import Room, Venue
from watchgroups.models import Group

LONGEST_MINUTES: Final = 24 * 60


class Series(models.Model):
    """Meetings that come again; each is a row of its own once it is near enough.

    `first_on` and `begins` are what the town's clocks show: a meeting at seven stays at
    seven when they change.
    """

    neighborhood = models.ForeignKey(
        Neighborhood,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
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
    summary = models.TextField(blank=True)
    venue = models.ForeignKey(
        Venue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    online_link = models.URLField(max_length=300, blank=True)
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    interpreters = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    has_child_care = models.BooleanField(default=False)
    rule = models.CharField(max_length=200, help_text="an RRULE, in the town's zone")
    first_on = models.DateField()
    begins = models.TimeField(help_text="what the town's clocks show")
    minutes = models.PositiveSmallIntegerField()
    enrols_whole = models.BooleanField(
        default=False, help_text="people enrol for all of it, not for one meeting"
    )
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="how many can enrol; none: as many as want to"
    )
    reserved_seats = models.PositiveIntegerField(
        default=0, help_text="kept by the organizers; nobody can take them"
    )
    asks_guardian = models.BooleanField(
        default=False, help_text="under 18, a parent or guardian must agree by letter"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="since then new meetings are public at once"
    )
    stops_on = models.DateField(
        null=True, blank=True, help_text="no meeting from that day on"
    )

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__range=(1, LONGEST_MINUTES)),
                name="meetings_of_a_series_last_a_day_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(room=None) | models.Q(venue__isnull=False),
                name="series_in_a_room_is_in_a_venue",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity=None)
                | models.Q(capacity__gte=1, reserved_seats__lte=models.F("capacity")),
                name="series_has_seats",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The title as an address reads it; only the number finds the row."""
        return slugify(self.title)[:60] or "series"

    @property
    def takes_enrolments(self) -> bool:
        """Tell whether people enrol for all of it; a stopped series takes nobody new."""
        return self.enrols_whole and self.stops_on is None
