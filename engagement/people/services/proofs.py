"""What shows that somebody is a person of their own (RULINGS 14)."""

from __future__ import annotations

from datetime import datetime

from engagement.people.choices import ProofKind
from engagement.people.models import Proof, User


def add_proof(*, user: User, kind: ProofKind, now: datetime) -> Proof:
    """Note what showed that this is a person; the first time counts."""
    proof, _is_new = Proof.objects.get_or_create(
        user=user, kind=kind, defaults={"at": now}
    )
    return proof
