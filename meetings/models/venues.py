"""Houses with rooms, and how one gets in."""

from __future__ import annotations

from django.db import models

from engagement.places.models import Neighborhood


class Venue(models.Model):
    """A house where meetings are held: its address, and the facts about access."""

    name = models.CharField(max_length=120, unique=True)
    address = models.CharField(max_length=200)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    is_step_free = models.BooleanField(default=False)
    has_hearing_loop = models.BooleanField(default=False)
    has_accessible_toilet = models.BooleanField(default=False)
    transit = models.CharField(
        max_length=200, blank=True, help_text="the nearest stop and line"
    )
    access_note = models.CharField(
        max_length=300, blank=True, help_text="how to find the door and get in"
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None)
                | models.Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                name="venue_lies_at_a_point_or_nowhere",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """One room of a venue, and how many people fit."""

    venue = models.ForeignKey(Venue, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=80)
    capacity = models.PositiveIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["venue", "name"], name="room_is_named_once_in_a_venue"
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__range=(1, 10_000)),
                name="room_holds_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name
