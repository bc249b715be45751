"""The overseer's desk: whose looks are odd, and each of them, never what was seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from engagement.audit.services import record
from engagement.common.roles import Role
from engagement.concerns.contacts import seal_contact
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_complaint, make_look, make_overseer
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
DESK, LOOKS = "/desk/oversight/", "/desk/oversight/looks/"
ADDRESS = "ann.secret@example.org"


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


def named(name: str, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    officer.name = name
    officer.save()
    return officer


def enter(client: Client, of: Neighborhood | None = None) -> Client:
    client.force_login(make_overseer(of))
    return client


def looks(officer: User, place: Neighborhood, how_many: int) -> None:
    for number in range(how_many):
        issue = make_issue(neighborhood=place)
        concern = make_concern(
            issue=issue, contact_sealed=seal_contact(ADDRESS, "Ann Secret")
        )
        make_look(officer, concern=concern, at=now() - timedelta(minutes=number))


def test_odd_looks_are_told_in_sentences_and_lead_to_each_look(
    client: Client, place: Neighborhood
) -> None:
    busy, calm = named("Busy Bill", place), named("Calm Carla", place)
    looks(busy, place, 6)
    looks(calm, place, 1)
    make_complaint()

    page = enter(client).get(DESK)

    assert [one.user for one, _words in page.context["odd"]] == [busy]
    sentences = page.context["odd"][0][1]
    assert "Looked 6 times within one hour." in sentences
    assert [one.user for one in page.context["others"]] == [calm]
    assert page.context["waiting"] == 1
    each = client.get(f"{LOOKS}?who={busy.pk}")
    assert len(each.context["page"].rows) == 6
    assert "To ask where the lamp is" in each.text
    for shown in (page.text, each.text):
        assert ADDRESS not in shown
        assert "Ann Secret" not in shown
        assert "The lamp on Mill Lane is out" not in shown


def test_who_wanted_more_than_a_day_has_is_odd(
    client: Client, place: Neighborhood
) -> None:
    officer = named("Eager Ed", place)
    looks(officer, place, 1)
    record(actor=officer, action="concern.look_refused", subject="x", now=now())

    page = enter(client).get(DESK).text

    assert "Wanted one look more than a day has." in page


def test_an_overseer_of_one_place_sees_the_looks_of_that_place(
    client: Client, place: Neighborhood
) -> None:
    elsewhere = make_neighborhood()
    here, there = named("Here Hanna", place), named("There Theo", elsewhere)
    looks(here, place, 1)
    looks(there, elsewhere, 1)
    enter(client, place)

    assert "Here Hanna" in client.get(DESK).text
    assert "There Theo" not in client.get(DESK).text
    assert "There Theo" not in client.get(LOOKS).text
    assert client.get(f"{LOOKS}?who={there.pk}").context["page"].rows == []


def test_an_empty_desk_says_that_nothing_is_odd(client: Client) -> None:
    enter(client)

    assert "Nothing odd" in client.get(DESK).text
    assert "No look" in client.get(LOOKS).text
    assert "No complaint" in client.get("/desk/oversight/complaints/").text
    assert client.get(f"{LOOKS}?who=9" + "9" * 30).status_code == 200


def test_the_overseers_door_is_on_their_own_page(client: Client) -> None:
    page = enter(client).get("/my/").text

    assert DESK in page


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OVERSEER])
def test_nobody_else_finds_it(client: Client, role: Role) -> None:
    user = make_user()
    user.grants.create(role=role, neighborhood=None)
    client.force_login(user)

    assert client.get(DESK).status_code == 404
    assert client.get(LOOKS).status_code == 404
    assert client.get("/desk/oversight/complaints/").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_takes_the_same_statements(
    client: Client, place: Neighborhood, rows: int, django_assert_num_queries: Any
) -> None:
    enter(client)
    for _number in range(rows):
        looks(make_officer(of=place), place, 1)

    with django_assert_num_queries(8):
        client.get(DESK)
    with django_assert_num_queries(5):
        client.get(LOOKS)
