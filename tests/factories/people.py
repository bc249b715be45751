"""Plain typed makers of people and what they may do where."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from engagement.common.roles import NOBODY, Role, Viewer
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood
from tests.factories.places import make_neighborhood

_number = count(1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
OF_THE_TOWN = (Role.OVERSEER, Role.ADMIN, Role.AUDITOR)  # never of one place


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


def make_everybody(here: Neighborhood) -> dict[str, Viewer]:
    """Each role here, elsewhere (`officer there`) and in the whole town (`officer of all`)."""
    there = make_neighborhood()
    people = {"nobody": NOBODY, "resident": Viewer(make_user())}
    for role in Role:
        for word, of in (("", here), (" there", there), (" of all", None)):
            if of is None or role not in OF_THE_TOWN:
                user = make_user()
                make_grant(user, role, of)
                people[f"{role}{word}"] = Viewer(user)
    return people
