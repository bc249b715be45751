"""What shows that somebody is a person."""

from __future__ import annotations

from django.db import models

from engagement.people.choices import ProofKind
from engagement.people.models.persons import User


class Proof(models.Model):
    """One thing that shows somebody is a person; the tier of a voice follows it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="proofs")
    kind = models.CharField(max_length=8, choices=ProofKind)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="proof_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
