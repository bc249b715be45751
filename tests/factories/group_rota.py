"""Plain typed makers of patrols, places on them, and what is asked of whoever goes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate, now

from engagement.people.choices import CredentialSort
from engagement.people.models import Credential, CredentialKind, User
from tests.factories.groups import make_group, make_member
from tests.factories.people import LONG_AGO, make_user
from watchgroups.choices import WalkPart
from watchgroups.models import (
    Call,
    CallLetter,
    Group,
    Membership,
    Patrol,
    PatrolSeries,
    Requirement,
    SignUp,
)
from watchgroups.services import make_patrol_feed

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


def make_patrol_series(group: Group | None = None, **fields: Any) -> PatrolSeries:
    """A walk every Tuesday at seven in the evening, not yet written down."""
    plain = {
        "title": "Tuesday walk",
        "rule": "FREQ=WEEKLY;BYDAY=TU",
        "first_on": date(2026, 1, 6),
        "begins": time(19),
        "minutes": 120,
        "made_at": LONG_AGO,
    }
    return PatrolSeries.objects.create(group=group or make_group(), **(plain | fields))


def make_feed(person: User | None = None) -> str:
    """The secret of somebody's calendar."""
    return make_patrol_feed(actor=person or make_user(), now=now())


def make_call_letter(patrol: Patrol | None = None) -> CallLetter:
    """Somebody is asked to take a place that came free."""
    patrol = patrol or make_patrol()
    call = Call.objects.create(patrol=patrol, part=WalkPart.MEMBER, made_at=now())
    return CallLetter.objects.create(
        call=call, member=make_member(patrol.group), on=localdate()
    )
