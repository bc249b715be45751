"""Places people named, drawn: what the table prints and no trace of anything else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from engagement.places.models import MapLayer, Neighborhood
from feedback.models import UnlinkedAnswer, Wave
from feedback.placemap import Cell, cells_of
from feedback.queries.ground import ground_of
from feedback.services.results import count_wave
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood
from tests.factories.survey_results import make_closed_wave, publish_all
from tests.factories.surveys import make_survey
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db

WHERE: dict[str, Any] = {
    "key": "where",
    "kind": "place",
    "words": {"en": {"text": "Where do you feel unsafe?"}},
}
Named = list[tuple[float, float, int]]  # longitude, latitude, by how many
PRINTED: Named = [(-70.99875, 42.00125, 12), (-70.99625, 42.00375, 31)]


def asked(place: Neighborhood | None, named: Named) -> Wave:
    wave = make_closed_wave(make_survey(neighborhood=place, questions=[WHERE]))
    UnlinkedAnswer.objects.bulk_create(
        UnlinkedAnswer(wave=wave, question="where", longitude=lon, latitude=lat)
        for lon, lat, people in named
        for _nth in range(people)
    )
    count_wave(wave_id=wave.pk, now=now())
    publish_all(wave, make_officer(of=place))
    return wave


def page_of(wave: Wave) -> str:
    url = reverse("feedback:results", args=[wave.survey.slug])
    return Client().get(url).content.decode()


def drawing_of(wave: Wave) -> str:
    found = re.search(r'<svg class="ui-smap".*?</svg>', page_of(wave), re.DOTALL)
    return found[0] if found else ""


def table_of(wave: Wave) -> list[tuple[str, str]]:
    rows = re.findall(
        r"<tr><th scope=\"row\">(.*?)</th><td>(\d+)</td></tr>", page_of(wave)
    )
    return [(re.sub("<.*?>", "", name), people) for name, people in rows]


def test_the_drawing_has_the_cells_of_the_table_and_no_other() -> None:
    place = make_neighborhood(west=-71.0)
    hidden: Named = [(-70.99125, 42.00625, 4), (-70.98875, 42.00875, 7)]
    wave = asked(place, [*PRINTED, *hidden])

    assert wave.results.get().table["n"] == 55
    assert [people for _name, people in table_of(wave)] == ["30", "10"]
    assert [name[:2] for name, _people in table_of(wave)] == ["1.", "2."]
    drawing = drawing_of(wave)
    assert re.findall(r'class="ui-hex ui-hex--(\d)"', drawing) == ["2", "1"]
    assert re.findall(r'class="ui-hexno"[^>]*>(\d)<', drawing) == ["1", "2"]


def test_what_is_hidden_leaves_no_trace_in_the_drawing() -> None:
    place = make_neighborhood(west=-71.0)
    drawn = set()
    hidden: list[Named] = [
        [(-70.99125, 42.00625, 4), (-70.98875, 42.00875, 7)],
        [(-70.50125, 42.50625, 9), (-70.98875, 42.00875, 2)],
        [(-70.99125, 42.00125, 5), (-70.98875, 42.00375, 5), (-71.2, 41.5, 1)],
    ]
    for few in hidden:
        for order in ([*PRINTED, *few], [*few, *PRINTED[::-1]]):
            drawn.add(drawing_of(asked(place, order)))
    assert len(drawn) == 1
    assert drawn != {""}


def test_cells_that_go_together_with_few_others_are_not_drawn_either() -> None:
    """One was named by five: twelve more go with it, so that it is not told by their sum."""
    place = make_neighborhood(west=-71.0)
    few: Named = [(-70.99125, 42.00625, 5)]
    wave = asked(place, [(-70.99875, 42.00125, 40), (-70.99625, 42.00375, 12), *few])
    printed = wave.results.get().table["cells"]
    assert [row[2] for row in printed] == [40]
    assert drawing_of(wave).count("ui-hexno") == 1


def test_nothing_is_drawn_where_nothing_is_printed() -> None:
    wave = asked(make_neighborhood(), [(-70.99875, 42.00125, 6)])
    assert drawing_of(wave) == ""
    assert table_of(wave) == []


def test_the_whole_town_is_drawn_with_its_neighborhoods() -> None:
    make_neighborhood("Millbrook", west=-71.0)
    make_neighborhood("Old <Town>", west=-70.96)
    MapLayer.objects.create(
        kind="park",
        name="Common",
        shape={
            "type": "Polygon",
            "coordinates": [[[-71, 42], [-70.99, 42], [-70.99, 42.01], [-71, 42]]],
        },
    )
    drawing = drawing_of(asked(None, PRINTED))
    for drawn in ("Millbrook", "Old &lt;Town&gt;", "ui-smap__park", "ui-smap__border"):
        assert drawn in drawing
    assert drawing.count("ui-hex--") == 2


def test_a_town_without_neighborhoods_has_no_map() -> None:
    wave = asked(None, PRINTED)
    assert ground_of(wave.survey) is None
    assert drawing_of(wave) == ""
    assert len(table_of(wave)) == 2


def test_a_printed_cell_beyond_the_neighborhood_is_on_the_paper() -> None:
    place = make_neighborhood(west=-71.0)
    drawing = drawing_of(asked(place, [(-71.10125, 42.00125, 50)]))
    corners = re.search(r'class="ui-hex ui-hex--3" d="M(\d+) (\d+)', drawing)
    assert corners is not None
    assert 0 < int(corners[1]) < 640


def test_many_cells_are_numbered_as_far_as_numbers_have_room() -> None:
    rows = [[1.0 + nth, 2.0, 15, f"Street {nth}"] for nth in range(12)]
    cells = cells_of({"cells": [*rows, [0.5, 2.0, 100, "High Street"]]})
    assert [one.number for one in cells] == [*"123456789", "", "", "", ""]
    assert cells[0] == Cell(0.5, 2.0, 100, "High Street", "1")
    assert [Cell(0, 0, n, "").level for n in (10, 20, 45, 50, 100)] == [1, 2, 2, 3, 4]
    assert cells_of({}) == []


def test_those_who_publish_see_the_same_drawing(client: Client) -> None:
    place = make_neighborhood(west=-71.0)
    wave = asked(place, PRINTED)
    sign_in(client, make_officer(of=place))
    desk = client.get(reverse("feedback:results_desk", args=[wave.survey.slug]))
    assert drawing_of(wave) in desk.content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_of_one_map_and_of_three_ask_the_same(
    many: int, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    place = make_neighborhood(west=-71.0)
    keys = [f"where-{nth}" for nth in range(many)]
    questions = [WHERE | {"key": key} for key in keys]
    wave = make_closed_wave(make_survey(neighborhood=place, questions=questions))
    UnlinkedAnswer.objects.bulk_create(
        UnlinkedAnswer(wave=wave, question=key, longitude=-70.99, latitude=42.0)
        for key in keys
        for _nth in range(20)
    )
    count_wave(wave_id=wave.pk, now=now())
    publish_all(wave, make_officer(of=place))
    url = reverse("feedback:results", args=[wave.survey.slug])
    client.get(url)
    with django_assert_num_queries(12):
        page = client.get(url).content.decode()
    assert page.count('<svg class="ui-smap"') == many
