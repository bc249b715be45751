"""What a group asks of those who go out."""

from __future__ import annotations

from django.db import models

from engagement.people.models import CredentialKind
from watchgroups.choices import WalkPart
from watchgroups.models.groups import Group


class Requirement(models.Model):
    """One thing to have, for one part on a patrol or for every part."""

    group = models.ForeignKey(
        Group,
        on_delete=models.CASCADE,
        related_name="requirements",
        db_index=False,  # requirement_stands_once begins with it
    )
    kind = models.ForeignKey(CredentialKind, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(
        max_length=8, choices=WalkPart, blank=True, help_text="none: every part"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "part"], name="requirement_stands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.part or 'all'} of {self.group}"
