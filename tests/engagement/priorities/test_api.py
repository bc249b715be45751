"""Published reports for other programs: the public page's numbers, and no key more."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.priorities.models import Report
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_report

pytestmark = pytest.mark.django_db
HEAD = {
    "neighborhood",
    "week",
    "version",
    "as_of",
    "signed_at",
    "thinness",
    "weights_version",
    "seed",
    "input_hash",
    "note",
    "correction_reason",
}
LINE = {
    "kind",
    "few",
    "rank",
    "band",
    "rank_low",
    "rank_high",
    "rank_unadjusted",
    "points",
    "share",
    "adjustment",
    "adjustment_reason",
    "p_first",
    "p_top3",
    "people",
    "supporters",
    "issues",
    "weekly",
    "explanation",
    "decision",
    "decision_reason",
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def published(**fields: Any) -> Report:
    """A signed report with a full line, a line of few, and words nobody may read."""
    full = {
        "kind": "speeding",
        "few": False,
        "people": 12,
        "supporters": None,
        "issues": 3,
        "weekly": [0] * 11 + [3],
        "rank": 1,
        "band": 1,
        "points": 19.3,
        "share": 0.7,
        "p_first": 0.9,
        "p_top3": 1.0,
        "rank_low": 1,
        "rank_high": 2,
        "rank_unadjusted": 1,
        "adjustment": {"factor": 1.5, "reason": "duty", "text": "canary"},
        "explanation": [],
        "decision": {"code": "adopt", "reason": "We start now.", "partner": "canary"},
        "largest": [{"reference": "canary", "street": "", "first_on": "2026-11-01"}],
    }
    few = {"kind": "noise", "few": True, "decision": None}
    return make_report(
        signed=True,
        published={"lines": [full, few], "map": None, "unanswered": []},
        **fields,
    )


def test_a_published_report_says_what_is_listed_and_nothing_else(
    client: Client,
) -> None:
    report = published()

    answer = client.get(f"/api/v1/reports/{report.neighborhood.slug}/2026-W46/")

    said = answer.json()
    assert set(said) == HEAD | {"lines"}
    assert [set(line) for line in said["lines"]] == [LINE, LINE]
    assert "canary" not in answer.content.decode()
    assert (said["lines"][0]["people"], said["lines"][0]["decision"]) == (12, "adopt")


def test_a_line_of_few_has_no_number_at_all(client: Client) -> None:
    report = published()

    address = f"/api/v1/reports/{report.neighborhood.slug}/2026-W46/"
    few = client.get(address).json()["lines"][1]

    numbers = {name: few[name] for name in LINE if isinstance(few[name], int | float)}
    assert numbers == {"few": True, "adjustment": 1.0}


def test_drafts_are_not_there(client: Client) -> None:
    draft = make_report()
    published()

    listed = client.get("/api/v1/reports/").json()["results"]
    address = f"/api/v1/reports/{draft.neighborhood.slug}/2026-W46/"

    assert len(listed) == 1
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("week", ["2026-W99", "last", "2026-W47"])
def test_a_week_without_a_report_is_not_there(client: Client, week: str) -> None:
    report = published()

    answer = client.get(f"/api/v1/reports/{report.neighborhood.slug}/{week}/")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_reports_of_one_neighborhood(client: Client) -> None:
    report = published()
    published(neighborhood=make_neighborhood())

    slug = report.neighborhood.slug
    rows = client.get(f"/api/v1/reports/?neighborhood={slug}").json()["results"]

    assert [(set(row), row["neighborhood"]) for row in rows] == [(HEAD, slug)]


def test_the_list_takes_one_statement_for_one_report_and_for_three(
    client: Client,
) -> None:
    published()
    with CaptureQueriesContext(connection) as one:
        client.get("/api/v1/reports/")
    published()
    published()

    with CaptureQueriesContext(connection) as three:
        client.get("/api/v1/reports/")

    assert len(three) == len(one) <= 2
