"""Roles, each given for a place and a time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import models
from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.people.models.persons import User
from engagement.places.models import Neighborhood

# A kind of concern, a weight, the record: they have no area.
FOR_THE_WHOLE_TOWN: Final = (Role.ADMIN, Role.AUDITOR)


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self, moment: datetime) -> GrantQuerySet:
        ended = models.Q(ends_at__isnull=False, ends_at__lte=moment)
        return self.filter(starts_at__lte=moment).exclude(ended)

    def unended(self, moment: datetime) -> GrantQuerySet:
        """Keep what holds now or will begin: a role ended once never comes back."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=moment))


class Grant(models.Model):
    """One role for one person, in one neighborhood or in the whole town."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=12, choices=Role)
    neighborhood = models.ForeignKey(
        Neighborhood, null=True, blank=True, on_delete=models.CASCADE
    )
    granted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    seconded_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "neighborhood"],
                condition=models.Q(ends_at=None),
                nulls_distinct=False,
                name="grant_held_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at=None)
                | models.Q(ends_at__gte=models.F("starts_at")),
                name="grant_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("granted_by"))
                & ~models.Q(user=models.F("seconded_by"))
                & ~models.Q(granted_by=models.F("seconded_by")),
                name="grant_is_never_made_for_oneself",
            ),
            models.CheckConstraint(
                condition=~models.Q(role__in=FOR_THE_WHOLE_TOWN)
                | models.Q(neighborhood=None),
                name="grant_of_the_whole_town_names_no_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} in {self.neighborhood or 'every place'}"
