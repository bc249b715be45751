from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from engagement.common.limits import (
    DAY,
    HOUR,
    LIMITS,
    MAPS,
    MINUTE,
    SEARCHES,
    SIGN_UPS,
    VOICES,
    Limit,
    is_over,
)
from tests.architecture.rules import PACKAGES
from tests.factories.concerns import make_issue

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "docs/limits.md"
SPANS = {
    MINUTE: "minute",
    10 * MINUTE: "10 minutes",
    15 * MINUTE: "15 minutes",
    HOUR: "hour",
    DAY: "day",
}


def as_row(one: Limit) -> str:
    return (
        f"| {one.what} | {one.most} | {SPANS[one.seconds]} | {one.per} | {one.then} |"
    )


def test_the_page_about_limits_says_what_holds() -> None:
    table = PAGE.read_text().partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]

    assert rows[1:] == [as_row(one) for one in LIMITS]


def test_every_limit_is_asked_for_somewhere_and_nothing_counts_beside_the_list() -> (
    None
):
    named = re.findall(
        r"^([A-Z_]+) = Limit\(", _source("common/limits.py"), re.MULTILINE
    )
    paths = sorted(path for one in PACKAGES for path in (ROOT / one).rglob("*.py"))
    elsewhere = "\n".join(p.read_text() for p in paths if p.name != "limits.py")
    counting = [p.name for p in paths if "over_limit(" in p.read_text()]

    assert [name for name in named if not re.search(rf"\b{name}\b", elsewhere)] == [
        "SIGN_UPS"
    ]
    assert settings.ACCOUNT_RATE_LIMITS["signup"] == f"{SIGN_UPS.most}/h/ip"
    assert counting == ["limits.py", "ratelimit.py"]
    assert len(named) == len(LIMITS)


def _source(name: str) -> str:
    return (ROOT / "engagement" / name).read_text()


@pytest.mark.parametrize("limit", LIMITS, ids=lambda one: f"{one.name} {one.seconds}")
def test_the_next_one_is_over_and_somebody_else_is_not(limit: Limit) -> None:
    answers = [is_over(limit, "somebody") for _ in range(limit.most + 1)]

    assert answers == [False] * limit.most + [True]
    assert not is_over(limit, "somebody else")


def test_an_hour_and_a_day_are_counted_apart() -> None:
    hour, day = LIMITS[0], LIMITS[1]
    for _ in range(hour.most + 1):
        is_over(hour, "somebody")

    assert [is_over(day, "somebody") for _ in range(day.most)] == [False] * day.most


@pytest.mark.django_db
def test_who_is_told_to_wait_is_told_how_long() -> None:
    issue = make_issue()
    for _ in range(VOICES.most):
        is_over(VOICES, "127.0.0.1")

    answer = Client().post(reverse("concerns:me_too", args=[issue.reference]))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert "Wait 60 minutes, then try again." in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "limit"),
    [
        ("/around/points.json", MAPS),
        ("/map/layers.json", MAPS),
        ("/find-place/?q=mill", SEARCHES),
    ],
)
def test_the_map_and_the_search_have_an_end(url: str, limit: Limit) -> None:
    client = Client()
    for _ in range(limit.most):
        is_over(limit, "127.0.0.1")

    answer = client.get(url)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


@pytest.mark.django_db
def test_a_program_cannot_say_me_too_more_often_than_people() -> None:
    issue = make_issue()
    for _ in range(VOICES.most):
        is_over(VOICES, "127.0.0.1")

    url = f"/api/v1/issues/{issue.reference}/voice/"
    answer = Client().post(url, {"device": "a-device-of-a-program"}, "application/json")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert issue.voices.count() == 0
