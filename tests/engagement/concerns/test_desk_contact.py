"""Reaching the person behind a concern: only as they allowed, and never unseen."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.concerns.contacts import seal_contact
from engagement.concerns.models import Concern, Issue
from engagement.concerns.services import look_at_contact
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_neighborhood
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "ann.secret@example.org"
WHY = "The gate is locked: ask for the key"
BUTTON = "Show how to reach this person"


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(client: Client, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    just_signed_in(officer, client)
    return officer


def told(place: Neighborhood, **fields: Any) -> Concern:
    plain: dict[str, Any] = {
        "contact_by": "email",
        "contact_sealed": seal_contact(ADDRESS, "Ann Secret"),
        "share_with_officer": True,
    }
    return make_concern(issue=make_issue(neighborhood=place), **(plain | fields))


def ask(
    client: Client, concern: Concern, reference: str = "", *, reason: str = WHY
) -> Any:
    url = reverse("concerns:desk_contact", args=[concern.issue.reference])
    sent = {"concern": reference or concern.reference, "reason": reason}
    return client.post(url, sent)


def test_who_allowed_it_can_be_reached_and_the_look_is_written_down(
    client: Client, officer: User, place: Neighborhood
) -> None:
    concern = told(place)
    before = client.get(
        reverse("concerns:desk_issue", args=[concern.issue.reference])
    ).text

    page = ask(client, concern)

    assert BUTTON in before
    assert ADDRESS not in before
    assert f'href="mailto:{ADDRESS}"' in page.text
    assert "Ann Secret" in page.text
    assert page["Cache-Control"] == "no-store, private"
    entry = Entry.objects.get(action="concern.view_contact")
    assert (entry.actor, entry.place_id, entry.reason) == (officer, place.pk, WHY)
    assert ADDRESS not in str(entry.detail)


@pytest.mark.parametrize("reason", ["", "   ", "because"])
def test_without_a_reason_nothing_is_shown_and_the_words_stay(
    client: Client, officer: User, place: Neighborhood, reason: str
) -> None:
    page = ask(client, told(place), reason=reason)

    assert ADDRESS not in page.text
    assert "Say in a few words why you need to reach this person." in page.text
    assert f'value="{reason}"' in page.text
    assert not Entry.objects.filter(action="concern.view_contact").exists()


def test_a_number_can_be_called(
    client: Client, officer: User, place: Neighborhood
) -> None:
    concern = told(
        place, contact_by="phone", contact_sealed=seal_contact("+1 555 010 0199", "")
    )

    assert 'href="tel:+15550100199"' in ask(client, concern).text


def test_who_did_not_allow_it_stays_unknown(
    client: Client, officer: User, place: Neighborhood
) -> None:
    concern = told(place, share_with_officer=False)

    page = ask(client, concern)

    assert BUTTON not in page.text
    assert ADDRESS not in page.text
    assert not Entry.objects.filter(action="concern.view_contact").exists()


def test_what_was_deleted_is_said(
    client: Client, officer: User, place: Neighborhood
) -> None:
    concern = told(place, contact_sealed=b"")

    assert "We have deleted how to reach this person." in ask(client, concern).text


def test_a_concern_of_another_issue_is_not_there(
    client: Client, officer: User, place: Neighborhood
) -> None:
    concern, other = told(place), told(make_neighborhood())

    assert ask(client, concern, other.reference).status_code == 404
    assert ask(client, other).status_code == 404
    assert not Entry.objects.filter(action="concern.view_contact").exists()


def test_nobody_but_an_officer_of_the_area_may_look(place: Neighborhood) -> None:
    concern = told(place)
    own = make_officer(of=place)
    make_concern(issue=concern.issue, person=own)

    for actor in (make_officer(of=make_neighborhood()), make_admin(), own):
        with pytest.raises(NotAllowedError):
            look_at_contact(concern_id=concern.pk, actor=actor, reason=WHY, now=now())

    friend = make_officer(of=place)
    shown = look_at_contact(concern_id=concern.pk, actor=friend, reason=WHY, now=now())
    assert shown.address == ADDRESS


def test_nobody_goes_through_all_addresses_of_a_town(
    client: Client, officer: User, place: Neighborhood
) -> None:
    for _number in range(10):
        assert ADDRESS in ask(client, told(place)).text

    page = ask(client, told(place))

    assert page.status_code == 429
    assert ADDRESS not in page.text
    assert "You looked at 10 addresses today." in page.text
    assert Entry.objects.filter(action="concern.view_contact").count() == 10
    assert Issue.objects.count() == 11
