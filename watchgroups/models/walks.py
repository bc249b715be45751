"""Being out: who signed on with whom, when they are heard of next, and who is alarmed."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from watchgroups.choices import INTERVALS, AlarmStep
from watchgroups.models.groups import Group
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol


class SafetyPlan(models.Model):
    """Whom a group’s alarm reaches when no captain answers."""

    group = models.OneToOneField(
        Group, on_delete=models.CASCADE, related_name="safety_plan"
    )
    second = models.ForeignKey(
        Membership,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    def __str__(self) -> str:
        return f"safety of {self.group}"


class DutyPhone(models.Model):
    """A number a captain or second gave for alarms: sealed, and gone with their part."""

    member = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="duty_phone"
    )
    sealed = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"duty phone {self.pk}"


class Walk(models.Model):
    """Some members out together on a patrol; where they are is not kept, nor was it asked."""

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="walks")
    area = models.CharField(
        max_length=200, blank=True, help_text="where they go, in words"
    )
    minutes = models.PositiveSmallIntegerField(
        help_text="from one “All well” to the next"
    )
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField(help_text="when they last said all is well")
    due_at = models.DateTimeField(help_text="when they are heard of next")
    ended_at = models.DateTimeField(null=True, blank=True)
    is_typed_later = models.BooleanField(
        default=False, help_text="from a paper sheet, by a captain"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__in=INTERVALS),
                name="walk_is_heard_of_every_so_often",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None)
                | models.Q(ended_at__gte=models.F("began_at")),
                name="walk_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=models.Q(is_typed_later=False)
                | models.Q(ended_at__isnull=False),
                name="walk_from_paper_is_over",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(ended_at=None),
                name="walks_out_by_due",
            ),
            models.Index(fields=["began_at"], name="walks_by_begin"),
        ]

    def __str__(self) -> str:
        return f"walk {self.pk}"

    def is_overdue(self, at: datetime) -> bool:
        return self.ended_at is None and self.due_at <= at


class Walker(models.Model):
    """One member on one walk; nobody is out twice at a time."""

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="walkers")
    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="walkers"
    )
    is_out = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["walk", "member"], name="walker_is_on_a_walk_once"
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=models.Q(is_out=True),
                name="member_is_out_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"walker {self.pk}"


class Alarm(models.Model):
    """That somebody was told of a walk nobody heard of: once a step and moment."""

    walk = models.ForeignKey(Walk, on_delete=models.CASCADE, related_name="alarms")
    due_at = models.DateTimeField(help_text="the moment that passed")
    step = models.CharField(max_length=7, choices=AlarmStep)
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["walk", "due_at", "step"], name="alarm_is_raised_once"
            )
        ]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
