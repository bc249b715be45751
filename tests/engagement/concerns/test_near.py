"""“Is it one of these?”: likely ones first, and no exact place given away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from engagement.common.roles import NOBODY, Viewer
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.likeness import (
    SHOW_FROM,
    metres_between,
    score,
    score_before_text,
    token_set_ratio,
)
from engagement.concerns.models import Issue, Kind
from engagement.concerns.queries import Near, near_issues
from engagement.places.models import SnapPoint
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
DEGREE = 111_195.0  # metres a degree of latitude


class Street:
    """A straight street of public points 100 m apart, and issues at them."""

    def __init__(self, **kind: Any) -> None:
        self.place = make_neighborhood()
        self.kind: Kind = make_kind(**kind)
        self.lat, self.lon = self.place.south + 0.005, self.place.west + 0.01
        self.points = [
            SnapPoint.objects.create(
                neighborhood=self.place,
                lat=self.lat + metres / DEGREE,
                lon=self.lon,
                label=f"{metres} m up",
                source="street",
            )
            for metres in range(0, 600, 100)
        ]

    def issue(self, metres: int, days: float = 0, **fields: Any) -> Issue:
        plain = {"kind": self.kind, "neighborhood": self.place}
        return make_issue(
            snap_point=self.points[metres // 100],
            at=NOW - timedelta(days=days),
            **(plain | fields),
        )

    def ask(self, metres: float = 0, text: str = "") -> list[Near]:
        lat = self.lat + metres / DEGREE
        return near_issues(NOBODY, self.kind.pk, lat, self.lon, NOW, text)


def test_the_worked_scores() -> None:
    assert score(0, 0, 1) == pytest.approx(1.0)
    assert score(75, 30, 0.5) == pytest.approx(
        0.6 * 0.6065306597 + 0.125 + 0.15 * 0.3678794412
    )
    assert score_before_text(0, 0) == pytest.approx(1.0)
    assert score_before_text(150, 0, 150) == pytest.approx(0.8 * 0.6065306597 + 0.2)


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("street light out", "Street Light OUT!", 1.0),
        ("light out", "street light out again", 1.0),
        ("", "street light", 0.0),
        ("abc", "xyz", 0.0),
        ("loud music at night", "loud party at night", 0.78),
    ],
)
def test_likeness_of_words(one: str, other: str, likeness: float) -> None:
    assert token_set_ratio(one, other) == pytest.approx(likeness, abs=0.06)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_between_nothing_and_all_and_the_same_both_ways(
    one: str, other: str
) -> None:
    likeness = token_set_ratio(one, other)

    assert 0 <= likeness <= 1
    assert likeness == pytest.approx(token_set_ratio(other, one))


def test_a_degree_north_is_the_right_number_of_metres() -> None:
    assert metres_between(42.0, -71.0, 43.0, -71.0) == pytest.approx(111_195, rel=1e-3)


@pytest.mark.django_db
def test_the_three_likeliest_are_shown_the_nearest_and_newest_first() -> None:
    street = Street()
    far, near = street.issue(100), street.issue(0, days=20)
    newest, old = street.issue(0), street.issue(0, days=40)
    street.issue(300)

    found = street.ask()

    assert [one.issue for one in found] == [newest, near, old]
    assert far not in [one.issue for one in found]
    assert all(one.score >= SHOW_FROM for one in found)


@pytest.mark.django_db
def test_a_kinds_own_distance_decides_how_far_the_same_problem_reaches() -> None:
    wide, narrow = Street(same_within_m=150), Street(same_within_m=50)
    wide.issue(200)
    narrow.issue(200)

    assert [one.metres for one in wide.ask()] == [pytest.approx(200, abs=1)]
    assert narrow.ask() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"privacy": Privacy.AREA},
        {"privacy": Privacy.SENSITIVE},
        {"is_held": True},
        {"status": Status.DONE, "closed_at": NOW},
    ],
    ids=["area", "sensitive", "held", "closed"],
)
def test_what_is_not_open_and_public_is_never_named(fields: dict[str, Any]) -> None:
    street = Street()
    shown = street.issue(0)
    street.issue(0, **fields)

    assert [one.issue for one in street.ask()] == [shown]


@pytest.mark.django_db
def test_old_merged_and_foreign_kinds_are_left_out() -> None:
    street = Street()
    shown = street.issue(0)
    other_group = Kind.objects.create(code="other_group_of_a_test", name="Other")
    foreign = Kind.objects.create(code="foreign", name="Foreign", parent=other_group)
    street.issue(0, days=61)
    street.issue(0, merged_into=shown)
    street.issue(0, kind=foreign)

    assert [one.issue for one in street.ask()] == [shown]


@pytest.mark.django_db
def test_words_lift_the_one_that_says_the_same() -> None:
    street = Street()
    same, other = street.issue(100), street.issue(0, days=15)
    make_concern(issue=same, text="Bins burn behind the school every Friday")
    make_concern(issue=other, text="Needles under the slide")

    before = [one.issue for one in street.ask(metres=40)]
    after = street.ask(metres=40, text="bins burn behind the school")

    assert before == [other, same]
    assert {one.issue for one in after} == {same, other}
    assert next(one.score for one in after if one.issue == same) > 0.5


@pytest.mark.django_db
def test_the_exact_place_of_an_issue_changes_nothing_that_is_shown() -> None:
    street = Street()
    issue = street.issue(0)
    concern = make_concern(issue=issue, lat=street.lat, lon=street.lon)
    before = street.ask(metres=30)

    concern.lat = street.lat + 45 / DEGREE
    concern.save()

    assert [(one.score, one.metres) for one in street.ask(metres=30)] == [
        (one.score, one.metres) for one in before
    ]


@pytest.mark.django_db
def test_a_point_outside_the_town_has_nothing_near() -> None:
    street = Street()
    street.issue(0)

    assert near_issues(NOBODY, street.kind.pk, 1.0, 1.0, NOW) == []


@pytest.mark.django_db
def test_looking_takes_the_same_statements_for_one_and_for_three() -> None:
    street = Street()
    street.issue(0)
    street.ask(text="a text")
    with CaptureQueriesContext(connection) as one:
        street.ask(text="a text")
    street.issue(0)
    street.issue(100)

    with CaptureQueriesContext(connection) as three:
        street.ask(text="a text")

    assert len(three) == len(one) <= 5


@pytest.mark.django_db
def test_one_that_is_held_back_is_offered_to_nobody() -> None:
    street = Street()
    street.issue(0, is_held=True)
    shown = street.issue(0)
    officer = Viewer(user=make_officer(of=street.place))

    found = near_issues(officer, street.kind.pk, street.lat, street.lon, NOW)

    assert [near.issue for near in found] == [shown]
