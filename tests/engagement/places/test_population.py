"""Who lives where: read, looked at, replaced as a whole, and asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.places.errors import PopulationFileError
from engagement.places.models import PopulationGroup
from engagement.places.queries import (
    PopulationShares,
    groups_of,
    population_figures,
    population_shares,
)
from engagement.places.services import PopulationReport, import_population
from tests.factories.people import make_admin, make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.population import make_population

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HEAD = "neighborhood,trait,group,people"


def table(*lines: str) -> bytes:
    return "\n".join([HEAD, *lines]).encode()


def bring_in(*lines: str, **options: Any) -> PopulationReport:
    values: dict[str, Any] = {"source": "Census", "year": 2024, "now": NOW} | options
    return import_population(content=table(*lines), **values)


def kept() -> list[tuple[str, str, str, int]]:
    rows = PopulationGroup.objects.order_by("source", "neighborhood__name", "pk")
    return list(rows.values_list("source", "neighborhood__name", "group", "people"))


def why(*lines: str) -> list[str]:
    with pytest.raises(PopulationFileError) as refused:
        bring_in(*lines)
    return str(refused.value).splitlines()


def test_a_file_replaces_what_its_source_said_of_its_traits() -> None:
    make_neighborhood("East")
    make_neighborhood("West")
    bring_in("East,housing,own,3000", "West,housing,own,9", source="Survey")
    bring_in("East,housing,own,2000", "East,housing,rent,3000", "East,age,65_up,5000")

    report = bring_in("west,housing,rent,5000")

    assert report == PopulationReport(["housing"], ["West"], 1, 2, [])
    assert kept() == [
        ("Census", "East", "65_up", 5000),
        ("Census", "West", "rent", 5000),
        ("Survey", "East", "own", 3000),
        ("Survey", "West", "own", 9),
    ]


def test_importing_is_recorded() -> None:
    make_neighborhood("East")
    admin = make_admin()

    bring_in("East,housing,own,5000", actor=admin)

    entry = Entry.objects.get(action="places.import_population")
    assert entry.actor_id == admin.pk
    assert entry.detail == {
        "source": "Census",
        "year": 2024,
        "traits": ["housing"],
        "lines": 1,
    }


def test_a_trial_says_what_it_would_do_and_writes_nothing() -> None:
    make_neighborhood("East")
    bring_in("East,housing,own,5000")

    report = bring_in("East,housing,rent,5000", is_trial=True)

    assert (report.lines, report.replaced) == (1, 1)
    assert kept() == [("Census", "East", "own", 5000)]
    assert Entry.objects.filter(action="places.import_population").count() == 1


def test_each_line_that_cannot_be_kept_is_told_and_none_is_written() -> None:
    make_neighborhood("East")

    assert why(
        "North,housing,own,10",
        "East,income,high,10",
        "East,housing,castle,10",
        "East,housing,own,-4",
        "East,housing,rent,12",
        "East,housing,rent,12",
    ) == [
        "Line 2: there is no neighborhood “North” on the map.",
        "Line 3: “income” is none of these: age, language, housing, years, sex.",
        "Line 4: “castle” is no group of “housing”, which are: own, rent, other.",
        "Line 5: “-4” is not a number of people.",
        "Line 7: says again what line 6 says.",
    ]
    assert kept() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The first line has to name these columns"),
        (b"\xff\xfe\x00", "The file is not text in UTF-8."),
        (b"a,b\n1,2", "The first line has to name these columns"),
        (table(), "The file has no line with figures."),
        (b"x" * 1024 * 1024 + b"x", "This file is larger than 1 MB."),
        (table("East,housing,own," + "9" * 200_000), "The file is no table"),
    ],
)
def test_what_is_no_such_table_is_refused_in_a_sentence(
    content: bytes, sentence: str
) -> None:
    with pytest.raises(PopulationFileError, match=sentence):
        import_population(content=content, source="Census", year=2024, now=NOW)


@pytest.mark.parametrize(("source", "year"), [(" ", 2024), ("Census", 2027)])
def test_who_counted_and_when_has_to_be_said(source: str, year: int) -> None:
    make_neighborhood("East")

    with pytest.raises(PopulationFileError, match="Say who counted"):
        bring_in("East,housing,own,5000", source=source, year=year)


def test_a_sum_far_from_the_population_is_pointed_out() -> None:
    make_neighborhood("East", population=5_000)
    make_neighborhood("West", population=None)

    near = bring_in("East,housing,own,4950", "West,housing,own,7")
    far = bring_in("East,housing,own,4949")

    assert near.warnings == []
    assert far.warnings == [
        "East, Housing: the groups add up to 4949, and 5000 live there."
    ]


def test_only_administrators_import_figures() -> None:
    place = make_neighborhood("East")

    with pytest.raises(NotAllowedError):
        bring_in("East,housing,own,5000", actor=make_officer(of=place))

    assert kept() == []


def test_the_newest_source_that_knows_every_neighborhood_is_asked() -> None:
    east, west = make_neighborhood("East"), make_neighborhood("West")
    make_population(east, people={"own": 10, "rent": 20}, year=2020)
    make_population(west, people={"own": 30}, year=2020)
    make_population(east, people={"rent": 100}, source="Survey", year=2025)

    both = population_shares([east, west], "housing")
    one = population_shares([east], "housing")

    assert both == PopulationShares({"own": 40, "rent": 20, "other": 0}, "Census", 2020)
    assert one == PopulationShares({"own": 0, "rent": 100, "other": 0}, "Survey", 2025)
    assert population_shares([east], "age") is None
    assert population_shares([], "age") is None


def test_languages_are_those_the_town_writes_in_and_its_figures_tell_of() -> None:
    place = make_neighborhood("East")
    make_town(languages=["en"])
    before = list(groups_of("language"))
    make_population(place, "language", {"so": 5, "es": 80, "en": 10, "other": 5})

    shares = population_shares([place], "language", ["en", "es", "other"])

    assert before == ["en", "other"]
    assert list(groups_of("language")) == ["en", "es", "so", "other"]
    assert shares == PopulationShares({"en": 10, "es": 80, "other": 10}, "Census", 2024)


@pytest.mark.parametrize("places", [1, 3])
def test_asking_for_many_neighborhoods_costs_as_much_as_for_one(
    places: int, django_assert_num_queries: Any
) -> None:
    make_town()
    here = [make_neighborhood() for _ in range(places)]
    for place in here:
        make_population(place)
    groups_of("language")

    with django_assert_num_queries(1):
        population_shares(here, "housing")


def test_the_command_looks_first_and_then_keeps(tmp_path, capsys) -> None:
    make_neighborhood("East")
    file = tmp_path / "figures.csv"
    file.write_bytes(table("East,housing,own,4000"))
    options = {"source": "Census", "year": 2024}

    call_command("import_population", str(file), dry_run=True, **options)
    said = capsys.readouterr().out.splitlines()
    before = kept()
    call_command("import_population", str(file), **options)

    assert said == [
        "East, Housing: the groups add up to 4000, and 5000 live there.",
        "Population: 1 lines for housing in East; 0 lines of this source would be replaced.",
        "Nothing has been written.",
    ]
    assert before == []
    assert kept() == [("Census", "East", "own", 4000)]
    (figures,) = population_figures()
    assert (figures.name, figures.neighborhoods, figures.people) == ("Housing", 1, 4000)
