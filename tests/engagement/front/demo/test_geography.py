"""The invented town’s map and words."""

from __future__ import annotations

from itertools import combinations
from string import Formatter

from shapely.geometry import shape

from engagement.common.ids import numbered_reference, read_reference
from engagement.front.demo.geography import geojson, town_map
from engagement.front.demo.names import LANDMARKS, POPULATION
from engagement.front.demo.phrasebook import phrasebook


def test_the_town_has_ten_neighborhoods_that_do_not_overlap() -> None:
    grounds = town_map().neighborhoods

    assert set(grounds) == set(POPULATION) == set(LANDMARKS)
    assert len(grounds) == 10
    assert all(g.is_valid and g.geom_type == "Polygon" for g in grounds.values())
    shared = [a.intersection(b).area for a, b in combinations(grounds.values(), 2)]
    assert max(shared) < 0.002


def test_every_street_lies_in_its_neighborhood_and_has_a_name_of_its_own() -> None:
    town = town_map()

    assert len(town.streets) > 180
    for street in town.streets:
        assert street.line.within(town.neighborhoods[street.neighborhood].buffer(0.01))
    own = [(street.name, street.neighborhood) for street in town.streets]
    assert len(set(own)) == len(own)
    minor = [street.name for street in town.streets if not street.is_major]
    assert len(set(minor)) == len(minor)


def test_shapes_become_valid_geojson_around_the_middle_of_the_town() -> None:
    drawn = geojson(town_map().neighborhoods["Millbrook"])

    read = shape(drawn)
    assert read.is_valid
    assert abs(read.centroid.x + 91.66) < 0.02
    assert abs(read.centroid.y - 44.06) < 0.02


def test_every_kind_has_twelve_texts_or_more_with_known_slots() -> None:
    book = phrasebook()

    assert set(book.texts) == set(book.habits)
    assert len(book.texts) == 25
    assert min(len(set(texts)) for texts in book.texts.values()) >= 12
    slots = {
        slot
        for texts in book.texts.values()
        for text in texts
        for _words, slot, _form, _turn in Formatter().parse(text)
        if slot is not None
    }
    assert slots == {"street", "near", "when", "since"}


def test_numbered_references_are_readable_and_never_alike() -> None:
    made = [numbered_reference(number) for number in range(20_000)]

    assert len(set(made)) == len(made)
    assert all(read_reference(reference) == reference for reference in made)
