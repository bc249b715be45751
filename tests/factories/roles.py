"""Plain typed makers of roles that wait and of invitations."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count

from django.utils.timezone import now

from engagement.common.roles import Role
from engagement.people.choices import RequestState
from engagement.people.models import (
    Invitation,
    RoleRequest,
    SecondStepRemoval,
    User,
)
from engagement.people.queries import token_hash
from engagement.places.models import Neighborhood
from tests.factories.people import make_admin, make_user

_number = count(1)


def make_role_request(
    *,
    user: User | None = None,
    role: Role = Role.MODERATOR,
    of: Neighborhood | None = None,
    by: User | None = None,
    at: datetime | None = None,
    ends_at: datetime | None = None,
) -> RoleRequest:
    """A role one administrator asked for; a week is left to agree."""
    asked = at or now()
    return RoleRequest.objects.create(
        user=user or make_user(),
        role=role,
        neighborhood=of,
        reason="The queue is long",
        asked_by=by or make_admin(),
        asked_at=asked,
        ends_at=ends_at,
        expires_at=asked + timedelta(days=7),
    )


def make_removal(
    *,
    user: User | None = None,
    by: User | None = None,
    agreed_by: User | None = None,
    at: datetime | None = None,
) -> SecondStepRemoval:
    """A second step one administrator says is lost; agreed to at once, if by anybody."""
    asked = at or now()
    removal = SecondStepRemoval.objects.create(
        user=user or make_user(),
        reason="Came to the desk with a passport",
        asked_by=by or make_admin(),
        asked_at=asked,
        expires_at=asked + timedelta(days=7),
    )
    if agreed_by is not None:
        removal.state, removal.decided_by = RequestState.AGREED, agreed_by
        removal.decided_at = asked
        removal.takes_effect_at = asked + timedelta(hours=24)
        removal.save()
    return removal


def make_invitation(
    *,
    address: str = "",
    role: Role = Role.ORGANIZER,
    of: Neighborhood | None = None,
    by: User | None = None,
    at: datetime | None = None,
    token: str = "",
) -> Invitation:
    """A letter that went out; whoever knows the token holds its link."""
    number, sent = next(_number), at or now()
    return Invitation.objects.create(
        address=address or f"invited{number}@example.org",
        role=role,
        neighborhood=of,
        reason="Knows everybody there",
        token_hash=token_hash(token or f"token-{number}"),
        invited_by=by or make_admin(),
        invited_at=sent,
        expires_at=sent + timedelta(hours=72),
    )
