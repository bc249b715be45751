"""Plain typed makers of people and what they may do where."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from engagement.common.roles import Role
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood

_number = count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_user(email: str = "", *, name: str = "", language: str = "en") -> User:
    """A resident without a grant or a proof."""
    return User.objects.create_user(
        email or f"person{next(_number)}@example.org", name=name, language=language
    )


def make_grant(user: User, role: Role, of: Neighborhood | None) -> Grant:
    """The role in one neighborhood; in the whole town when none is given.

    It began long ago, so that it is held whatever day a test plays on.
    """
    return Grant.objects.create(
        user=user, role=role, neighborhood=of, starts_at=LONG_AGO
    )


def make_officer(*, of: Neighborhood | None = None, email: str = "") -> User:
    user = make_user(email)
    make_grant(user, Role.OFFICER, of)
    return user


def make_organizer(*, of: Neighborhood | None = None, email: str = "") -> User:
    user = make_user(email)
    make_grant(user, Role.ORGANIZER, of)
    return user


def make_admin(email: str = "") -> User:
    user = make_user(email)
    make_grant(user, Role.ADMIN, None)
    return user
