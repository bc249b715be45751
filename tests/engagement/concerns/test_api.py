"""The doors for other programs: the same rules as the pages, and nothing more said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.concerns.choices import Privacy, Status
from engagement.concerns.counters import recount
from engagement.concerns.models import Issue, StatusChange
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)
KEY = "0123456789abcdef"
PUBLIC_KEYS = {
    "reference",
    "kind",
    "neighborhood",
    "point",
    "status",
    "reported_on",
    "closed_on",
    "reply_due_on",
    "people",
    "reporters",
    "supporters",
    "link",
}
POINT_KEYS = {"lat", "lon", "label"}


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def keys_of(answer: Any) -> set[str]:
    """Name every key of an answer, however deep."""
    if isinstance(answer, dict):
        return set(answer).union(*(keys_of(value) for value in answer.values()))
    if isinstance(answer, list):
        return set().union(*(keys_of(one) for one in answer))
    return set()


def full_issue(**fields: Any) -> Issue:
    """An issue with everything private that could leak, marked by canaries."""
    place = make_neighborhood()
    point = make_snap_point(place)
    issue = make_issue(neighborhood=place, snap_point=point, at=HOUR, **fields)
    make_concern(
        issue=issue,
        person=make_user(f"canary{issue.pk}@example.org"),
        text="canary text",
        where_text="canary street 12",
        lat=42.123456,
        lon=-71.654321,
        contact_sealed=b"canary contact",
    )
    issue.notes.create(text="canary note", at=HOUR)
    return issue


def test_a_list_says_nothing_but_what_is_listed(client: Client) -> None:
    issue = full_issue()

    answer = client.get("/api/v1/issues/")

    assert answer.status_code == 200
    assert keys_of(answer.json()) == PUBLIC_KEYS | POINT_KEYS | {
        "next",
        "previous",
        "results",
    }
    assert answer.json()["results"][0]["reference"] == str(issue)
    assert "canary" not in answer.content.decode()
    assert "42.123456" not in answer.content.decode()


def test_one_issue_comes_with_official_words_and_no_others(client: Client) -> None:
    issue = full_issue()
    issue.replies.create(text="We are on it", at=HOUR)
    StatusChange.objects.create(
        issue=issue, old=Status.NEW, new=Status.LOOKING, text="Seen", at=HOUR
    )

    answer = client.get(f"/api/v1/issues/{issue.reference}/")

    said = answer.json()
    assert set(said) == PUBLIC_KEYS | {"merged_into", "moves", "replies", "words"}
    assert said["replies"] == [{"on": "2026-11-20", "text": "We are on it"}]
    assert said["moves"] == [{"on": "2026-11-20", "text": "Seen", "status": "looking"}]
    assert "canary" not in answer.content.decode()


def test_people_under_five_are_null_and_exact_above(client: Client) -> None:
    for days, (reporters, supporters) in enumerate([(4, 0), (4, 4), (6, 5), (6, 1)]):
        issue = make_issue(at=HOUR - timedelta(days=days))
        for role, people in [("reporter", reporters), ("supporter", supporters)]:
            for _ in range(people):
                make_voice(issue, role=role)
        recount([issue.pk])

    rows = client.get("/api/v1/issues/").json()["results"]

    told = [(row["people"], row["reporters"], row["supporters"]) for row in rows]
    assert told == [(None, None, None), (8, None, None), (11, 6, 5), (7, None, None)]


def test_an_area_only_issue_has_no_point_and_is_found_by_none(client: Client) -> None:
    issue = full_issue(privacy=Privacy.AREA)
    point = issue.snap_point
    assert point is not None

    listed = client.get("/api/v1/issues/").json()["results"]
    around = client.get(f"/api/v1/issues/?lat={point.lat}&lon={point.lon}").json()

    assert [row["point"] for row in listed] == [None]
    assert around["results"] == []


@pytest.mark.parametrize(
    "fields",
    [{"privacy": Privacy.SENSITIVE}, {"is_held": True}],
    ids=["sensitive", "held"],
)
def test_what_is_not_public_is_not_there(
    client: Client, fields: dict[str, Any]
) -> None:
    issue = full_issue(**fields)
    address = f"/api/v1/issues/{issue.reference}/"

    assert client.get("/api/v1/issues/").json()["results"] == []
    assert client.get(address).status_code == 404
    client.force_login(make_officer(of=issue.neighborhood))
    assert client.get(address).status_code == 200


def test_issues_around_a_point_are_those_of_public_points_nearby(
    client: Client,
) -> None:
    near = full_issue()
    full_issue()
    point = near.snap_point
    assert point is not None

    answer = client.get(f"/api/v1/issues/?lat={point.lat}&lon={point.lon}&within=300")

    assert [row["reference"] for row in answer.json()["results"]] == [str(near)]


def test_filters_narrow_and_nonsense_is_named(client: Client) -> None:
    issue = full_issue(status=Status.DONE, closed_at=HOUR)
    full_issue()

    closed = client.get("/api/v1/issues/?status=closed").json()["results"]
    wrong = client.get("/api/v1/issues/?status=burning&since=yesterday")

    assert [row["reference"] for row in closed] == [str(issue)]
    assert wrong.status_code == 400
    assert set(wrong.json()["error"]) == {"code", "message", "fields"}
    assert set(wrong.json()["error"]["fields"]) == {"status", "since"}


def test_look_alikes_are_scored_by_public_points(client: Client) -> None:
    issue = full_issue(kind=make_kind("speeding"))
    Issue.objects.update(first_at=datetime.now(UTC))
    point = issue.snap_point
    assert point is not None

    answer = client.get(
        f"/api/v1/issues/similar/?kind=speeding&lat={point.lat}&lon={point.lon}"
    )

    assert [one["issue"]["reference"] for one in answer.json()] == [str(issue)]
    assert answer.json()[0]["score"] == pytest.approx(1.0, abs=0.01)


def test_pages_hold_at_most_a_hundred_and_join_without_a_gap(client: Client) -> None:
    place, kind = make_neighborhood(), make_kind()
    for number in range(105):
        make_issue(
            neighborhood=place, kind=kind, at=HOUR - timedelta(hours=number // 3)
        )

    first = client.get("/api/v1/issues/?size=500").json()
    second = client.get(first["next"]).json()

    rows = [row["reference"] for row in first["results"] + second["results"]]
    assert (len(first["results"]), len(rows), len(set(rows))) == (100, 105, 105)


@pytest.mark.parametrize(
    "address", ["/api/v1/issues/", "/api/v1/kinds/", "/api/v1/neighborhoods/"]
)
def test_a_list_takes_the_same_statements_for_one_row_and_three(
    client: Client, address: str
) -> None:
    full_issue()
    client.get(address)  # the town and the like are remembered from here on
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    full_issue()
    full_issue()

    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(three) == len(one) <= 4


def test_kinds_and_neighborhoods_say_what_is_listed(client: Client) -> None:
    place = make_neighborhood()

    kinds = client.get("/api/v1/kinds/?size=100").json()
    one = client.get(f"/api/v1/neighborhoods/{place.slug}/").json()

    assert set(kinds["results"][0]) == {
        "code",
        "name",
        "group",
        "group_name",
        "harm_level",
        "reply_days",
        "target_days",
        "privacy",
        "is_urgent",
        "urgent_words",
        "open311_code",
    }
    assert set(one) == {
        "slug",
        "name",
        "population",
        "area_km2",
        "west",
        "south",
        "east",
        "north",
        "link",
        "boundary",
    }


def test_the_document_names_every_door_and_closes_its_objects(client: Client) -> None:
    document = client.get("/api/v1/schema/?format=json").json()

    assert set(document["paths"]) >= {
        "/api/v1/neighborhoods/",
        "/api/v1/neighborhoods/{slug}/",
        "/api/v1/kinds/",
        "/api/v1/issues/",
        "/api/v1/issues/{reference}/",
        "/api/v1/issues/{reference}/voice/",
        "/api/v1/issues/similar/",
        "/api/v1/concerns/",
    }
    objects = document["components"]["schemas"].values()
    assert all(
        schema["additionalProperties"] is False
        for schema in objects
        if schema.get("type") == "object"
    )


def test_there_are_no_browsable_pages(client: Client) -> None:
    answer = client.get("/api/v1/kinds/", headers={"accept": "text/html"})

    assert "text/html" not in answer["Content-Type"]


def test_the_page_about_it_names_every_door(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()

    assert "POST /api/v1/concerns/" in page
    assert "Idempotency-Key" in page
