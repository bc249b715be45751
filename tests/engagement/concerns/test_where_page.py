"""Where it is: by words, by pin, by neighborhood; what cannot be found is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engagement.concerns.models import Draft
from engagement.concerns.services.drafts import answers_of
from engagement.places.models import Neighborhood
from tests.engagement.concerns.walking import Walk, leads_to
from tests.factories.concerns import make_issue, make_kind
from tests.factories.places import (
    make_landmark,
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
)

pytestmark = pytest.mark.django_db
NO_PIN = {"lat": "", "lon": ""}
ON = "/report/photos/"


@pytest.fixture
def walk() -> Walk:
    make_town(name="Riverside")
    place = make_neighborhood("Eastfield")
    make_snap_point(place, "Mill Road")
    _street("Mill Road", place)
    return Walk(place).to("where")


def _street(name: str, place: Neighborhood) -> None:
    lat, lon = middle_of(place)
    make_street(name, neighborhood=place, line=[(lon - 0.004, lat), (lon + 0.004, lat)])


def kept() -> tuple[float | None, float | None, int | None]:
    answers = answers_of(Draft.objects.get())
    return answers.lat, answers.lon, answers.area


def test_a_pin_is_enough(walk: Walk) -> None:
    assert leads_to(walk.where()) == ON
    assert kept() == (*middle_of(walk.place), None)


def test_a_neighborhood_is_enough(walk: Walk) -> None:
    answer = walk.where(**NO_PIN, area=walk.place.pk)

    assert leads_to(answer) == ON
    assert kept() == (None, None, walk.place.pk)


def test_words_that_mean_one_place_are_enough(walk: Walk) -> None:
    make_landmark("Old Library", neighborhood=walk.place)

    answer = walk.where(**NO_PIN, place="Old Library")

    assert leads_to(answer) == ON
    assert kept() == (*middle_of(walk.place), None)


def test_words_that_mean_two_places_are_asked_about(walk: Walk) -> None:
    other = make_neighborhood("Linden")
    _street("Mill Road", other)

    page = walk.where(**NO_PIN, place="Mill Road")

    assert "We found more than one place" in page.text
    assert {hit.label for hit in page.context["hits"]} == {
        "Mill Road, Eastfield",
        "Mill Road, Linden",
    }


def test_what_only_sounds_alike_is_not_offered_beside_what_is_called_so(
    walk: Walk,
) -> None:
    _street("Mill Row", walk.place)

    page = walk.where(**NO_PIN, place="mill road", find="1")

    assert page.context["hits"] == []
    assert "We put the pin at Mill Road, Eastfield." in page.text


def test_picking_one_of_them_puts_the_pin_there(walk: Walk) -> None:
    other = make_neighborhood("Linden")
    _street("Mill Road", other)
    page = walk.where(**NO_PIN, place="Mill Road", find="1")
    hit = next(h for h in page.context["hits"] if h.label == "Mill Road, Linden")

    page = walk.where(place="x", pick=f"{hit.lat}|{hit.lon}|{hit.label}")
    shown = page.context["form"]
    answer = walk.where(
        place=shown["place"].value(),
        pinned_for=shown["pinned_for"].value(),
        lat=shown["lat"].value(),
        lon=shown["lon"].value(),
    )

    assert shown["place"].value() == "Mill Road, Linden"
    assert page.context["spot_area"] == other
    assert leads_to(answer) == ON
    assert kept() == (hit.lat, hit.lon, None)


@pytest.mark.parametrize("pick", ["", "|", "a|b|c", "nan|1|x", "1|2", "999|9|Moon"])
def test_a_pick_nobody_offered_does_no_harm(walk: Walk, pick: str) -> None:
    assert walk.where(place="", pick=pick).status_code == 200


def test_find_shows_where_the_pin_is_and_keeps_the_rest(walk: Walk) -> None:
    make_landmark("Old Library", neighborhood=walk.place)

    page = walk.where(**NO_PIN, place="old libary", hint="by the gate", find="1")

    assert "We put the pin at Old Library, Eastfield." in page.text
    assert 'value="by the gate"' in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Enter a street or place, put the pin on the map"),
        ({"place": "Zyxwvu 999"}, "We could not find that place"),
        ({"lat": 10, "lon": 10}, "That place is outside Riverside"),
        ({"lat": 999, "lon": 10}, "Enter a number up to"),
        ({"area": 999_999}, "Choose one from the list"),
        ({"privacy": "conduct", "area": "PLACE"}, "Choose one from the list"),
        ({"privacy": "", "area": "PLACE"}, "Choose what other people may see"),
    ],
)
def test_a_place_that_cannot_work_is_said_and_nothing_is_kept(
    walk: Walk, typed: dict[str, object], said: str
) -> None:
    if typed.get("area") == "PLACE":
        typed = {**typed, "area": walk.place.pk}

    page = walk.where(**(NO_PIN | typed))

    assert page.status_code == 200
    assert said in page.text
    assert kept() == (None, None, None)


def test_words_that_find_nothing_leave_no_pin_behind_unasked(walk: Walk) -> None:
    typed = {"place": "Atlantis Parade", "pinned_for": "Mill Road, Eastfield"}

    asked = walk.where(**typed)
    again = walk.where(
        **typed | {"pinned_for": asked.context["form"]["pinned_for"].value()}
    )

    assert "so the pin is still where it was" in asked.text
    assert asked.context["form"]["lat"].value() == str(middle_of(walk.place)[0])
    assert leads_to(again) == ON


def test_half_a_point_is_no_point(walk: Walk) -> None:
    page = walk.where(lat=42.0, lon="")

    assert "Enter a street or place" in page.text


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        (("speeding", "traffic"), ["public", "area", "sensitive"]),
        (("hate", "unsafe"), ["sensitive"]),
    ],
)
def test_a_reporter_may_choose_stricter_never_looser(
    walk: Walk, kind: tuple[str, str], choices: list[str]
) -> None:
    walk.kind, walk.group = kind
    walk.what()

    page = walk.get("where")

    offered = page.context["form"].fields["privacy"].choices
    assert [value for value, _label in offered] == choices


def test_the_pins_surroundings_are_drawn_alone_for_the_script(walk: Walk) -> None:
    lat, lon = middle_of(walk.place)
    issue = make_issue(
        neighborhood=walk.place,
        kind=make_kind("speeding"),
        snap_point=walk.place.snap_points.get(),
    )
    query: dict[str, Any] = {"kind": "speeding", "lat": lat, "lon": lon}

    page = walk.client.get(reverse("concerns:report_near"), query)

    assert 'data-spot-name="Mill Road"' in page.text
    assert 'data-spot-area="Eastfield"' in page.text
    assert issue.reference in page.text
    assert "<html" not in page.text
    assert answers_of(Draft.objects.get()).not_these == [issue.reference]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"kind": "nothing", "lat": 1, "lon": 1},
        {"kind": "speeding", "lat": "nan", "lon": 1},
        {"kind": "speeding", "lat": 1, "lon": "east"},
        {"kind": "speeding", "lat": 1e9, "lon": 1},
    ],
)
def test_surroundings_of_no_point_are_refused(query: dict[str, Any]) -> None:
    assert Client().get(reverse("concerns:report_near"), query).status_code == 400


def test_places_are_found_by_name(walk: Walk) -> None:
    found = json.loads(
        walk.client.get(reverse("concerns:find_place"), {"q": "mill rd"}).content
    )

    assert [hit["label"] for hit in found["hits"]] == ["Mill Road, Eastfield"]
    assert set(found["hits"][0]) == {"label", "lat", "lon"}


def test_too_many_searches_are_turned_away_for_a_while() -> None:
    client, url = Client(), reverse("concerns:find_place")

    answers = {client.get(url, {"q": ""}).status_code for _number in range(121)}

    assert answers == {200, 429}
