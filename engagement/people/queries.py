"""Who is who, and what shows that they are."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from engagement.common.roles import Role
from engagement.people.addresses import one_mailbox
from engagement.people.choices import STRONG_PROOFS
from engagement.people.models import Grant, Proof, Session, User

VERIFIED, UNVERIFIED = "verified", "unverified"


def person_with_address(address: str) -> User | None:
    return User.objects.filter(email=one_mailbox(address)).first()


def has_administrator() -> bool:
    """Tell whether somebody was ever made an administrator of the town."""
    return Grant.objects.filter(role=Role.ADMIN).exists()


def tier_of(user: User, at: datetime) -> str:
    """Say how sure we were at a moment that this is a person of their own.

    The rule is the town's (setting TRUST_RULE, RULINGS 14): `confirmed` takes any
    proof, `strong` takes a phone, a letter or a meeting.
    """
    proofs = Proof.objects.filter(user=user, at__lte=at)
    if settings.TRUST_RULE == "strong":
        proofs = proofs.filter(kind__in=STRONG_PROOFS)
    return VERIFIED if proofs.exists() else UNVERIFIED


def sessions_of(user: User) -> QuerySet[Session]:
    """List where somebody is signed in, the last used first."""
    return Session.objects.filter(user=user).order_by("-seen_at", "session_key")


def officers_of(neighborhood_id: int | None, at: datetime) -> QuerySet[User]:
    """List who is an officer there, or in the whole town, at a moment."""
    here = Q(neighborhood=neighborhood_id) | Q(neighborhood=None)
    grants = Grant.objects.current(at).filter(here, role=Role.OFFICER)
    officers = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return officers.order_by("name", "email")
