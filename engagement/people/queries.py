"""Who is who, and what shows that they are."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from engagement.common.roles import Role
from engagement.people.addresses import one_mailbox
from engagement.people.choices import STRONG_PROOFS
from engagement.people.models import Grant, Proof, User

VERIFIED, UNVERIFIED = "verified", "unverified"


def person_with_address(address: str) -> User | None:
    return User.objects.filter(email=one_mailbox(address)).first()


def has_administrator() -> bool:
    """Tell whether somebody was ever made an administrator of the town."""
    return Grant.objects.filter(role=Role.ADMIN).exists()


def never_confirmed(before: datetime) -> QuerySet[User]:
    """List accounts begun before then whose mailbox nobody ever opened.

    Accounts the town vouches for have no address to confirm until they sign in.
    """
    begun = User.objects.filter(
        last_login=None, joined_at__lt=before, proofs=None, grants=None
    )
    confirmed = User.objects.filter(emailaddress__verified=True)
    waiting = User.objects.filter(emailaddress__verified=False)
    unconfirmed = begun.filter(pk__in=waiting.values("pk"))
    return unconfirmed.exclude(pk__in=confirmed.values("pk")).order_by("pk")


def holds_any_role(person_id: int, at: datetime) -> bool:
    return Grant.objects.current(at).filter(user=person_id).exists()


def is_last_administrator(person_id: int, at: datetime) -> bool:
    """Tell whether the town would be left without an administrator."""
    admins = Grant.objects.current(at).filter(role=Role.ADMIN, user__is_active=True)
    mine = admins.filter(user=person_id)
    return mine.exists() and not admins.exclude(user=person_id).exists()


def tier_of(user: User, at: datetime) -> str:
    """Say how sure we were at a moment that this is a person of their own.

    The rule is the town's (setting TRUST_RULE, RULINGS 14): `confirmed` takes any
    proof, `strong` takes a phone, a letter or a meeting.
    """
    proofs = Proof.objects.filter(user=user, at__lte=at)
    if settings.TRUST_RULE == "strong":
        proofs = proofs.filter(kind__in=STRONG_PROOFS)
    return VERIFIED if proofs.exists() else UNVERIFIED


def officers_of(neighborhood_id: int | None, at: datetime) -> QuerySet[User]:
    """List who is an officer there, or in the whole town, at a moment."""
    here = Q(neighborhood=neighborhood_id) | Q(neighborhood=None)
    grants = Grant.objects.current(at).filter(here, role=Role.OFFICER)
    officers = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return officers.order_by("name", "email")
