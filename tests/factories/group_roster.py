"""Plain typed makers of what stands around a member of a watch group."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from engagement.common.sealed import seal
from engagement.people.models import User
from engagement.people.queries import token_hash
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import MemberState, Opened, Part, Verdict
from watchgroups.details import Details
from watchgroups.models import (
    Group,
    Guardian,
    MemberAppeal,
    MemberInvitation,
    MemberLook,
    Membership,
)
from watchgroups.services.membership import Wish

MEMBER_LINK, GUARDIAN_LINK = "the-member-link", "the-guardian-link"


def make_wish(**fields: Any) -> Wish:
    """What somebody might say of themselves."""
    plain: dict[str, Any] = {
        "name": "Bea",
        "street": "Mill Road",
        "availability": "Evenings",
        "emergency_contact": "Cem, 555 0100",
    }
    return Wish(**(plain | fields))


def make_request(group: Group, person: User | None = None, **fields: Any) -> Membership:
    """Somebody who asked to join and waits for a captain."""
    plain: dict[str, Any] = {
        "state": MemberState.ASKED,
        "began_at": None,
        "confirmed_at": None,
        "asked_at": now(),
        "name": "Rosa",
    }
    return make_member(group, person, **(plain | fields))


def make_member_invitation(
    group: Group, *, token: str = MEMBER_LINK, by: User | None = None, **fields: Any
) -> MemberInvitation:
    """A letter that asks bea@example.org to join, on its way."""
    plain: dict[str, Any] = {
        "address": "bea@example.org",
        "token_hash": token_hash(token),
        "invited_by": by,
        "invited_at": now(),
        "sent_at": now(),
        "expires_at": now() + timedelta(days=14),
    }
    return MemberInvitation.objects.create(group=group, **(plain | fields))


def make_junior(group: Group, *, token: str = GUARDIAN_LINK, **fields: Any) -> Guardian:
    """A young person whose guardian was asked."""
    member = make_request(group, part=Part.JUNIOR, name="Timo")
    plain: dict[str, Any] = {
        "sealed": seal("guardian@example.org"),
        "token_hash": token_hash(token),
        "asked_at": now(),
        "expires_at": now() + timedelta(days=14),
    }
    return Guardian.objects.create(membership=member, **(plain | fields))


def make_appeal(
    group: Group, person: User | None = None, **fields: Any
) -> MemberAppeal:
    """A member who was put out yesterday and asks for a second word."""
    member = make_member(
        group,
        person,
        state=MemberState.REMOVED,
        reason="Followed a neighbor",
        ended_at=now() - timedelta(days=1),
    )
    plain: dict[str, Any] = {"words": "I only walked home", "asked_at": now()}
    return MemberAppeal.objects.create(membership=member, **(plain | fields))


def make_member_look(
    member: Membership, actor: User | None = None, **fields: Any
) -> MemberLook:
    plain: dict[str, Any] = {
        "group": member.group,
        "membership": member,
        "actor": actor,
        "what": Opened.CONTACT,
        "at": now(),
    }
    return MemberLook.objects.create(**(plain | fields))


def in_rosters(user: User, mark: str) -> None:
    """What rosters keep of a person: each kind of table has its row."""
    group = make_group()
    said = Details(emergency_contact=f"{mark} call")
    member = make_member(group, user, details=said, name=mark, street=mark)
    make_member_invitation(group, token=mark, by=user)
    make_member_look(make_member(group), user)
    make_member_look(member, make_user())
    make_appeal(make_group(), user, words=mark)
    make_appeal(
        group,
        decided_by=user,
        verdict=Verdict.STANDS,
        answer="Talk first, then come back",
        decided_at=now(),
    )
