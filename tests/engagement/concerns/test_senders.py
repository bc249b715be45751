"""A moderator closes the account behind harmful words and never learns whose it is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.concerns.choices import Privacy
from engagement.concerns.models import Concern
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
WHY = {"reason": "Threatens a neighbor by name"}


def make_moderator(of: Neighborhood | None) -> User:
    moderator = make_user()
    make_grant(moderator, Role.MODERATOR, of)
    return moderator


def said_by(person: User | None, place: Neighborhood) -> Concern:
    return make_concern(issue=make_issue(neighborhood=place), person=person)


def page_of(concern: Concern) -> str:
    return reverse("concerns:sender", args=[concern.reference])


def test_the_account_is_closed_and_nobody_is_named(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    person = make_user("canary-address@example.org", name="Canary Name")
    concern, moderator = said_by(person, place), make_moderator(place)
    sign_in(client, moderator)

    shown = [
        client.get(page_of(concern)),
        client.post(page_of(concern), {"reason": " "}),
        client.post(page_of(concern), WHY, follow=True),
        client.get("/desk/record/"),
    ]

    person.refresh_from_db()
    assert not person.is_active
    entry = Entry.objects.get(action="person.close")
    assert (entry.actor, entry.reason) == (moderator, WHY["reason"])
    assert [page.status_code for page in shown] == [200, 200, 200, 200]
    assert "Say why." in shown[1].content.decode()
    assert not any("anary" in page.content.decode() for page in shown)


def test_another_area_and_conduct_are_not_there(client: Client) -> None:
    make_town()
    place, elsewhere, person = make_neighborhood(), make_neighborhood(), make_user()
    here, there, conduct = (said_by(person, each) for each in (place, elsewhere, place))
    Concern.objects.filter(pk=conduct.pk).update(privacy=Privacy.CONDUCT)
    sign_in(client, make_moderator(place))

    answers = [client.post(page_of(each), WHY).status_code for each in (there, conduct)]

    person.refresh_from_db()
    assert (answers, person.is_active) == ([404, 404], True)
    assert client.post(page_of(here), WHY).status_code == 302


def test_staff_and_people_without_an_account_are_not_closed_here(
    client: Client,
) -> None:
    make_town()
    place = make_neighborhood()
    officer = make_officer(of=make_neighborhood())
    sign_in(client, make_moderator(place))

    staff = client.post(page_of(said_by(officer, place)), WHY)
    nobody = client.post(page_of(said_by(None, place)), WHY)

    assert "This is a matter for an administrator." in staff.content.decode()
    assert "This was sent without an account." in nobody.content.decode()
    assert not User.objects.filter(is_active=False).exists()


def test_a_role_taken_away_closes_the_page(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    concern, moderator = said_by(make_user(), place), make_moderator(place)
    sign_in(client, moderator)
    assert client.get(page_of(concern)).status_code == 200

    moderator.grants.all().delete()

    assert client.post(page_of(concern), WHY).status_code == 404
