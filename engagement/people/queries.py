"""Who is who, and what shows that they are."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.people.addresses import one_mailbox
from engagement.people.choices import STRONG_PROOFS
from engagement.people.models import CodeSheet, Grant, MeetingCode, Proof, User
from engagement.places.models import Neighborhood

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


def officers_of(neighborhood_id: int | None, at: datetime) -> QuerySet[User]:
    """List who is an officer there, or in the whole town, at a moment."""
    here = Q(neighborhood=neighborhood_id) | Q(neighborhood=None)
    grants = Grant.objects.current(at).filter(here, role=Role.OFFICER)
    officers = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return officers.order_by("name", "email")


MAKERS_OF_CODES = (Role.OFFICER, Role.ORGANIZER)


def _makes_codes_in(viewer: Viewer) -> frozenset[int] | None:
    """Name the places whose codes somebody looks after; None is the whole town."""
    if viewer.holds(Role.ADMIN):
        return None
    held = [viewer.place_ids(role) for role in MAKERS_OF_CODES]
    if None in held:
        return None
    return frozenset().union(*(places for places in held if places is not None))


def places_for_codes(viewer: Viewer) -> QuerySet[Neighborhood]:
    """List the neighborhoods somebody may make codes for."""
    places = _makes_codes_in(viewer)
    here = Neighborhood.objects.order_by("name", "pk")
    return here if places is None else here.filter(pk__in=places)


def sheets_visible_to(viewer: Viewer) -> QuerySet[CodeSheet]:
    """Every sheet of letter codes of one's places: how many are used, never by whom."""
    sheets = CodeSheet.objects.select_related("neighborhood", "made_by")
    places = _makes_codes_in(viewer)
    return sheets if places is None else sheets.filter(neighborhood__in=places)


def meeting_codes_visible_to(viewer: Viewer) -> QuerySet[MeetingCode]:
    codes = MeetingCode.objects.select_related("neighborhood", "made_by")
    places = _makes_codes_in(viewer)
    return codes if places is None else codes.filter(neighborhood__in=places)


def has_strong_proof(user: User) -> bool:
    """Tell whether a phone, a letter or a meeting has shown that this is a person."""
    return Proof.objects.filter(user=user, kind__in=STRONG_PROOFS).exists()
