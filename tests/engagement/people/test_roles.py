"""Roles: who gives and ends them, for how long, and that somebody is always left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.outbox.models import Job
from engagement.people import services
from engagement.people.errors import (
    AlreadyHeldError,
    LastAdministratorError,
    ReasonMissingError,
    RolesDoNotGoTogetherError,
    WholeTownError,
    WrongDaysError,
)
from engagement.people.models import Grant, RoleRequest, User
from engagement.people.queries import holds_at
from engagement.people.services import Terms
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_user,
)
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
DAY = timedelta(days=1)


def give(user: User, actor: User, terms: Terms) -> Grant:
    """A role that needs nobody else's word."""
    given = services.give_role(user=user, terms=terms, actor=actor, now=NOW)
    assert isinstance(given, Grant)
    return given


def organizer(reason: str = "Runs the school fair") -> Terms:
    return Terms(Role.ORGANIZER, make_neighborhood(), reason)


def test_a_role_says_who_gave_it_why_and_how_long() -> None:
    admin, user = make_admin(), make_user()
    terms = replace(organizer(), starts_at=NOW + DAY, ends_at=NOW + 3 * DAY)

    grant = give(user, admin, terms)

    assert (grant.granted_by, grant.seconded_by, grant.reason) == (
        admin,
        None,
        "Runs the school fair",
    )
    held = [
        holds_at(user.pk, Role.ORGANIZER, terms.place_id, NOW + days * DAY)
        for days in range(4)
    ]
    assert held == [False, True, True, False]
    entry = Entry.objects.get()
    assert (entry.action, entry.actor, entry.place_id, entry.reason) == (
        "role.grant",
        admin,
        terms.place_id,
        "Runs the school fair",
    )
    letters = [(job.task, job.arguments["event"], job.not_before) for job in Job.objects.order_by("pk")]  # fmt: skip
    assert letters == [
        ("people.send_role_letter", "begun", NOW + DAY),
        ("people.send_role_letter", "over", NOW + 3 * DAY),
    ]


def test_what_cannot_be_is_refused_in_words() -> None:
    admin, user, place = make_admin(), make_user(), make_neighborhood()
    closed = make_user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    closed.refresh_from_db()
    wrong: list[tuple[User, Terms, type[Exception]]] = [
        (user, Terms(Role.ORGANIZER, place, " "), ReasonMissingError),
        (user, Terms(Role.ADMIN, place, "why"), WholeTownError),
        (user, Terms(Role.AUDITOR, place, "why"), WholeTownError),
        (user, Terms(Role.ORGANIZER, place, "why", ends_at=NOW), WrongDaysError),
        (
            user,
            Terms(Role.ORGANIZER, place, "why", NOW + 2 * DAY, NOW + DAY),
            WrongDaysError,
        ),
        (closed, Terms(Role.ORGANIZER, place, "why"), NotAllowedError),
        (admin, Terms(Role.ORGANIZER, place, "why"), NotAllowedError),
    ]

    for who, terms, error in wrong:
        with pytest.raises(error):
            services.give_role(user=who, terms=terms, actor=admin, now=NOW)

    assert Grant.objects.count() == 1
    assert not RoleRequest.objects.exists()
    assert not Job.objects.exists()


def test_a_role_held_already_or_to_come_is_not_given_again() -> None:
    admin, user, terms = make_admin(), make_user(), organizer()
    give(user, admin, replace(terms, starts_at=NOW + DAY, ends_at=NOW + 2 * DAY))

    with pytest.raises(AlreadyHeldError, match="has this role there already"):
        give(user, admin, terms)

    Grant.objects.filter(user=user).update(starts_at=NOW - 3 * DAY, ends_at=NOW)
    give(user, admin, terms)
    assert Grant.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("watched", [Role.OFFICER, Role.ADMIN])
def test_nobody_oversees_the_police_and_is_one_of_them(watched: Role) -> None:
    """In no neighborhood, in neither order, also not from next week on."""
    admin, one, other = make_admin(), make_user(), make_user()
    make_grant(one, watched, None)
    overseer = Terms(Role.OVERSEER, make_neighborhood(), "independent", NOW + 7 * DAY)
    give(other, admin, overseer)

    with pytest.raises(RolesDoNotGoTogetherError):
        services.give_role(user=one, terms=overseer, actor=admin, now=NOW)
    with pytest.raises(RolesDoNotGoTogetherError):
        services.give_role(
            user=other,
            terms=Terms(watched, None, "short of hands"),
            actor=admin,
            now=NOW,
        )


def test_officers_give_organizers_in_their_own_area_alone() -> None:
    place, user = make_neighborhood(), make_user()
    officer = make_officer(of=place)
    refused = [
        Terms(Role.ORGANIZER, make_neighborhood(), "why"),
        Terms(Role.ORGANIZER, None, "why"),
        Terms(Role.OFFICER, place, "why"),
        Terms(Role.ADMIN, None, "why"),
    ]

    for terms in refused:
        with pytest.raises(NotAllowedError):
            services.give_role(user=user, terms=terms, actor=officer, now=NOW)

    assert give(user, officer, Terms(Role.ORGANIZER, place, "why")).user == user


def test_who_has_just_lost_a_right_uses_it_no_more() -> None:
    """An actor read before the right ended is asked for anew, not remembered."""
    admin, user = make_admin(), make_user()
    make_admin()
    assert admin.holds(Role.ADMIN)  # remembered for the rest of a request

    services.end_grant(grant_id=admin.grants.get().pk, actor=None, now=NOW)

    with pytest.raises(NotAllowedError):
        services.give_role(user=user, terms=organizer(), actor=admin, now=NOW)


def test_ending_a_role_says_who_and_why_and_tells_the_person() -> None:
    admin, user = make_admin(), make_user()
    grant = give(user, admin, organizer())

    with pytest.raises(ReasonMissingError):
        services.end_grant(grant_id=grant.pk, actor=admin, now=NOW + DAY)
    services.end_grant(
        grant_id=grant.pk, actor=admin, reason="moved away", now=NOW + DAY
    )

    grant.refresh_from_db()
    assert (grant.ends_at, grant.ended_by, grant.end_reason) == (
        NOW + DAY,
        admin,
        "moved away",
    )
    assert [job.arguments["event"] for job in Job.objects.order_by("pk")] == [
        "begun",
        "ended",
    ]


def test_the_last_administrator_stays() -> None:
    """Neither ended nor closed; one whose days are counted does not count."""
    one, other = make_admin(), make_admin()
    timed = make_user()
    Grant.objects.create(
        user=timed, role=Role.ADMIN, starts_at=NOW - DAY, ends_at=NOW + DAY
    )
    services.end_grant(
        grant_id=other.grants.get().pk, actor=one, reason="retires", now=NOW
    )

    for actor in (one, timed, None):
        with pytest.raises(LastAdministratorError, match="This is the last"):
            services.end_grant(
                grant_id=one.grants.get().pk, actor=actor, reason="why", now=NOW
            )
    with pytest.raises(LastAdministratorError):
        services.suspend_person(user=one, actor=timed, reason="why", now=NOW)

    one.refresh_from_db()
    assert one.is_active
    assert holds_at(one.pk, Role.ADMIN, None, NOW)


def test_a_role_that_ended_by_itself_is_gone_at_the_next_request(
    client: Client,
) -> None:
    """The session stays open; what it opens is asked at every request."""
    officer = make_officer(of=make_neighborhood())
    client.force_login(officer)
    assert client.get("/desk/").status_code == 200

    Grant.objects.filter(user=officer).update(ends_at=datetime.now(UTC))

    assert client.get("/desk/").status_code == 404
    assert client.get("/my/").status_code == 200


def test_a_closed_account_holds_nothing_anywhere() -> None:
    officer = make_officer(of=make_neighborhood())
    everywhere = make_officer()
    User.objects.update(is_active=False)
    closed = [User.objects.get(pk=one.pk) for one in (officer, everywhere)]

    assert [one.place_ids(Role.OFFICER) for one in closed] == [frozenset()] * 2
    assert [one.holds(Role.OFFICER) for one in closed] == [False, False]
