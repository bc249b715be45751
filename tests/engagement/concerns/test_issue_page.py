"""The public page of an issue: what it shows, what it never shows, and “me too”."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue, Reply, StatusChange, Voice
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
)

pytestmark = pytest.mark.django_db
SECRETS: dict[str, Any] = {
    "text": "The lamp by my door is out",
    "where_text": "12 Mill Road, third floor",
    "where_hint": "Behind the blue gate",
    "how_often": "Whenever my son comes home",
    "who_harmed": "Old Mrs Baker",
}


def make_shown(privacy: str = Privacy.PUBLIC, **fields: Any) -> Issue:
    """An issue with a concern full of words that nobody else may read."""
    place = make_neighborhood("Millbrook")
    lat, lon = middle_of(place)
    make_street("Mill Road", neighborhood=place, line=[(lon, lat), (lon + 0.004, lat)])
    issue = make_issue(
        kind=make_kind("street_lighting"),
        neighborhood=place,
        snap_point=make_snap_point(place, "Mill Road"),
        privacy=privacy,
        **fields,
    )
    make_concern(
        issue=issue,
        lat=lat + 0.0012345,
        lon=lon + 0.0054321,
        privacy=privacy,
        **SECRETS,
    )
    return issue


def page_of(issue: Issue, client: Client | None = None) -> str:
    return (client or Client()).get(issue.get_absolute_url()).text


def test_everybody_reads_kind_street_state_and_official_words() -> None:
    issue = make_shown(status=Status.PLANNED)
    officer = make_officer(of=issue.neighborhood)
    StatusChange.objects.create(
        issue=issue,
        old="new",
        new="planned",
        text="New lamps in May",
        author=officer,
        at=now(),
    )
    Reply.objects.create(
        issue=issue,
        text="Thank you. We asked the city works.",
        author=officer,
        at=now(),
    )

    text = page_of(issue)

    assert f"{issue.kind.label}: Mill Road</h1>" in text
    assert "Work planned" in text
    assert "New lamps in May" in text
    assert "Thank you. We asked the city works." in text
    assert "fewer than 5 people raised it" in text


def test_nobody_reads_what_people_wrote_or_where_exactly() -> None:
    issue = make_shown()
    lat, lon = issue.concerns.get().lat, issue.concerns.get().lon

    text = page_of(issue)

    assert [words for words in SECRETS.values() if words in text] == []
    assert str(lat)[:8] not in text
    assert str(lon)[:8] not in text
    assert issue.concerns.get().reference not in text


def test_what_shows_only_its_neighborhood_names_no_street_and_has_no_map() -> None:
    text = page_of(make_shown(Privacy.AREA))

    assert ": Millbrook</h1>" in text
    assert "Mill Road" not in text
    assert "ui-smap" not in text


@pytest.mark.parametrize("privacy", [Privacy.SENSITIVE, Privacy.CONDUCT])
def test_what_is_not_public_does_not_exist(privacy: str) -> None:
    issue = make_shown(privacy)

    answer = Client().get(issue.get_absolute_url())

    assert answer.status_code == 404
    assert "Mill Road" not in answer.text


@pytest.mark.parametrize("reference", ["nothing", "K7Q2M9XD", "x" * 60, "%00"])
def test_a_reference_of_nothing_is_a_page_that_is_not_there(reference: str) -> None:
    assert Client().get(f"/c/{reference}/").status_code == 404


def test_a_reference_may_be_typed_as_people_do() -> None:
    issue = make_shown()
    typed = f"{issue.reference[:4]}-{issue.reference[4:]}".lower()

    assert Client().get(f"/c/{typed}/").status_code == 200


def test_one_that_was_joined_leads_to_the_one_it_became() -> None:
    issue = make_shown()
    joined = make_issue(neighborhood=issue.neighborhood, merged_into=issue)

    answer = Client().get(joined.get_absolute_url())

    assert answer.headers["Location"] == issue.get_absolute_url()


def _nothing(issue: Issue) -> None:
    pass


def _one_of_each(issue: Issue) -> None:
    for number in range(3):
        at = now() + timedelta(minutes=number)
        StatusChange.objects.create(issue=issue, old="new", new="looking", at=at)
        Reply.objects.create(issue=issue, text=f"Reply {number}", at=at)


@pytest.mark.parametrize("happened", [_nothing, _one_of_each])
def test_the_page_takes_at_most_7_statements(happened: Callable[[Issue], None]) -> None:
    make_town()
    issue = make_shown()
    happened(issue)
    client = Client()
    client.post(reverse("concerns:me_too", args=[issue.reference]))

    with CaptureQueriesContext(connection) as asked:
        page_of(issue, client)

    assert len(asked) <= 7, [q["sql"][:120] for q in asked]


# -- me too ------------------------------------------------------------------------
def press(issue: Issue, client: Client, name: str = "me_too") -> str:
    url = reverse(f"concerns:{name}", args=[issue.reference])
    return client.post(url, follow=True).text


def test_one_press_is_one_voice_and_a_second_changes_nothing() -> None:
    issue, client = make_shown(), Client()

    first, second = press(issue, client), press(issue, client)

    assert "Your voice was added" in first
    assert "Take my voice back" in second
    assert Voice.objects.filter(issue=issue).count() == 1


def test_another_browser_is_another_voice() -> None:
    issue = make_shown()

    press(issue, Client())
    press(issue, Client())

    assert Voice.objects.filter(issue=issue).count() == 2


def test_a_voice_can_be_taken_back() -> None:
    issue, client = make_shown(), Client()
    press(issue, client)

    text = press(issue, client, "me_too_undo")

    assert "Your voice was taken back" in text
    assert Voice.objects.filter(issue=issue).count() == 0


def test_a_closed_one_takes_no_voice_and_says_what_to_do() -> None:
    issue, client = make_shown(status=Status.DONE, closed_at=now()), Client()

    text = press(issue, client)

    assert "please report it again" in text
    assert Voice.objects.count() == 0


def test_an_officer_adds_no_voice_where_they_decide() -> None:
    issue, client = make_shown(), Client()
    client.force_login(make_officer(of=issue.neighborhood))

    text = press(issue, client)

    assert "You decide about this area" in text
    assert Voice.objects.count() == 0


def test_a_flood_of_voices_from_one_network_is_slowed_down() -> None:
    issue = make_shown()
    url = reverse("concerns:me_too", args=[issue.reference])

    answers = [Client().post(url).status_code for _number in range(61)]

    assert answers == [302] * 60 + [429]
    assert Voice.objects.filter(issue=issue).count() == 60


def test_a_place_that_holds_no_neighborhood_is_still_shown() -> None:
    issue = make_shown()
    Issue.objects.filter(pk=issue.pk).update(neighborhood=None, snap_point=None)
    assert Neighborhood.objects.count() == 1

    assert "place not known</h1>" in page_of(issue)
