"""What an officer tells the groups of a place at once."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from engagement.places.models import Neighborhood
from watchgroups.models.groups import Group


class Alert(models.Model):
    """Where, what to do, and until when; shown to members of the groups it is for."""

    neighborhood = models.ForeignKey(
        Neighborhood,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # alerts_of_a_place begins with it
    )
    area = models.CharField(max_length=160, help_text="which streets, in plain words")
    steps = models.TextField(help_text="what to look out for and what to do")
    at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    told_up_to = models.BigIntegerField(default=0, help_text="the last person asked")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")),
                name="alert_ends_after_it_begins",
            )
        ]
        indexes = [
            models.Index(
                fields=["neighborhood", "-at", "-id"], name="alerts_of_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}: {self.area}"

    def is_on(self, at: datetime) -> bool:
        return self.ended_at is None and self.at <= at < self.until


class AlertGroup(models.Model):
    """One group an alert is for."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="to_groups")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="alerts_to")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "group"], name="alert_names_a_group_once"
            )
        ]

    def __str__(self) -> str:
        return f"alert {self.alert_id} to group {self.group_id}"
