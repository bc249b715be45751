"""Who does what by when; public until kept."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse

from engagement.places.models import Neighborhood
from engagement.promises.choices import PromiseState


class Promise(models.Model):
    """One promise, made in a report or a meeting."""

    neighborhood = models.ForeignKey(
        Neighborhood, on_delete=models.PROTECT, related_name="promises"
    )
    what = models.CharField(max_length=200)
    who = models.CharField(
        max_length=120, help_text="a role or body, as the public reads it"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="promises",
    )
    due_on = models.DateField()
    state = models.CharField(
        max_length=9, choices=PromiseState, default=PromiseState.OPEN
    )
    outcome = models.TextField(blank=True)
    is_public = models.BooleanField(
        default=True, help_text="no: it is about a kind the public never reads of"
    )
    first_due_on = models.DateField(help_text="the day first named; stays when moved")
    times_moved = models.SmallIntegerField(default=0)
    move_reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "under_way"], settled_at=None)
                | models.Q(state__in=["kept", "dropped"], settled_at__isnull=False),
                name="promise_is_settled_when_its_state_says_so",
            ),
            models.CheckConstraint(
                condition=models.Q(times_moved=0) | ~models.Q(move_reason=""),
                name="promise_was_moved_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["neighborhood", "due_on"], name="promises_of_a_place")
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("priorities:promise", args=[self.pk])

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

    def days_late(self, today: date) -> int:
        """Count the days past its day; 0 for one that is settled or still has time."""
        return 0 if self.is_settled else max(0, (today - self.due_on).days)
