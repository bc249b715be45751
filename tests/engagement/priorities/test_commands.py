"""What scripts rely on: arguments, keys, and sentences for mistakes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from engagement.places.models import Neighborhood
from engagement.priorities.models import Line, Report, Run
from tests.engagement.priorities.test_building import WEEK, build, busy_place
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


def shown(place: Neighborhood, *words: str) -> str:
    out = io.StringIO()
    call_command("show_report", place.slug, str(WEEK), *words, stdout=out)
    return out.getvalue()


def as_json(place: Neighborhood) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(shown(place, "--format", "json"))
    return data


def test_json_has_the_keys_that_scripts_rely_on() -> None:
    place = busy_place()
    build(place)

    data = as_json(place)

    assert list(data) == [
        "neighborhood",
        "week",
        "as_of",
        "weights_version",
        "seed",
        "input_hash",
        "status",
        "voices",
        "lines",
    ]
    assert list(data["lines"][0]) == [
        "rank",
        "band",
        "kind",
        "points",
        "share",
        "severity",
        "weight",
        "backlog",
        "adjustment",
        "people",
        "supporters",
        "issues",
        "p_first",
        "p_top3",
        "rank_low",
        "rank_high",
        "explanation",
        "decision",
    ]


def test_json_says_what_was_frozen() -> None:
    place = busy_place()
    build(place)
    report = Report.objects.get()

    data = as_json(place)

    assert (data["neighborhood"], data["week"]) == (place.slug, "2026-W46")
    assert (data["seed"], data["voices"]) == (int(report.seed), 42)
    assert data["as_of"] == "2026-11-16T05:00:00+00:00"
    line, row = data["lines"][0], Line.objects.get(position=1)
    assert (line["kind"], line["points"], line["decision"]) == (
        "speeding",
        row.points,
        None,
    )
    assert line["points"] == pytest.approx(
        line["severity"] * line["weight"] * line["backlog"] * line["adjustment"],
        abs=1e-9,
    )
    assert "20 people reported it." in line["explanation"]
    assert sum(line["share"] for line in data["lines"]) == pytest.approx(1.0)


def test_csv_has_one_row_a_line_under_the_same_names() -> None:
    place = busy_place()
    build(place)

    rows = list(csv.DictReader(io.StringIO(shown(place, "--format", "csv"))))

    lines = as_json(place)["lines"]
    assert list(rows[0]) == list(lines[0])
    assert [row["kind"] for row in rows] == [line["kind"] for line in lines]
    assert float(rows[0]["points"]) == lines[0]["points"]
    assert rows[-1]["rank"] == ""


def test_table_lists_every_line_and_every_issue_behind_it() -> None:
    place = busy_place()
    build(place)

    table = shown(place)

    head = "week 2026-W46, version 1, Draft: needs your review"
    assert table.splitlines()[0] == f"{place.name}, {head}"
    for row in Line.objects.get(position=1).inputs.select_related("issue"):
        assert f"{row.issue}  since {row.first_on}" in table


def test_an_empty_report_says_so() -> None:
    place = make_neighborhood()
    build(place)

    assert shown(place).endswith("Nothing was reported.\n")
    assert as_json(place)["lines"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "2026-W46"], "There is no neighborhood “nowhere”. Use its slug"),
        (["mill", "2026-46"], "“2026-46” is not a week. Write it like 2026-W46."),
        (["mill", "2026-W54"], "“2026-W54” is not a week. Write it like 2026-W46."),
        (["Mill", "2026-W45"], "Mill has no report of week 2026-W45. Build it with: "),
    ],
)
def test_show_report_ends_mistakes_in_a_sentence(words, sentence) -> None:
    make_neighborhood("Mill")

    with pytest.raises(CommandError) as error:
        call_command("show_report", *words)

    assert str(error.value).startswith(sentence)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--week", "last"], "“last” is not a week. Write it like 2026-W46."),
        (["--week", "2126-W01"], "Week 2126-W01 has not begun yet."),
        (
            ["--as-of", "noon"],
            "“noon” is not a moment. Write it like 2026-11-16T00:00.",
        ),
        (["--as-of", "2126-01-01"], "A report can only count up to now"),
        (["--neighborhood", "nowhere"], "There is no neighborhood “nowhere”."),
        (
            ["--week", "2020-W20", "--as-of", "2020-01-01"],
            "That moment is before week 2020-W20 begins.",
        ),
    ],
)
def test_build_reports_ends_mistakes_in_a_sentence_and_starts_nothing(
    words, sentence
) -> None:
    make_neighborhood("Mill")

    with pytest.raises(CommandError) as error:
        call_command("build_reports", *words)

    assert str(error.value).startswith(sentence)
    assert Run.objects.count() == 0


def test_build_reports_of_a_town_without_neighborhoods_says_so() -> None:
    with pytest.raises(CommandError, match="There is no neighborhood to build"):
        call_command("build_reports")
