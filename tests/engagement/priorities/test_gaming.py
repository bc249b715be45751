"""SCIENCE 1.6: how far a brigade comes, under both rules of who counts as verified."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.engagement.priorities.gaming import CONFIRMED, STRONG, Attack, chances

TOLERANCE = 0.05
SCIENCE = {
    "one person, 50 accounts, one issue, unverified": (0.13, 0.04),
    "same, on one network (origin group)": (0.13, 0.04),
    "50 accounts, 50 fake issues, unverified": (0.22, 0.08),
    "one account, 50 reports": (0.09, 0.01),
    "one verified account, 50 “different” issues (3 count)": (0.26, 0.14),
    "50 unverified “me too”": (0.14, 0.05),
    "500 verified “me too”": (0.28, 0.14),
    "50 phone-verified accounts on one issue": (0.47, 0.24),
    "50 phone-verified, aged accounts, 50 fake issues": (0.96, 0.80),
    "ORGANIC 50 residents, 12 issues, 70 % verified": (0.82, 0.48),
    "ORGANIC 12 residents, 6 issues": (0.47, 0.24),
    "ORGANIC 30 residents, 10 issues, nobody verified": (0.22, 0.08),
    "… after 10 of those 30 use a letter or meeting code": (0.73, 0.41),
}
PAGE = Path(__file__).parents[3] / "docs" / "gaming.md"
ROW = re.compile(
    r"^\| (?P<what>.+?) \| (?P<top>[.\d]+) \| (?P<first>[.\d]+) \|$", re.MULTILINE
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def strong() -> dict[str, tuple[float, float]]:
    return chances(STRONG)


@pytest.fixture(scope="module")
def confirmed() -> dict[str, tuple[float, float]]:
    return chances(CONFIRMED)


def published() -> dict[str, tuple[float, float]]:
    found = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return {row["what"]: (float(row["top"]), float(row["first"])) for row in found}


def test_under_strong_every_cell_is_that_of_the_paper(strong) -> None:
    assert strong.keys() == SCIENCE.keys()
    for what, cells in SCIENCE.items():
        assert strong[what] == pytest.approx(cells, abs=TOLERANCE), what


def test_both_tables_are_published_as_they_come_out(strong, confirmed) -> None:
    ours = {**strong, **confirmed}

    assert published().keys() == ours.keys()
    for what, cells in published().items():
        assert ours[what] == pytest.approx(cells, abs=0.006), what


def test_without_the_limit_of_three_one_person_would_lead() -> None:
    without = chances({"all": Attack(ver=1, issues=50)}, places=300)

    assert without["all"] == pytest.approx((0.96, 0.80), abs=TOLERANCE)


def test_before_anybody_pushes_it_the_line_is_nowhere() -> None:
    assert chances({"nothing": Attack(issues=0)}, places=300) == {"nothing": (0.0, 0.0)}
