"""The public list and map: filters, empty and full states, and no foreign point."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue
from engagement.places.models import MapLayer, SnapPoint
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
    square,
)

pytestmark = pytest.mark.django_db
AROUND = "/around/"
POINTS = "/around/points.json"
LAYERS = "/map/layers.json"


def make_some(count: int, **fields: Any) -> list[Issue]:
    start = now()
    return [make_issue(at=start - timedelta(hours=n), **fields) for n in range(count)]


def listed(query: str = "") -> list[int]:
    page = Client().get(AROUND + query)
    return [issue.pk for issue in page.context["page"].rows]


def test_the_newest_come_first_twenty_to_a_page() -> None:
    issues = make_some(23)

    first = Client().get(AROUND)
    older = Client().get(f"{AROUND}?{first.context['page'].older}")

    assert [i.pk for i in first.context["page"].rows] == [i.pk for i in issues[:20]]
    assert [i.pk for i in older.context["page"].rows] == [i.pk for i in issues[20:]]


def test_each_filter_narrows_the_list() -> None:
    noise = make_issue(kind=make_kind("noise"))
    done = make_issue(status=Status.DONE, closed_at=now())
    old = make_issue(at=now() - timedelta(days=40))
    today = noise.reported_on.isoformat()

    assert listed("?kind=noise") == [noise.pk]
    assert listed("?status=done") == [done.pk]
    assert listed("?status=closed") == [done.pk]
    assert listed(f"?neighborhood={old.neighborhood.slug}") == [old.pk]  # type: ignore[union-attr]  # it has one
    assert set(listed(f"?since={today}")) == {noise.pk, done.pk}
    assert listed(f"?until={old.reported_on.isoformat()}") == [old.pk]


def test_what_is_not_public_is_not_listed() -> None:
    shown = make_issue(privacy=Privacy.AREA)
    make_issue(privacy=Privacy.SENSITIVE)
    make_issue(privacy=Privacy.CONDUCT)
    make_issue(is_held=True)
    make_issue(merged_into=shown)

    assert listed() == [shown.pk]


def test_an_empty_town_invites_to_be_the_first() -> None:
    assert "Nothing has been reported yet" in Client().get(AROUND).text


def test_a_filter_that_finds_nothing_says_so() -> None:
    make_issue(kind=make_kind("noise"))

    assert (
        "Nothing like that was reported" in Client().get(f"{AROUND}?status=done").text
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?kind=weather", "Choose one from the list"),
        ("?since=yesterday", "Enter a day, like 2026-11-30."),
        ("?since=2026-11-20&until=2026-11-01", "Choose a day after the first one"),
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_keeps_the_list(
    query: str, said: str
) -> None:
    issue = make_issue()

    page = Client().get(AROUND + query)

    assert said in page.text
    assert [row.pk for row in page.context["page"].rows] == [issue.pk]


@pytest.mark.parametrize(
    "query", ["?older=x", "?newer=9-9", "?at=abc", "?at=" + "9" * 40]
)
def test_a_link_nobody_wrote_does_no_harm(query: str) -> None:
    assert Client().get(AROUND + query).status_code == 200


# -- near a place ------------------------------------------------------------------
def make_mill_road(name: str) -> Issue:
    """A neighborhood with its own Mill Road, and one issue there."""
    place = make_neighborhood(name)
    lat, lon = middle_of(place)
    make_street("Mill Road", neighborhood=place, line=[(lon, lat), (lon + 0.001, lat)])
    return make_issue(
        neighborhood=place, snap_point=make_snap_point(place, "Mill Road")
    )


def test_a_place_by_name_shows_what_is_near_it_and_others_called_so() -> None:
    make_town()
    here, there = make_mill_road("Linden"), make_mill_road("Millbrook")
    make_issue(
        neighborhood=here.neighborhood,
        snap_point=here.snap_point,
        privacy=Privacy.AREA,
    )

    page = Client().get(AROUND, {"place": "mill road"})
    other = Client().get(AROUND, {"place": "Mill Road, Millbrook", "view": "map"})

    assert [row.pk for row in page.context["page"].rows] == [here.pk]
    assert "Within 500 m of Mill Road, Linden." in page.text
    assert 'href="?place=Mill%20Road%2C%20Millbrook"' in page.text
    assert [row.pk for row in other.context["page"].rows] == [there.pk]
    assert '<a class="govuk-link" href="?view=map">Show everywhere</a>' in other.text
    assert [one["properties"]["count"] for one in near_points("Mill Road, Linden")] == [
        1
    ]


def near_points(place: str) -> list[dict[str, Any]]:
    found = json.loads(Client().get(POINTS, {"place": place}).content)
    features: list[dict[str, Any]] = found["features"]
    return features


def test_a_place_nobody_knows_is_said_and_keeps_the_list() -> None:
    issue = make_mill_road("Linden")

    page = Client().get(AROUND, {"place": "Atlantis <b>Parade</b>"})

    assert page.text.count("We know no place called that.") == 2
    assert 'value="Atlantis &lt;b&gt;Parade&lt;/b&gt;"' in page.text
    assert [row.pk for row in page.context["page"].rows] == [issue.pk]
    assert len(near_points("Atlantis")) == 1


def test_narrowing_the_map_stays_on_the_map() -> None:
    page = Client().get(AROUND, {"view": "map"}).text

    assert '<input type="hidden" name="view" value="map"' in page


@pytest.mark.slow
@pytest.mark.parametrize("address", [AROUND, POINTS])
def test_too_many_places_are_turned_away_for_a_while(address: str) -> None:
    client = Client()

    answers = [client.get(address, {"place": "x"}).status_code for _number in range(61)]

    assert answers == [200] * 60 + [429]
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_at_most_4_statements(count: int) -> None:
    make_town()
    make_some(count)

    with CaptureQueriesContext(connection) as asked:
        Client().get(AROUND)

    assert len(asked) <= 4, [q["sql"][:120] for q in asked]


# -- points ------------------------------------------------------------------------
def points(query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Client().get(POINTS + query).content)
    return found


def test_the_map_counts_what_is_public_at_each_point() -> None:
    place = make_neighborhood()
    busy, quiet = make_snap_point(place, "Mill Road"), make_snap_point(place, "Oak Row")
    make_some(2, neighborhood=place, snap_point=busy)
    make_issue(neighborhood=place, snap_point=quiet, kind=make_kind("noise"))
    make_issue(neighborhood=place, snap_point=quiet, privacy=Privacy.AREA)
    make_issue(neighborhood=place, snap_point=quiet, privacy=Privacy.SENSITIVE)

    found = points()

    assert [f["properties"] for f in found["features"]] == [
        {"at": busy.pk, "label": "Mill Road", "count": 2},
        {"at": quiet.pk, "label": "Oak Row", "count": 1},
    ]
    assert found["is_cut"] is False
    assert len(points("?kind=noise")["features"]) == 1
    assert points("?kind=weather")["features"] == []


def test_no_coordinate_but_those_of_the_table_leaves() -> None:
    place = make_neighborhood()
    lat, lon = middle_of(place)
    issue = make_issue(neighborhood=place, snap_point=make_snap_point(place))
    make_concern(issue=issue, lat=lat + 0.001234, lon=lon + 0.004321)
    table = {(p.lat, p.lon) for p in SnapPoint.objects.all()}

    found = points()["features"]

    assert {tuple(f["geometry"]["coordinates"][::-1]) for f in found} <= table
    assert {key for f in found for key in f["properties"]} == {"at", "label", "count"}


def test_a_point_opens_the_list_of_what_shows_its_block() -> None:
    place = make_neighborhood()
    point = make_snap_point(place)
    shown = make_issue(neighborhood=place, snap_point=point)
    make_issue(neighborhood=place, snap_point=point, privacy=Privacy.AREA)

    assert listed(f"?at={point.pk}") == [shown.pk]


def test_more_than_500_points_are_cut_and_it_is_said() -> None:
    place = make_neighborhood()
    kind, start = make_kind("noise"), now()
    rows = SnapPoint.objects.bulk_create(
        SnapPoint(
            neighborhood=place, lat=42 + n * 1e-5, lon=-71, label=str(n), source="cell"
        )
        for n in range(501)
    )
    Issue.objects.bulk_create(
        Issue(
            reference=f"A{n:07}",
            kind=kind,
            neighborhood=place,
            snap_point=row,
            first_at=start,
            last_voice_at=start,
            faded_at=start,
            reported_on=date(2026, 11, 20),
        )
        for n, row in enumerate(rows)
    )

    found = points()

    assert (len(found["features"]), found["is_cut"]) == (500, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_points_take_at_most_2_statements(count: int) -> None:
    place = make_neighborhood()
    for _number in range(count):
        make_issue(neighborhood=place, snap_point=make_snap_point(place))

    with CaptureQueriesContext(connection) as asked:
        points()

    assert len(asked) <= 2


@pytest.mark.parametrize("url", [POINTS, LAYERS])
def test_what_is_known_already_is_not_sent_again(url: str) -> None:
    make_issue(snap_point=make_snap_point(make_neighborhood()))
    first = Client().get(url)

    again = Client().get(url, headers={"if-none-match": first["ETag"]})
    make_issue(snap_point=make_snap_point(make_neighborhood()))
    changed = Client().get(url, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


# -- layers ------------------------------------------------------------------------
def test_the_outlines_name_every_neighborhood_in_use() -> None:
    place, gone = make_neighborhood("Millbrook"), make_neighborhood()
    gone.is_active = False
    gone.save()

    found = json.loads(Client().get(LAYERS).content)

    assert [area["slug"] for area in found["areas"]] == ["millbrook"]
    assert found["areas"][0]["box"] == [
        place.west,
        place.south,
        place.east,
        place.north,
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_neighborhood_is_drawn_from_what_touches_it_in_2_statements(
    count: int,
) -> None:
    place = make_neighborhood("Millbrook")
    lat, lon = middle_of(place)
    for number in range(count):
        make_street(
            f"Street {number}",
            neighborhood=place,
            line=[(lon, lat), (lon + 0.001, lat)],
        )
    MapLayer.objects.create(
        kind="park", name="Green", shape=square(place.west, 42.0, 0.001)
    )
    MapLayer.objects.create(kind="water", name="Sea", shape=square(10.0, 10.0, 0.001))

    with CaptureQueriesContext(connection) as asked:
        found = json.loads(Client().get(f"{LAYERS}?n=millbrook").content)

    names = sorted(shape["name"] for shape in found["shapes"])
    assert names == ["Green", *(f"Street {n}" for n in range(count))]
    assert len(asked) <= 2


def test_a_neighborhood_nobody_knows_is_not_drawn() -> None:
    assert Client().get(f"{LAYERS}?n=nowhere").status_code == 404


def test_the_map_page_says_the_same_in_a_list() -> None:
    make_town()
    issue = make_issue()

    page = Client().get(f"{AROUND}?view=map&kind={issue.kind.code}")

    assert re.search(r'data-points="/around/points.json\?kind=', page.text)
    assert issue.get_absolute_url() in page.text
    assert reverse("concerns:around") in page.text
