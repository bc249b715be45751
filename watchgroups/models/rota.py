"""What happens around places on patrols: swaps, urgent calls, who was told, who stayed away."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from watchgroups.choices import OfferState, WalkPart
from watchgroups.models.members import Membership
from watchgroups.models.patrols import Patrol, SignUp


class Offer(models.Model):
    """One member offers a place to one other, who takes it or does not."""

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="offers")
    to = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="offers")
    state = models.CharField(max_length=9, choices=OfferState, default=OfferState.OPEN)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up"],
                condition=models.Q(state=OfferState.OPEN),
                name="place_is_offered_to_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state=OfferState.OPEN, answered_at=None)
                | ~models.Q(state=OfferState.OPEN)
                & models.Q(answered_at__isnull=False),
                name="offer_of_a_place_is_answered_or_open",
            ),
        ]

    def __str__(self) -> str:
        return f"offer of {self.sign_up_id}"


class Call(models.Model):
    """A place came free shortly before: those who can take it are asked."""

    patrol = models.ForeignKey(Patrol, on_delete=models.CASCADE, related_name="calls")
    part = models.CharField(max_length=8, choices=WalkPart)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"call for patrol {self.patrol_id}"


class CallLetter(models.Model):
    """One member was asked; nobody is asked twice on one day."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="letters")
    member = models.ForeignKey(
        Membership,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # called_once_a_day begins with it
    )
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "on"], name="called_once_a_day")
        ]

    def __str__(self) -> str:
        return f"call letter {self.pk}"


class Reminder(models.Model):
    """Somebody was reminded of one hour, so long before: once."""

    sign_up = models.ForeignKey(
        SignUp,
        on_delete=models.CASCADE,
        related_name="reminders",
        db_index=False,  # reminded_once begins with it
    )
    minutes_before = models.PositiveIntegerField()
    of = models.DateTimeField(help_text="when the patrol was to begin")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sign_up", "minutes_before", "of"], name="reminded_once"
            )
        ]

    def __str__(self) -> str:
        return f"reminder of {self.sign_up_id}"


class Absence(models.Model):
    """Somebody who was on the same patrol says a partner did not come."""

    sign_up = models.OneToOneField(
        SignUp, on_delete=models.CASCADE, related_name="absence"
    )
    noted_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    noted_at = models.DateTimeField()
    answer = models.CharField(
        max_length=500, blank=True, help_text="what the person says to it"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"absence of {self.sign_up_id}"


class PatrolFeed(models.Model):
    """A private address that gives somebody’s own patrols to their calendar."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patrol_feed"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"patrols of {self.person_id}"
