"""Closing an account for a reason: who may, what ends with it, what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.errors import ReasonMissingError
from engagement.people.models import Session, User
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_closed_account_is_out_at_the_next_page_and_opens_again() -> None:
    admin, officer = make_admin(), make_officer(of=make_neighborhood())
    browsers = [signed_in(officer) for _one in range(2)]
    bystander = signed_in(make_user())

    services.suspend_person(user=officer, actor=admin, reason="lost badge", now=NOW)

    assert [each.get("/desk/").status_code for each in browsers] == [302, 302]
    assert bystander.get("/my/").status_code == 200
    assert Session.objects.count() == 1
    services.open_account(user=officer, actor=admin, reason="found it", now=NOW)
    assert signed_in(officer).get("/desk/").status_code == 200
    acts = list(Entry.objects.order_by("pk").values_list("action", "reason"))
    assert acts == [("person.close", "lost badge"), ("person.open", "found it")]


def test_closing_twice_is_written_down_once() -> None:
    admin, user = make_admin(), make_user()

    for _time in range(2):
        services.suspend_person(user=user, actor=admin, reason="spam", now=NOW)

    assert Entry.objects.count() == 1


def test_signing_somebody_out_leaves_the_account_open() -> None:
    admin, user = make_admin(), make_user()
    browser, own = signed_in(user), signed_in(admin)

    ended = services.sign_out_everywhere(
        user=user, actor=admin, reason="lost phone", now=NOW
    )

    assert ended == 1
    assert browser.get("/my/").status_code == 302
    assert own.get("/my/").status_code == 200
    assert User.objects.get(pk=user.pk).is_active
    assert Entry.objects.get().detail == {"sessions": 1}


def test_a_moderator_closes_residents_who_spoke_in_the_own_area_alone() -> None:
    here, elsewhere = make_neighborhood(), make_neighborhood()
    moderator, resident, officer = make_user(), make_user(), make_officer(of=here)
    make_grant(moderator, Role.MODERATOR, here)
    refused = [
        (resident, {elsewhere.pk}),
        (resident, set()),
        (officer, {here.pk}),  # somebody with a role is an administrator's matter
        (moderator, {here.pk}),
    ]

    for user, spoke_in in refused:
        with pytest.raises(NotAllowedError):
            services.suspend_person(
                user=user, actor=moderator, reason="spam", now=NOW, spoke_in=spoke_in
            )
    assert User.objects.filter(is_active=False).count() == 0
    services.suspend_person(
        user=resident,
        actor=moderator,
        reason="spam",
        now=NOW,
        spoke_in={here.pk, elsewhere.pk},
    )

    assert not User.objects.get(pk=resident.pk).is_active
    with pytest.raises(NotAllowedError):
        services.open_account(user=resident, actor=moderator, reason="why", now=NOW)


def test_a_moderator_of_the_whole_town_needs_that_somebody_spoke() -> None:
    moderator, user = make_user(), make_user()
    make_grant(moderator, Role.MODERATOR, None)

    with pytest.raises(NotAllowedError):
        services.suspend_person(user=user, actor=moderator, reason="spam", now=NOW)

    services.suspend_person(
        user=user, actor=moderator, reason="spam", now=NOW, spoke_in={1}
    )
    assert not User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize(
    "act",
    [services.suspend_person, services.open_account, services.sign_out_everywhere],
)
def test_nobody_but_an_administrator_and_never_without_a_reason(
    act: object,
) -> None:
    assert callable(act)
    admin, user = make_admin(), make_user()

    for actor in (make_officer(), make_user(), user):
        with pytest.raises(NotAllowedError):
            act(user=user, actor=actor, reason="why", now=NOW)
    with pytest.raises(NotAllowedError):
        act(user=admin, actor=admin, reason="why", now=NOW)
    with pytest.raises(ReasonMissingError):
        act(user=user, actor=admin, reason="  ", now=NOW)

    assert not Entry.objects.exists()
    assert User.objects.filter(is_active=False).count() == 0
