"""Patrol hours beside the busy places of a published report: honest about what is known."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.places.cells import cell, cells_touching
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.priorities.queries.patrols import area_of, busy_cells, coverage_of
from tests.factories.group_walks import make_running_patrol, make_walk
from tests.factories.groups import make_group
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_street, middle_of, square
from tests.factories.priorities import NOTHING_BUILT, make_report
from tests.harness.sessions import just_signed_in
from watchgroups.models import Group

pytestmark = pytest.mark.django_db


def published(place: Neighborhood, cells: dict[int, int]) -> Report:
    """A published report whose map counts public concerns by cell."""
    hexes = [
        {"cell": f"{one:x}", "concerns": count, "public": count, "kind": "noise"}
        for one, count in cells.items()
    ]
    facts = NOTHING_BUILT["facts"] | {"hexes": hexes}
    frozen = json.dumps(NOTHING_BUILT | {"facts": facts})
    return make_report(neighborhood=place, signed=True, frozen=frozen)


def four_hours(group: Group) -> None:
    """Two members out for two hours yesterday."""
    began = now() - timedelta(days=1)
    patrol = make_running_patrol(group, at=began)
    make_walk(patrol, at=began, ended_at=began + timedelta(hours=2))


def test_hours_are_spread_evenly_over_what_the_group_watches() -> None:
    place = make_neighborhood()
    group = make_group(neighborhood=place)
    four_hours(group)
    all_cells = cells_touching(area_of(group), 9)
    published(place, dict.fromkeys(all_cells[:2], 7))

    found = coverage_of(group, now())

    assert found is not None
    assert (found.cells, found.busy, found.busy_in_place) == (len(all_cells), 2, 2)
    assert found.hours == 4
    assert found.share == 2 / len(all_cells)


def test_cells_the_public_map_hides_are_not_busy() -> None:
    place = make_neighborhood()
    lat, lon = middle_of(place)
    report = published(place, {cell(lat, lon, 9): 4})

    assert busy_cells(report) == set()


def test_only_the_ten_busiest_count() -> None:
    place = make_neighborhood()
    group = make_group(neighborhood=place)
    cells = cells_touching(area_of(group), 9)[:12]
    report = published(place, {one: 5 + n for n, one in enumerate(cells)})

    assert busy_cells(report) == set(cells[2:])


def test_a_group_of_streets_or_of_a_drawing_watches_those_alone() -> None:
    place = make_neighborhood()
    lat, lon = middle_of(place)
    make_street(
        "Mill Street", neighborhood=place, line=[(lon, lat), (lon + 0.001, lat)]
    )
    streets = make_group(
        neighborhood=place, area_kind="streets", streets=["Mill Street"]
    )
    drawn = make_group(
        neighborhood=place, area_kind="polygon", polygon=square(lon, lat, 0.001)
    )
    far = cell(place.south + 0.001, place.west + 0.001, 9)
    published(place, {cell(lat, lon, 9): 9, far: 9})

    found = [coverage_of(group, now()) for group in (streets, drawn)]

    assert [(one.busy, one.busy_in_place) for one in found if one] == [(1, 2), (1, 2)]


def test_without_a_published_report_nothing_is_said() -> None:
    group = make_group()
    make_report(neighborhood=group.neighborhood)

    assert coverage_of(group, now()) is None


def test_captains_and_officers_read_it_and_nobody_else() -> None:
    captain, other = make_user(), make_user()
    group = make_group(captain=captain)
    make_group(captain=other)
    published(
        group.neighborhood, dict.fromkeys(cells_touching(area_of(group), 9)[:2], 7)
    )
    page = f"/captain/{group.slug}/coverage/"
    officer = make_officer(of=group.neighborhood)

    said = [
        just_signed_in(person).get(page).status_code
        for person in (captain, officer, other, make_user())
    ]

    assert said == [200, 200, 404, 404]
