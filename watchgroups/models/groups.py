"""A watch group: where it watches, what for, by which rules, and with whom."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate

from engagement.places.models import Neighborhood
from watchgroups.choices import (
    AreaKind,
    FrozenBecause,
    GroupState,
    JoinBy,
    PartnerKind,
)

_NOT_FROZEN: Final = models.Q(frozen_because="", frozen_reason="")


class Group(models.Model):
    """Neighbors who look out for one another in one area."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.PROTECT, related_name="watch_groups"
    )
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=90, unique=True)
    purpose = models.TextField(help_text="what it is for, for everybody")
    languages = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    area_kind = models.CharField(
        max_length=7, choices=AreaKind, default=AreaKind.NEIGHBORHOOD
    )
    streets = ArrayField(models.CharField(max_length=160), default=list, blank=True)
    polygon = models.JSONField(
        null=True, blank=True, help_text="GeoJSON Polygon in WGS 84, lon lat"
    )
    join_by = models.CharField(max_length=8, choices=JoinBy, default=JoinBy.APPROVAL)
    state = models.CharField(
        max_length=6, choices=GroupState, default=GroupState.FROZEN
    )
    frozen_because = models.CharField(
        max_length=10, choices=FrozenBecause, blank=True, default=""
    )
    frozen_reason = models.CharField(max_length=300, blank=True)
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the officer this group talks to",
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    list_right_at = models.DateTimeField(
        null=True, blank=True, help_text="when a captain said the list is right"
    )
    list_right_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=GroupState.ACTIVE, closed_at=None)
                & _NOT_FROZEN
                | models.Q(state=GroupState.FROZEN, closed_at=None)
                & ~models.Q(frozen_because="")
                | models.Q(state=GroupState.CLOSED, closed_at__isnull=False),
                name="group_is_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=models.Q(area_kind=AreaKind.POLYGON, polygon__isnull=False)
                | ~models.Q(area_kind=AreaKind.POLYGON) & models.Q(polygon=None),
                name="group_is_drawn_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(area_kind=AreaKind.STREETS, streets__len__gte=1)
                | ~models.Q(area_kind=AreaKind.STREETS) & models.Q(streets=[]),
                name="group_names_streets_or_not",
            ),
        ]
        indexes = [
            models.Index(fields=["neighborhood", "name"], name="groups_of_a_place"),
            models.Index(fields=["-made_at", "-id"], name="groups_by_age"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("meetings:group", args=[self.slug])

    @property
    def is_active(self) -> bool:
        return self.state == GroupState.ACTIVE

    @property
    def is_frozen(self) -> bool:
        return self.state == GroupState.FROZEN

    @property
    def is_closed(self) -> bool:
        return self.state == GroupState.CLOSED

    def list_is_right(self, at: datetime) -> bool:
        """Tell whether a captain said so in the month of the town's clock."""
        if self.list_right_at is None:
            return False
        said, asked = localdate(self.list_right_at), localdate(at)
        return (said.year, said.month) == (asked.year, asked.month)


class CodeOfConduct(models.Model):
    """The rules members agree to; a change is a new number, old ones stay readable."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="codes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "number"], name="code_of_conduct_is_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.number}"


class Partner(models.Model):
    """A school, a shop, a house of worship that helps the group, as the public reads it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="partners")
    kind = models.CharField(max_length=7, choices=PartnerKind)
    name = models.CharField(max_length=120)
    link = models.URLField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"], name="partner_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
