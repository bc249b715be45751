"""Plain typed makers of patrols, places on them, and what is asked of whoever goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import now

from engagement.people.choices import CredentialSort
from engagement.people.models import Credential, CredentialKind, User
from tests.factories.groups import make_group, make_member
from tests.factories.people import LONG_AGO
from watchgroups.choices import WalkPart
from watchgroups.models import Group, Membership, Patrol, Requirement, SignUp

_number = count(1)


def make_patrol(
    group: Group | None = None,
    *,
    begins_at: datetime | None = None,
    hours: float = 2,
    **fields: Any,
) -> Patrol:
    """A patrol in three days, with places for one lead and two members."""
    begins = begins_at or now() + timedelta(days=3)
    plain = {
        "title": "Evening walk",
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=hours),
        "made_at": LONG_AGO,
    }
    return Patrol.objects.create(group=group or make_group(), **(plain | fields))


def make_sign_up(
    patrol: Patrol,
    member: Membership | None = None,
    part: str = WalkPart.MEMBER,
    **fields: Any,
) -> SignUp:
    """Somebody who signed up long ago."""
    return SignUp.objects.create(
        patrol=patrol,
        member=member or make_member(patrol.group),
        part=part,
        **({"signed_up_at": LONG_AGO} | fields),
    )


def make_credential_kind(
    sort: str = CredentialSort.TRAINING, **fields: Any
) -> CredentialKind:
    number = next(_number)
    plain = {"name": f"First aid {number}", "how_to_get": "Come to the workshop."}
    return CredentialKind.objects.create(sort=sort, **(plain | fields))


def make_credential(
    person: User, kind: CredentialKind, until: date | None = None, **fields: Any
) -> Credential:
    """What somebody has since long ago, for good or until a day."""
    plain = {"issued_on": LONG_AGO.date(), "expires_on": until, "made_at": LONG_AGO}
    return Credential.objects.create(person=person, kind=kind, **(plain | fields))


def make_requirement(
    group: Group, kind: CredentialKind | None = None, part: str = ""
) -> Requirement:
    return Requirement.objects.create(
        group=group, kind=kind or make_credential_kind(), part=part, made_at=LONG_AGO
    )
