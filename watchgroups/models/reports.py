"""What somebody says about how a member acts: for moderators, never for captains."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models

from engagement.places.models import Neighborhood
from watchgroups.choices import ReportOutcome, ReportReason
from watchgroups.models.groups import Group
from watchgroups.models.wall import Post

_OPEN: Final = models.Q(outcome=ReportOutcome.OPEN)


class MemberReport(models.Model):
    """One report; who sent it is shown to nobody."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+")
    neighborhood = models.ForeignKey(
        Neighborhood,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # reports_of_a_place begins with it
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="who wrote the post; nobody where only words tell",
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reason = models.CharField(max_length=8, choices=ReportReason)
    sealed = models.BinaryField(help_text="who is meant, and what happened")
    at = models.DateTimeField(help_text="floored to the town hour")
    outcome = models.CharField(max_length=8, choices=ReportOutcome, blank=True)
    decision = models.CharField(
        max_length=300, blank=True, help_text="why, for those who look after it"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_OPEN & models.Q(decided_at=None, decision="")
                | ~_OPEN & models.Q(decided_at__isnull=False) & ~models.Q(decision=""),
                name="report_is_decided_for_a_reason",
            )
        ]
        indexes = [
            models.Index(
                fields=["neighborhood", "-at", "-id"], name="reports_of_a_place"
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk} in group {self.group_id}"
