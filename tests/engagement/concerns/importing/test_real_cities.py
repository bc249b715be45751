"""Two cities' own files, held against counts made from them by other programs."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from engagement.concerns.counters import drift_between
from engagement.concerns.importing import ImportResult, import_concerns, load_map
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.tallies import count_concerns
from engagement.places.models import Neighborhood
from engagement.places.population import read_population
from engagement.places.services import BoundaryReport, import_neighborhoods
from tests.engagement.concerns.importing.real import DATA_DIR
from tests.engagement.concerns.importing.samples import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BOSTON, BALTIMORE = DATA_DIR / "boston", DATA_DIR / "baltimore"


def lay_down_boston() -> BoundaryReport:
    people = (BOSTON / "boston_calls_and_population_by_neighborhood.csv").read_bytes()
    return import_neighborhoods(
        content=(BOSTON / "boston_neighborhoods.geojson").read_bytes(),
        name_field="name",
        population=read_population(people, "Neighborhood", "Population 2011-2015"),
        now=NOW,
    )


def bring_in_boston() -> ImportResult:
    return import_concerns(
        path=BOSTON / "boston_311_2011H2.csv.gz", source_map=load_map("boston"), now=NOW
    )


def test_boston_s_neighborhoods_are_mended_and_peopled() -> None:
    report = lay_down_boston()

    assert len(report.created) == 26
    assert sorted(report.mended) == [
        "Beacon Hill",
        "Downtown",
        "East Boston",
        "Hyde Park",
    ]
    assert [patch.names for patch in report.overlaps] == [("Allston", "Fenway")]
    assert len(report.without_population) == 8
    assert Neighborhood.objects.get(name="Dorchester").population == 124_489


def test_boston_s_tallies_are_its_own_to_the_last_row() -> None:
    expected = json.loads((BOSTON / "expected_boston.json").read_text())
    lay_down_boston()

    first, second = bring_in_boston(), bring_in_boston()

    assert (first.read, first.new, first.rejected) == (58_251, 58_251, Counter())
    assert (first.placed, first.outside, first.no_place) == (53_461, 15, 4_775)
    assert (second.new, second.updated, second.unchanged) == (0, 0, 58_251)
    tallies = {
        (row["neighborhood"], row["source_kind"], row["month"]): row["count"]
        for row in count_concerns(["neighborhood", "source_kind", "month"])
        if row["neighborhood"] is not None
    }
    wanted = expected["neighborhood_reason_month_without_default_point"]
    assert tallies == {tuple(key): number for *key, number in wanted}
    months = {row["month"]: row["count"] for row in count_concerns(["month"])}
    assert months == expected["by_month"]
    assert Issue.objects.filter(snap_point__isnull=False).count() == 53_461
    assert Concern.objects.filter(lat=None).count() == 4_775
    assert Voice.objects.count() == 58_251 - first.remarks.officer_found == 40_206
    assert drift_between(0, 10**12) == []


def test_baltimore_s_sample_comes_in_without_its_accidents() -> None:
    result = import_concerns(
        path=BALTIMORE / "baltimore_311_2014_2019_sample.csv.gz",
        source_map=load_map("baltimore"),
        now=NOW,
    )

    assert (result.read, result.new, result.rejected) == (10_000, 10_000, Counter())
    assert result.remarks.ignored_points == {"39, -77": 885, "39, -76": 7}
    assert (result.remarks.blank_points, result.no_place) == (590, 1_482)
    assert (result.without_boundaries, result.outside) == (8_518, 0)
    assert result.remarks.unlisted_statuses == Counter()
    by_status = {row["status"]: row["count"] for row in count_concerns(["status"])}
    assert by_status == {
        "done": 9_774,
        "looking": 138,
        "new": 69,
        "passed_on": 18,
        "under_way": 1,
    }
