"""The pages about people and roles: what they show, do and refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.choices import RequestState
from engagement.people.models import Grant, RoleRequest, User
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood, make_town
from tests.factories.roles import make_invitation, make_role_request
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> User:
    make_town()
    admin = make_admin("boss@example.org")
    sign_in(client, admin)
    return admin


def address(name: str, *args: object) -> str:
    return reverse(f"people:{name}", args=args)


def test_people_are_found_by_address_or_name(client: Client, admin: User) -> None:
    ann = make_user("ann@example.org", name="Ann Lindgren")
    make_user("bob@example.com", name="Bob")

    found = {
        words: [one.email for one, _held in client.get(address("people"), {"words": words}).context["rows"]]
        for words in ("ann@", "lindGREN", "ann lind", "bob lind", "zz\0", "100%")
    }  # fmt: skip
    everybody = client.get(address("people")).context["rows"]

    assert found == {
        "ann@": [ann.email],
        "lindGREN": [ann.email],
        "ann lind": [ann.email],
        "bob lind": [],
        "zz\0": [],
        "100%": [],
    }
    assert [one for one, _held in everybody] == list(User.objects.order_by("-pk"))


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_at_one_and_three_rows(
    client: Client,
    admin: User,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    for _row in range(rows):
        make_organizer(of=place)
        make_role_request(by=admin, user=officer, of=make_neighborhood())
        make_invitation(of=place, by=admin)
        make_grant(officer, Role.OFFICER, make_neighborhood())

    costs = {
        address("people"): 10,
        address("person", officer.pk): 9,
        address("requests"): 5,
        address("invitations"): 4,
    }
    for path, cost in costs.items():
        with django_assert_num_queries(cost):
            client.get(path)
    sign_in(client, officer)
    with django_assert_num_queries(7):
        client.get(address("organizers"))


def test_a_role_is_given_for_some_days_and_shown(client: Client, admin: User) -> None:
    user, place = make_user("ann@example.org"), make_neighborhood(name="Millbrook")
    first, last = localdate() + timedelta(days=1), localdate() + timedelta(days=3)
    sent = {"role": "organizer", "neighborhood": place.pk, "reason": "School fair"}

    answer = client.post(
        address("grant", user.pk), {**sent, "starts_on": first, "ends_on": last}
    )

    grant = user.grants.get()
    begins, ends = localtime(grant.starts_at), localtime(grant.ends_at)
    assert answer["Location"] == address("person", user.pk)
    assert (begins.date(), begins.hour, ends.date(), ends.hour) == (
        first,
        0,
        last + timedelta(days=1),  # the last day is a whole one
        0,
    )
    shown = client.get(address("person", user.pk)).content.decode()
    for words in ("Organizer in Millbrook", "boss@example.org", "“School fair”"):
        assert words in shown


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"role": "", "reason": "why"}, "Choose a role."),
        ({"role": "moderator", "reason": ""}, "Say why."),
        ({"role": "mayor", "reason": "why"}, "Choose one of those in the list."),
        ({"role": "moderator", "reason": "w" * 301}, "Use 300 characters at most."),
        ({"role": "moderator", "reason": "w", "ends_on": "soon"}, "Enter a day"),
        (
            {"role": "moderator", "reason": "w", "ends_on": "2020-01-01"},
            "The last day lies before the first one",
        ),
    ],
)
def test_what_is_wrong_with_a_grant_is_said(
    client: Client, admin: User, sent: dict[str, str], said: str
) -> None:
    user = make_user()

    shown = client.post(address("grant", user.pk), {"neighborhood": "", **sent})

    assert shown.status_code == 200
    assert said in shown.content.decode()
    assert not user.grants.exists()


def test_nobody_gives_oneself_a_role_here(client: Client, admin: User) -> None:
    shown = client.post(
        address("grant", admin.pk),
        {"role": "moderator", "neighborhood": "", "reason": "I can"},
    )

    assert "You may not give this role to this person." in shown.content.decode()
    assert admin.grants.count() == 1


def test_a_high_role_goes_through_two_hands(client: Client, admin: User) -> None:
    second, user = make_admin(), make_user()
    sent = {"role": "moderator", "neighborhood": "", "reason": "The queue is long"}
    client.post(address("grant", user.pk), sent)
    asked = RoleRequest.objects.get()
    page = address("request", asked.pk)

    own = client.get(page).content.decode()
    refused = client.post(page, {"act": "agree"}).content.decode()
    assert "You asked for this." in own
    assert "Another administrator has to decide" in refused
    sign_in(client, second)
    assert "Agree and give the role" in client.get(page).content.decode()
    client.post(page, {"act": "agree"})

    grant = user.grants.get()
    assert (grant.granted_by, grant.seconded_by) == (admin, second)
    late = client.post(page, {"act": "agree"}).content.decode()
    assert "Somebody has decided about this already." in late


def test_a_no_and_a_change_of_mind(client: Client, admin: User) -> None:
    other = make_admin()
    own, others = make_role_request(by=admin), make_role_request(by=other)

    unsaid = client.post(address("request", others.pk), {"act": "decline"})
    client.post(address("request", others.pk), {"act": "decline", "reason": "Not yet"})
    client.post(address("request", own.pk), {"act": "take_back"})

    assert "Say why." in unsaid.content.decode()
    states = [RoleRequest.objects.get(pk=one.pk).state for one in (others, own)]
    assert states == [RequestState.DECLINED, RequestState.WITHDRAWN]


def test_a_role_is_ended_with_a_reason_and_the_last_administrator_is_not(
    client: Client, admin: User
) -> None:
    officer = make_officer(of=make_neighborhood())
    page = address("end", officer.pk, officer.grants.get().pk)
    own = address("end", admin.pk, admin.grants.get().pk)

    unsaid = client.post(page, {"reason": ""})
    client.post(page, {"reason": "Moved away"})
    last = client.post(own, {"reason": "Tired"})

    assert "Say why." in unsaid.content.decode()
    assert officer.grants.get().ended_by == admin
    assert "This is the last administrator." in last.content.decode()
    shown = client.get(address("person", officer.pk)).content.decode()
    assert "“Moved away”" in shown


def test_a_role_of_somebody_else_is_not_ended_through_this_person(
    client: Client, admin: User
) -> None:
    officer, user = make_officer(), make_user()

    answer = client.get(address("end", user.pk, officer.grants.get().pk))

    assert answer.status_code == 404


def test_an_account_is_closed_opened_and_signed_out_with_reasons(
    client: Client, admin: User
) -> None:
    user = make_user("ann@example.org")
    for name, why in (("sign_out", "Lost phone"), ("suspend", "Spam"), ("open", "Ok")):
        answer = client.post(address(name, user.pk), {"reason": why})
        assert answer["Location"] == address("person", user.pk)

    shown = client.get(address("person", user.pk)).content.decode()
    history = [(one.action, one.reason) for one in Entry.objects.order_by("pk")]
    assert history == [
        ("person.sign_out", "Lost phone"),
        ("person.close", "Spam"),
        ("person.open", "Ok"),
    ]
    assert [why for _act, why in history if why not in shown] == []
    own = client.post(address("suspend", admin.pk), {"reason": "Bye"})
    assert "You may not close this account." in own.content.decode()


def test_invitations_are_sent_listed_and_taken_back(
    client: Client, admin: User
) -> None:
    sent = {"address": "ann@example.org", "role": "overseer", "reason": "Independent"}

    client.post(address("invite"), {**sent, "neighborhood": ""})
    listed = client.get(address("invitations"))
    invitation = listed.context["invitations"].get()
    client.post(address("withdraw_invitation", invitation.pk))

    assert "ann@example.org" in listed.content.decode()
    assert "No open invitation" in client.get(address("invitations")).content.decode()
    again = client.post(address("withdraw_invitation", invitation.pk), follow=True)
    assert "This invitation was taken back." in again.content.decode()


def test_everybody_reads_their_own_roles(client: Client, admin: User) -> None:
    user, place = make_user("ann@example.org"), make_neighborhood(name="Millbrook")
    services.give_role(
        user=user,
        terms=services.Terms(Role.ORGANIZER, place, "School fair"),
        actor=admin,
        now=now(),
    )
    Grant.objects.create(
        user=user,
        role=Role.MODERATOR,
        starts_at=now() - timedelta(days=9),
        ends_at=now(),
    )
    client.force_login(user)
    shown = client.get("/my/")

    assert [one.role for one in shown.context["roles"]] == [Role.ORGANIZER]
    assert "Organizer in Millbrook" in shown.content.decode()
    assert "Given by boss@example.org" in shown.content.decode()
    client.force_login(make_user())
    assert "Your roles" not in client.get("/my/").content.decode()


def test_somebody_says_how_they_are_called(client: Client) -> None:
    make_town()
    officer = make_officer(of=make_neighborhood())
    client.force_login(officer)
    page = address("name")

    officers = client.get(page).content.decode()
    answer = client.post(page, {"name": " Officer Dana Reyes "})
    client.post(page, {"name": "Officer Dana Reyes"})

    officer.refresh_from_db()
    assert (officer.name, answer["Location"]) == ("Officer Dana Reyes", "/my/")
    assert "Everybody can read it" in officers
    entry = Entry.objects.get()
    assert (entry.action, entry.actor) == ("person.rename", officer)
    client.force_login(make_user())
    assert "Neighbors never see it." in client.get(page).content.decode()


def test_acts_ask_who_is_there_unless_that_was_shown_just_now(client: Client) -> None:
    make_town()
    admin, user = make_admin(), make_user()
    admin.set_password("three good words")
    admin.save()
    client.force_login(admin)  # signed in, but not asked lately
    acts = [address(name, user.pk) for name in ("grant", "suspend", "open", "sign_out")]
    acts += [address("invite"), address("request", make_role_request().pk)]

    asked = {client.get(path)["Location"].partition("?")[0] for path in acts}
    assert asked == {reverse("account_reauthenticate")}
    sign_in(client, admin)
    assert {client.get(path).status_code for path in acts} == {200}
