from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from engagement.audit.models import Entry
from engagement.common.errors import DomainError
from engagement.places import queries
from engagement.places.errors import MapFileError, TownAlreadySetUpError
from engagement.places.models import Neighborhood, SnapPoint, Town
from engagement.places.services import BoundaryReport, set_up_town
from tests.factories.geojson import bow_tie, feature, geojson, point
from tests.factories.places import square

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
OUTLINE = json.dumps(square(-71.0, 42.0)).encode()


def set_up(boundary: bytes = OUTLINE, **answers: Any) -> tuple[Town, BoundaryReport]:
    queries.forget_town()
    plain: dict[str, Any] = {
        "name": " Little  Hamlet ",
        "email": "clerk@example.org",
        "now": NOW,
    }
    return set_up_town(boundary=boundary, **(plain | answers))


def test_a_name_an_outline_and_an_address_make_a_town() -> None:
    town, report = set_up()

    (place,) = Neighborhood.objects.all()
    assert (place.name, place.slug) == ("Little Hamlet", "little-hamlet")
    assert queries.locator().find(42.01, -70.99) == place.pk
    assert SnapPoint.objects.filter(neighborhood=place, is_active=True).exists()
    assert queries.town() == town
    assert (town.contact_email, town.set_up_at) == ("clerk@example.org", NOW)
    assert report.created == ["Little Hamlet"]
    assert Entry.objects.filter(action="town.set_up").count() == 1


def test_a_file_of_named_areas_makes_its_neighborhoods() -> None:
    set_up(
        geojson(
            feature(square(-71.0, 42.0), OBJECTID=1, kind="area", NAME="West"),
            feature(square(-70.98, 42.0), OBJECTID=2, kind="area", NAME="East"),
        )
    )

    assert list(Neighborhood.objects.values_list("name", flat=True)) == ["East", "West"]


def test_areas_without_names_are_parts_of_one_outline() -> None:
    _town, report = set_up(
        geojson(
            feature(square(-71.0, 42.0), OBJECTID=1),
            feature(bow_tie(-70.98, 42.0), OBJECTID=2),
        )
    )

    (place,) = Neighborhood.objects.all()
    assert place.name == "Little Hamlet"
    assert place.east == pytest.approx(-70.96)
    assert report.mended == ["Little Hamlet"]


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"name": "  "}, "Enter the name of the town."),
        ({"name": "x" * 121}, "The name of the town is too long."),
        (
            {"email": "clerk"},
            "Enter an e-mail address in the correct format, like name@example.org.",
        ),
        (
            {"boundary": geojson(feature(point(0, 0)))},
            "Feature 1 is a Point. A neighborhood needs a Polygon or MultiPolygon.",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(answers, sentence) -> None:
    with pytest.raises(DomainError) as refused:
        set_up(**answers)

    assert str(refused.value) == sentence
    assert not Town.objects.exists()
    assert not Neighborhood.objects.exists()


def test_a_town_is_set_up_once() -> None:
    set_up()

    with pytest.raises(TownAlreadySetUpError):
        set_up(name="Another")

    assert Town.objects.get().name == "Little Hamlet"


def test_a_failed_first_try_does_not_stand_in_the_way() -> None:
    with pytest.raises(MapFileError):
        set_up(b"nonsense")

    town, _report = set_up()

    assert queries.town() == town
