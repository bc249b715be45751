"""Going out together: what is planned, for which places, and who signed up."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import models

from watchgroups.choices import (
    ActivityKind,
    Outcome,
    PatrolState,
    SignUpState,
    WalkPart,
)
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership

MOST_PLACES: Final = 50
_PLACES: Final = (0, MOST_PLACES)


class _Plan(models.Model):
    """What a series and each of its patrols say alike."""

    kind = models.CharField(
        max_length=9, choices=ActivityKind, default=ActivityKind.PATROL
    )
    title = models.CharField(max_length=120)
    route = models.CharField(
        max_length=400, blank=True, help_text="where it goes, in words of the area"
    )
    weather_note = models.CharField(
        max_length=300, blank=True, help_text="what holds in rain, heat or ice"
    )
    leads_wanted = models.PositiveSmallIntegerField(default=1)
    drivers_wanted = models.PositiveSmallIntegerField(default=0)
    members_wanted = models.PositiveSmallIntegerField(default=2)
    newcomers_wanted = models.PositiveSmallIntegerField(
        default=0, help_text="places for new members, who go with a lead"
    )

    class Meta:
        abstract = True


class PatrolSeries(_Plan):
    """Patrols that come again by a rule in the town's wall time (decision 0050)."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="patrol_series"
    )
    rule = models.CharField(max_length=300, help_text="an RRULE")
    first_on = models.DateField()
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    stopped_on = models.DateField(null=True, blank=True)
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
            models.CheckConstraint(
                condition=models.Q(minutes__range=(15, 24 * 60)),
                name="patrols_last_a_while",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Patrol(_Plan):
    """One going out: a patrol, a clean-up day, an escort walk, mentoring."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="patrols")
    series = models.ForeignKey(
        PatrolSeries,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="patrols",
    )
    series_on = models.DateField(
        null=True, blank=True, help_text="the day of the series it stands for"
    )
    is_apart = models.BooleanField(
        default=False, help_text="changed by itself; changes of its series pass it by"
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=PatrolState, default=PatrolState.PLANNED
    )
    cancel_reason = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(
        max_length=12, choices=Outcome, blank=True, default="", help_text="once over"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(
        default=1, db_default=1, help_text="counts each change of hours or state"
    )
    people = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="how many were on it, once over"
    )
    move_reason = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("begins_at")),
                name="patrol_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"], name="series_has_one_patrol_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(state=PatrolState.PLANNED, cancel_reason="")
                | models.Q(state=PatrolState.CANCELLED) & ~models.Q(cancel_reason=""),
                name="patrol_is_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    leads_wanted__range=_PLACES,
                    drivers_wanted__range=_PLACES,
                    members_wanted__range=_PLACES,
                    newcomers_wanted__range=_PLACES,
                ),
                name="patrol_has_so_many_places",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "begins_at", "id"], name="patrols_of_a_group"
            ),
            models.Index(fields=["ends_at"], name="patrols_by_end"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        return self.state == PatrolState.CANCELLED

    def has_ended(self, at: datetime) -> bool:
        return self.ends_at <= at


class SignUp(models.Model):
    """One member's place on one patrol."""

    patrol = models.ForeignKey(
        Patrol, on_delete=models.CASCADE, related_name="sign_ups"
    )
    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="sign_ups"
    )
    part = models.CharField(max_length=8, choices=WalkPart, default=WalkPart.MEMBER)
    state = models.CharField(
        max_length=8, choices=SignUpState, default=SignUpState.SIGNED_UP
    )
    signed_up_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patrol", "member"],
                condition=~models.Q(state=SignUpState.DROPPED),
                name="member_is_on_a_patrol_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SignUpState.DROPPED, dropped_at__isnull=False)
                | ~models.Q(state=SignUpState.DROPPED) & models.Q(dropped_at=None),
                name="who_dropped_out_did_so_some_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} on {self.patrol}"
