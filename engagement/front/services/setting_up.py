"""The first run: the town, and the one person who can do everything in it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Role
from engagement.front.permissions import can_open_town
from engagement.people.models import User
from engagement.people.queries import person_with_address
from engagement.people.services import create_user, grant_role
from engagement.places.services.setting_up import set_up_town


@transaction.atomic
def open_town(
    *,
    name: str,
    email: str,
    boundary: bytes | None,
    emergency_number: str,
    language: str,
    actor: Actor | None,
    now: datetime,
) -> User:
    """Make the town and its administrator, who is the first officer of all of it too.

    A hamlet has one person for everything; a city names others and ends that grant.
    Raises NotAllowedError, and DomainError in the words of whatever is missing.
    """
    if not can_open_town(actor):
        raise NotAllowedError(_("Only an administrator may set this town up."))
    set_up_town(
        name=name,
        email=email,
        boundary=boundary,
        emergency_number=emergency_number,
        actor=actor,
        now=now,
    )
    user = person_with_address(email) or create_user(
        email=email, language=language, now=now
    )
    for role in (Role.ADMIN, Role.OFFICER):
        grant_role(user=user, role=role, neighborhood=None, actor=None, now=now)
    return user
