"""Meetings for other programs: what the pages show, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from meetings.choices import BookingState, MeetingForm
from meetings.models import Meeting
from meetings.services.minutes import publish_minutes
from meetings.wishes import Wish
from tests.factories.agendas import (
    make_item,
    make_meeting_promise,
    make_minutes,
    make_past_meeting,
    make_text,
)
from tests.factories.bookings import make_booking
from tests.factories.meetings import make_draft, make_meeting
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
LIST = "/api/v1/meetings/"
TOWN = ZoneInfo("America/New_York")
SUMMED = {
    "id",
    "title",
    "kind",
    "form",
    "state",
    "begins_at",
    "ends_at",
    "neighborhood",
    "house",
    "languages",
    "interpreters",
    "has_child_care",
    "link",
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def listed(client: Client, **asked: Any) -> list[int]:
    answer = client.get(LIST, asked)
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["results"]]


def one(client: Client, meeting: Meeting, **asked: Any) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"{LIST}{meeting.pk}/", asked).json()
    return answer


def test_only_what_was_published_is_there(client: Client) -> None:
    public, draft = make_meeting(), make_draft()

    ids = listed(client)

    assert ids == [public.pk]
    assert client.get(f"{LIST}{draft.pk}/").status_code == 404


def test_area_kind_and_days_choose_and_the_town_belongs_to_each_area(
    client: Client,
) -> None:
    place, begins = make_neighborhood(), datetime(2026, 12, 3, 23, tzinfo=TOWN)
    here = make_meeting(neighborhood=place, begins_at=begins, kind="coffee")
    later = make_meeting(neighborhood=place, begins_at=begins + timedelta(days=5))
    elsewhere = make_meeting(begins_at=begins + timedelta(days=6))
    Meeting.objects.filter(pk=later.pk).update(kind="workshop")
    town = make_meeting(begins_at=begins + timedelta(days=7))
    Meeting.objects.filter(pk=town.pk).update(neighborhood=None)

    chosen = [
        listed(client),
        listed(client, area=place.slug),
        listed(client, kind="workshop"),
        listed(client, until="2026-12-03"),
        listed(client, **{"from": "2026-12-08", "until": "2026-12-08"}),
        listed(client, until="9999-12-31", **{"from": "2026-12-10"}),
    ]

    assert chosen == [
        [here.pk, later.pk, elsewhere.pk, town.pk],
        [here.pk, later.pk, town.pk],
        [later.pk],
        [here.pk],
        [later.pk],
        [elsewhere.pk, town.pk],
    ]


@pytest.mark.parametrize("asked", ["kind=party", "from=soon", "until=2026-13-01"])
def test_what_cannot_be_asked_is_told_in_words(client: Client, asked: str) -> None:
    answer = client.get(f"{LIST}?{asked}")

    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [asked.partition("=")[0]]


def test_pages_follow_one_another(client: Client) -> None:
    made = [make_meeting(begins_at=now() + timedelta(days=day)).pk for day in (1, 2, 3)]

    first = client.get(LIST, {"size": 2}).json()
    second = client.get(first["next"]).json()

    ids = [one["id"] for page in (first, second) for one in page["results"]]
    assert (ids, second["next"]) == (made, None)


def test_one_query_count_for_one_and_three(client: Client) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            make_meeting()
        with CaptureQueriesContext(connection) as asked:
            listed(client)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_link_to_join_is_never_told_nor_who_comes(client: Client) -> None:
    meeting = make_meeting(
        form=MeetingForm.HYBRID, online_link="https://zoom.us/j/secret"
    )
    make_booking(meeting, wish=Wish(name="Wilhelmina", needs="A seat"))
    make_item(meeting, "The crossing", minutes=20)

    answer = one(client, meeting)

    assert set(answer) == SUMMED | {
        "summary",
        "people_coming",
        "agenda",
        "minutes",
        "promises",
    }
    assert "secret" not in str(answer)
    assert "Wilhelmina" not in str(answer)
    assert [item["title"] for item in answer["agenda"]] == ["The crossing"]
    assert (answer["minutes"], answer["promises"]) == (None, [])


@pytest.mark.parametrize(("people", "told"), [(9, None), (10, 10), (12, 10), (13, 15)])
def test_how_many_come_is_told_in_fives_from_ten_on(
    client: Client, people: int, told: int | None
) -> None:
    meeting = make_meeting()
    for _number in range(people):
        make_booking(meeting, state=BookingState.BOOKED)

    assert one(client, meeting)["people_coming"] == told


def test_minutes_come_in_the_language_asked_for_and_promises_lead_on(
    client: Client,
) -> None:
    make_town()
    meeting = make_past_meeting()
    item = make_item(meeting, "The crossing")
    minutes = make_minutes(meeting)
    make_text(minutes, item, "Hubo ruido.", language="es", outcome="En mayo.")
    promised = make_meeting_promise(meeting, item, what="Count the cars").promise
    before = one(client, meeting)["minutes"]
    officer = make_officer(of=meeting.neighborhood)
    publish_minutes(meeting_id=meeting.pk, actor=officer, now=now())

    read = one(client, meeting, language="es")

    assert before is None
    assert [item["outcome"] for item in read["minutes"]["items"]] == ["En mayo."]
    assert [(p["what"], p["link"]) for p in read["promises"]] == [
        ("Count the cars", promised.get_absolute_url())
    ]
