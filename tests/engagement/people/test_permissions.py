"""Who gives and takes roles and closes accounts, asked of everybody."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from engagement.common.roles import NOBODY, Role, Viewer
from engagement.people.models import RoleRequest, User
from engagement.people.permissions import (
    can_decide,
    can_end_grant,
    can_end_sessions,
    can_grant,
    can_make_codes,
    can_mind_accounts,
    can_open_codes,
    can_suspend,
    needs_second_person,
)
from engagement.places.models import Neighborhood
from tests.factories.people import make_admin, make_grant, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = now()
STAFF = {
    "officer": (Role.OFFICER, "here"),
    "officer there": (Role.OFFICER, "there"),
    "chief": (Role.OFFICER, ""),
    "organizer": (Role.ORGANIZER, "here"),
    "organizer there": (Role.ORGANIZER, "there"),
    "moderator": (Role.MODERATOR, "here"),
    "moderator there": (Role.MODERATOR, "there"),
    "head moderator": (Role.MODERATOR, ""),
    "overseer": (Role.OVERSEER, ""),
    "auditor": (Role.AUDITOR, ""),
    "admin": (Role.ADMIN, ""),
}


class Cast:
    """Somebody with each role, here and there."""

    def __init__(self) -> None:
        self.here, self.there = make_neighborhood(), make_neighborhood()
        places: dict[str, Neighborhood | None] = {"": None}
        places |= {"here": self.here, "there": self.there}
        self.before = make_user()  # with a lower number than everybody else
        self.people = {"resident": make_user()}
        for name, (role, where) in STAFF.items():
            self.people[name] = make_user()
            make_grant(self.people[name], role, places[where])


@pytest.fixture
def cast() -> Cast:
    return Cast()


def half_in(cast: Cast) -> None:
    """Nobody of them has taken the second step in this session."""
    for user in cast.people.values():
        user.lacks_second_step = True


# -- roles -----------------------------------------------------------------------------


def givers(cast: Cast, role: Role, where: int | None, to: User | None) -> set[str]:
    people = cast.people.items()
    return {name for name, user in people if can_grant(user, to, role, where, NOW)}


@pytest.mark.parametrize("role", Role)
def test_administrators_give_every_role_and_officers_organizers_here(
    cast: Cast, role: Role
) -> None:
    officers = {"officer", "chief"} if role == Role.ORGANIZER else set()

    for person in (cast.before, make_user()):
        assert givers(cast, role, cast.here.pk, person) == {"admin", *officers}
    assert givers(cast, role, cast.here.pk, None) == {"admin", *officers}
    assert givers(cast, role, None, make_user()) == {"admin"}


def test_nobody_gives_a_role_to_oneself(cast: Cast) -> None:
    own = {
        name
        for name, user in cast.people.items()
        if can_grant(user, user, Role.ORGANIZER, cast.here.pk, NOW)
    }

    assert own == set()


def test_without_the_second_step_nobody_gives_takes_or_closes(cast: Cast) -> None:
    half_in(cast)
    other = make_user()
    request = RoleRequest(asked_by=make_admin(), user=other, role=Role.OFFICER)

    assert givers(cast, Role.ORGANIZER, cast.here.pk, other) == set()
    for name, user in cast.people.items():
        assert not can_end_grant(user, NOW), name
        assert not can_decide(user, request, NOW), name
        assert not can_mind_accounts(user, other, NOW), name
        assert not can_suspend(user, other, {cast.here.pk}, NOW), name


def test_roles_end_by_an_administrator_as_of_that_moment(cast: Cast) -> None:
    admin = cast.people["admin"]
    admin.grants.update(starts_at=NOW, ends_at=NOW + timedelta(hours=1))

    def enders(at: datetime) -> set[str]:
        return {name for name, user in cast.people.items() if can_end_grant(user, at)}

    assert enders(NOW) == {"admin"}
    assert enders(NOW - timedelta(seconds=1)) == set()
    assert enders(NOW + timedelta(hours=1)) == set()


def test_another_administrator_decides(cast: Cast) -> None:
    asker, receiver = make_admin(), make_admin()
    request = RoleRequest(asked_by=asker, user=receiver, role=Role.OFFICER)

    deciders = {n for n, user in cast.people.items() if can_decide(user, request, NOW)}

    assert deciders == {"admin"}
    assert not can_decide(asker, request, NOW)
    assert not can_decide(receiver, request, NOW)


def test_two_are_needed_where_the_town_says_so_and_another_is_there(
    settings: Settings,
) -> None:
    settings.TWO_PEOPLE_FOR = ["role.grant"]
    others, nobody = User.objects.filter(pk=make_admin().pk), User.objects.none()

    assert needs_second_person("role.grant", others)
    assert not needs_second_person("role.grant", nobody)
    assert not needs_second_person("role.end", others)
    assert not needs_second_person("role.end", nobody)


# -- accounts --------------------------------------------------------------------------


def test_administrators_mind_accounts_and_nobody_the_own(cast: Cast) -> None:
    before, people, after = cast.before, cast.people, make_user()

    minders = [
        {name for name, user in people.items() if can_mind_accounts(user, other, NOW)}
        for other in (before, after)
    ]
    own = {n for n, user in people.items() if can_mind_accounts(user, user, NOW)}

    assert (minders, own) == ([{"admin"}, {"admin"}], set())


def test_everybody_signs_out_themselves_and_administrators_anybody(cast: Cast) -> None:
    before, people, after = cast.before, cast.people, make_user()

    anybody = [
        {name for name, user in people.items() if can_end_sessions(user, other)}
        for other in (before, after)
    ]
    own = {n for n, user in people.items() if can_end_sessions(user, user)}

    assert (anybody, own) == ([{"admin"}, {"admin"}], set(people))


def suspenders(cast: Cast, user: User, spoke_in: set[int]) -> set[str]:
    people = cast.people.items()
    return {name for name, one in people if can_suspend(one, user, spoke_in, NOW)}


@pytest.mark.parametrize("comes", ["before", "after"])
def test_a_moderator_suspends_who_spoke_in_the_own_area(cast: Cast, comes: str) -> None:
    resident = cast.before if comes == "before" else make_user()
    here, there = cast.here.pk, cast.there.pk
    heads = {"admin", "head moderator"}

    assert suspenders(cast, resident, {here}) == heads | {"moderator"}
    assert suspenders(cast, resident, {there}) == heads | {"moderator there"}
    assert suspenders(cast, resident, {here, there}) == (
        heads | {"moderator", "moderator there"}
    )
    assert suspenders(cast, resident, set()) == {"admin"}


@pytest.mark.parametrize("role", Role)
def test_a_moderator_silences_nobody_with_a_role(cast: Cast, role: Role) -> None:
    user = make_user()
    make_grant(user, role, None)

    assert suspenders(cast, user, {cast.here.pk}) == {"admin"}


def test_nobody_suspends_oneself(cast: Cast) -> None:
    own = {
        name
        for name, user in cast.people.items()
        if can_suspend(user, user, {cast.here.pk, cast.there.pk}, NOW)
    }

    assert own == set()


# -- codes of meetings -----------------------------------------------------------------


def test_codes_are_made_by_officers_and_organizers_here_and_administrators(
    cast: Cast,
) -> None:
    people, here = cast.people, cast.here.pk

    makers = {n for n, user in people.items() if can_make_codes(user, here)}
    openers = {n for n, user in people.items() if can_open_codes(user)}

    assert makers == {"admin", "officer", "chief", "organizer"}
    assert openers == {*makers, "officer there", "organizer there"}


# -- what a role is held in --------------------------------------------------------------


def test_a_role_is_held_where_it_was_given_and_nowhere_else(cast: Cast) -> None:
    here, there, people = cast.here.pk, cast.there.pk, cast.people
    holders = {
        name: [
            place
            for place in (None, here, there)
            if Viewer(people[name]).holds(Role.OFFICER, place)
        ]
        for name in ("officer", "officer there", "chief", "organizer", "resident")
    }

    assert holders == {
        "officer": [None, here],
        "officer there": [None, there],
        "chief": [None, here, there],
        "organizer": [],
        "resident": [],
    }
    assert not NOBODY.holds(Role.OFFICER)


def test_the_places_of_a_role_are_named_and_the_whole_town_is_none(cast: Cast) -> None:
    people, both = cast.people, make_user()
    make_grant(both, Role.OFFICER, cast.here)
    make_grant(both, Role.OFFICER, cast.there)
    make_grant(both, Role.MODERATOR, None)

    assert Viewer(people["officer"]).place_ids(Role.OFFICER) == frozenset(
        {cast.here.pk}
    )
    assert Viewer(both).place_ids(Role.OFFICER) == frozenset(
        {cast.here.pk, cast.there.pk}
    )
    assert Viewer(both).place_ids(Role.MODERATOR) is None
    assert Viewer(people["chief"]).place_ids(Role.OFFICER) is None
    assert Viewer(people["chief"]).place_ids(Role.MODERATOR) == frozenset()
    assert NOBODY.place_ids(Role.OFFICER) == frozenset()


def test_a_closed_account_and_a_half_signed_in_one_hold_nothing(cast: Cast) -> None:
    closed, half = cast.people["chief"], cast.people["officer"]
    closed.is_active = False
    half.lacks_second_step = True

    for user in (closed, half):
        assert not user.holds(Role.OFFICER)
        assert user.place_ids(Role.OFFICER) == frozenset()
    assert [user.roles_wait for user in (closed, half)] == [False, True]


@pytest.mark.parametrize(
    ("role", "needs_mfa", "lacks", "must", "waits"),
    [
        (None, False, False, False, False),
        (None, False, True, False, False),
        (None, True, False, True, False),
        (None, True, True, True, True),
        (Role.OFFICER, False, False, True, False),
        (Role.OFFICER, False, True, True, True),
        (Role.OFFICER, True, True, True, True),
    ],
)
def test_a_second_step_is_asked_of_roles_and_of_who_chose_it(
    role: Role | None, *, needs_mfa: bool, lacks: bool, must: bool, waits: bool
) -> None:
    user = make_user()
    user.needs_mfa, user.lacks_second_step = needs_mfa, lacks
    if role:
        make_grant(user, role, None)

    assert user.has_roles is (role is not None)
    assert (user.must_prove_twice, user.roles_wait) == (must, waits)
