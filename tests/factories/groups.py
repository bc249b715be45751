"""Plain typed makers of watch groups."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from engagement.people.models import User
from engagement.people.queries import token_hash
from engagement.places.models import Neighborhood
from tests.factories.people import LONG_AGO, make_user
from tests.factories.places import make_neighborhood
from watchgroups.choices import AppointmentState, GroupState, MemberState, Part
from watchgroups.details import Details, seal_details
from watchgroups.models import Appointment, CodeOfConduct, Group, Membership
from watchgroups.services import GroupDetails

_number = count(1)
CAPTAIN_LINK = "the-captain-link"
RULES = "We watch and call. We follow nobody."


def make_group(
    *,
    neighborhood: Neighborhood | None = None,
    captain: User | None = None,
    **fields: Any,
) -> Group:
    """A group at work with its first rules; led by somebody only if they are given."""
    number = next(_number)
    plain = {
        "name": f"Mill Road Watch {number}",
        "slug": f"mill-road-watch-{number}",
        "purpose": "We look out for one another.",
        "state": GroupState.ACTIVE,
        "made_at": now(),
    }
    group = Group.objects.create(
        neighborhood=neighborhood or make_neighborhood(), **(plain | fields)
    )
    CodeOfConduct.objects.create(group=group, number=1, text=RULES, made_at=now())
    if captain is not None:
        make_member(group, captain, Part.CAPTAIN, public_name="Ann P.")
    return group


def make_member(
    group: Group,
    person: User | None = None,
    part: str = Part.MEMBER,
    *,
    details: Details | None = None,
    **fields: Any,
) -> Membership:
    """Somebody who is in the group, and agreed to its rules."""
    plain = {
        "state": MemberState.ACTIVE,
        "asked_at": LONG_AGO,
        "began_at": LONG_AGO,
        "confirmed_at": now(),
        "agreed_code": group.codes.order_by("-number").first(),
        "agreed_at": now(),
    }
    if details is not None:
        plain["sealed"] = seal_details(details)
    return Membership.objects.create(
        group=group, person=person or make_user(), part=part, **(plain | fields)
    )


def make_captain(group: Group, person: User | None = None) -> User:
    """Somebody who leads the group."""
    member = make_member(group, person, Part.CAPTAIN, public_name="Ann P.")
    return member.person


def make_appointment(
    group: Group, *, token: str = CAPTAIN_LINK, **fields: Any
) -> Appointment:
    """A letter that asks ann@example.org to lead the group, on its way."""
    plain = {
        "address": "ann@example.org",
        "reason": "She knows every street",
        "state": AppointmentState.SENT,
        "token_hash": token_hash(token),
        "asked_at": now(),
        "expires_at": now() + timedelta(days=14),
    }
    return Appointment.objects.create(group=group, **(plain | fields))


def group_details(**fields: Any) -> GroupDetails:
    """What an officer might say of a group."""
    number = next(_number)
    plain = {"name": f"Elm Street Watch {number}", "purpose": "We look out."}
    return GroupDetails(**(plain | fields))
