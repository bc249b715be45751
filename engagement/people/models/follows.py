"""What somebody wants to hear about."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from engagement.people.models.persons import User
from engagement.places.models import Neighborhood


class Follow(models.Model):
    """Somebody wants to hear about a neighborhood (RULINGS 44)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    neighborhood = models.ForeignKey(Neighborhood, on_delete=models.CASCADE)
    since = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "neighborhood"], name="follow_once_per_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} follows {self.neighborhood_id}"
