"""Who is who, and what shows that they are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.audit.models import Entry
from engagement.audit.queries import entries_about
from engagement.common.roles import Role, Viewer
from engagement.people.addresses import one_mailbox
from engagement.people.choices import STRONG_PROOFS, RequestState
from engagement.people.models import (
    OPEN_REMOVALS,
    CodeSheet,
    Credential,
    CredentialKind,
    Grant,
    Invitation,
    MeetingCode,
    Proof,
    RoleRequest,
    SecondStepRemoval,
    Session,
    User,
)
from engagement.places.models import Neighborhood

OF_SECOND_STEPS = ("mfa.add", "mfa.ask_removal", "mfa.stop_removal", "mfa.take_away")
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


def ended_grants(person_id: int, roles: Collection[Role]) -> QuerySet[Grant]:
    """List what somebody held of these roles and was given an end."""
    theirs = Grant.objects.filter(user=person_id, role__in=roles)
    return theirs.filter(ends_at__isnull=False)


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


def sessions_of(user: User) -> QuerySet[Session]:
    """List where somebody is signed in, the last used first."""
    return Session.objects.filter(user=user).order_by("-seen_at", "session_key")


def officers_of(neighborhood_id: int | None, at: datetime) -> QuerySet[User]:
    """List who is an officer there, or in the whole town, at a moment."""
    here = Q(neighborhood=neighborhood_id) | Q(neighborhood=None)
    grants = Grant.objects.current(at).filter(here, role=Role.OFFICER)
    officers = User.objects.filter(is_active=True, pk__in=grants.values("user"))
    return officers.order_by("name", "email")


# -- what somebody holds at a moment, asked anew: for acts that wait for one another ----
def holds_at(
    person_id: int, role: Role | str, place_id: int | None, at: datetime
) -> bool:
    """Tell whether the role is held there at a moment; without a place: anywhere."""
    held = Grant.objects.current(at).filter(
        user=person_id, user__is_active=True, role=role
    )
    if place_id is not None:
        held = held.filter(Q(neighborhood=place_id) | Q(neighborhood=None))
    return held.exists()


def is_administrator(person_id: int, at: datetime) -> bool:
    return holds_at(person_id, Role.ADMIN, None, at)


def has_roles(person_id: int, at: datetime) -> bool:
    return Grant.objects.unended(at).filter(user=person_id).exists()


def places_held_at(
    person_id: int, role: Role | str, at: datetime
) -> frozenset[int] | None:
    """Name the neighborhoods the role is held in; None is the whole town."""
    held = Grant.objects.current(at).filter(
        user=person_id, user__is_active=True, role=role
    )
    places = [grant.neighborhood_id for grant in held]
    if None in places:
        return None
    return frozenset(place for place in places if place is not None)


def administrators(at: datetime) -> QuerySet[User]:
    """List who is an administrator at a moment."""
    held = Grant.objects.current(at).filter(role=Role.ADMIN)
    found = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return found.order_by("name", "email")


def second_people(at: datetime, *involved: int | None) -> QuerySet[User]:
    """List the administrators who could agree to what these people are about."""
    return administrators(at).exclude(pk__in=[one for one in involved if one])


def lasting_administrators(at: datetime) -> QuerySet[Grant]:
    """List the roles that keep the town open: of administrators, without an end."""
    return Grant.objects.current(at).filter(
        role=Role.ADMIN, ends_at=None, user__is_active=True
    )


# -- pages about people: for administrators, and one's own -------------------------------
def everybody() -> QuerySet[User]:
    return User.objects.order_by("pk")


def held_by(user: User, at: datetime) -> list[Grant]:
    """Name what somebody of `people_like` holds at a moment, without asking again."""
    return [
        grant
        for grant in user.grants.all()
        if grant.starts_at <= at and (grant.ends_at is None or grant.ends_at > at)
    ]


def account_history(user: User) -> QuerySet[Entry]:
    """List when and why it was closed, opened, signed out, or its second step changed."""
    acts = ("person.close", "person.open", "person.sign_out", *OF_SECOND_STEPS)
    return entries_about(user).filter(action__in=acts).order_by("-id")


def people_like(words: str) -> QuerySet[User]:
    """Find people by a part of their address or name; everybody without words."""
    found = User.objects.order_by("-joined_at", "-pk")
    for word in words.split():
        found = found.filter(Q(email__icontains=word) | Q(name__icontains=word))
    return found.prefetch_related("grants__neighborhood")


def grants_of(user: User) -> QuerySet[Grant]:
    """List every role somebody ever had, the latest first, with who gave it."""
    return (
        Grant.objects.filter(user=user)
        .select_related("neighborhood", "granted_by", "seconded_by", "ended_by")
        .order_by("-starts_at", "-pk")
    )


def open_grants(at: datetime) -> QuerySet[Grant]:
    return Grant.objects.unended(at).select_related("neighborhood", "user")


def waiting_requests(at: datetime) -> QuerySet[RoleRequest]:
    """List what waits for a second person, the oldest first."""
    return (
        RoleRequest.objects.filter(state=RequestState.WAITING, expires_at__gt=at)
        .select_related("user", "neighborhood", "asked_by")
        .order_by("asked_at", "pk")
    )


def waiting_removals(at: datetime) -> QuerySet[SecondStepRemoval]:
    """List lost second steps that wait for a second person, the oldest first."""
    return (
        SecondStepRemoval.objects.filter(state=RequestState.WAITING, expires_at__gt=at)
        .select_related("user", "asked_by")
        .order_by("asked_at", "pk")
    )


def removals() -> QuerySet[SecondStepRemoval]:
    return SecondStepRemoval.objects.select_related("user", "asked_by", "decided_by")


def removal_of(user: User, at: datetime) -> SecondStepRemoval | None:
    """Give what is about to take somebody’s second step away, if anything is."""
    late = Q(state=RequestState.WAITING, expires_at__lte=at)
    mine = SecondStepRemoval.objects.filter(user=user, state__in=OPEN_REMOVALS)
    return mine.exclude(late).first()


def role_requests() -> QuerySet[RoleRequest]:
    return RoleRequest.objects.select_related(
        "user", "neighborhood", "asked_by", "decided_by"
    )


def open_invitations(viewer: Viewer, at: datetime) -> QuerySet[Invitation]:
    """List invitations nobody answered yet, of those one may see."""
    return invitations_visible_to(viewer).filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )


def invitations_visible_to(viewer: Viewer) -> QuerySet[Invitation]:
    """List invitations: to administrators all, to officers those of their own areas."""
    found = Invitation.objects.select_related("neighborhood", "invited_by")
    if viewer.holds(Role.ADMIN):
        return found
    places = viewer.place_ids(Role.OFFICER)
    found = found.filter(role=Role.ORGANIZER, neighborhood__isnull=False)
    return found if places is None else found.filter(neighborhood__in=places)


def organizers_visible_to(viewer: Viewer, at: datetime) -> QuerySet[Grant]:
    """List who organizes in an officer's areas."""
    found = open_grants(at).filter(role=Role.ORGANIZER, neighborhood__isnull=False)
    places = viewer.place_ids(Role.OFFICER)
    if places is not None:
        found = found.filter(neighborhood__in=places)
    return found.order_by("neighborhood__name", "user__name", "pk")


def token_hash(token: str) -> str:
    """Give what is kept of a link: 32 random bytes need no salt."""
    return sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> Invitation | None:
    found = Invitation.objects.filter(token_hash=token_hash(token))
    return found.select_related("neighborhood", "invited_by").first()


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


def offered_credential_kinds() -> QuerySet[CredentialKind]:
    """List what people can be vetted or trained for, or agree to."""
    return CredentialKind.objects.filter(is_offered=True).order_by("sort", "name")


def credentials_of(
    person_ids: Collection[int], kind_ids: Collection[int]
) -> QuerySet[Credential]:
    """List what some people have of some kinds; of each the one that lasts longest last."""
    held = Credential.objects.filter(
        person__in=person_ids, kind__in=kind_ids, withdrawn_at=None
    )
    return held.order_by("person", "kind", "expires_on", "pk")


def credentials_written_by(person_id: int, since: datetime) -> QuerySet[Credential]:
    """List what somebody wrote down of others lately, the newest first."""
    written = Credential.objects.filter(
        checked_by=person_id, made_at__gte=since, withdrawn_at=None
    )
    return written.select_related("person", "kind").order_by("-made_at", "-pk")


def credentials_ending(first: date, last: date) -> QuerySet[Credential]:
    """List what ends within these days, untold, with nothing newer that lasts longer."""
    newer = Credential.objects.filter(
        Q(expires_on=None) | Q(expires_on__gt=last),
        person=OuterRef("person"),
        kind=OuterRef("kind"),
        withdrawn_at=None,
    )
    ending = Credential.objects.filter(
        ~Exists(newer),
        expires_on__range=(first, last),
        warned_at=None,
        withdrawn_at=None,
        person__is_active=True,
    )
    return ending.select_related("person", "kind").order_by("pk")
