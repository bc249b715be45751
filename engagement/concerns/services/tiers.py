"""Whether a voice is a verified person's (RULINGS 14)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from engagement.concerns.choices import Tier
from engagement.people.choices import STRONG_PROOFS
from engagement.people.models import Proof, User


@dataclass(frozen=True)
class Trust:
    """What somebody's proofs say at one moment."""

    tier: Tier
    is_strong: bool


@dataclass(frozen=True)
class Standing:
    """How one new voice weighs."""

    tier: Tier
    counts: bool
    weight: float
    origin: str

    @property
    def scored(self) -> float:
        """Give what it adds to the counters; one past the limit adds nothing."""
        return self.weight if self.counts else 0.0

    def columns(self, at: datetime) -> dict[str, Any]:
        """Give the columns of its row."""
        return {
            "tier": self.tier,
            "verified_at": at if self.tier == Tier.VERIFIED else None,
            "counts": self.counts,
            "weight": self.weight,
            "origin": self.origin,
            "at": at,
        }


NO_TRUST = Trust(tier=Tier.UNVERIFIED, is_strong=False)
STRONG_TRUST = Trust(tier=Tier.VERIFIED, is_strong=True)


def trust_in(person: User | None, at: datetime, *, is_proved: bool = False) -> Trust:
    """Read somebody's proofs once; without an account the browser's own may do."""
    if person is None:
        return STRONG_TRUST if is_proved else NO_TRUST
    rows = Proof.objects.filter(user=person, at__lte=at).order_by("pk")
    kinds = set(rows.values_list("kind", flat=True))
    is_strong = bool(kinds & STRONG_PROOFS)
    enough = is_strong if settings.TRUST_RULE == "strong" else bool(kinds)
    return Trust(Tier.VERIFIED if enough else Tier.UNVERIFIED, is_strong)
