from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from engagement.priorities.choices import AdjustReason
from engagement.priorities.errors import AdjustmentRefusedError, ReportLockedError
from engagement.priorities.models import Adjustment, InputRow, Line, Report
from engagement.priorities.services.adjusting import (
    adjust_line,
    countersign_adjustment,
    end_adjustment,
)
from tests.factories.builds import (
    MONDAY,
    build_again,
    make_built_report,
    make_reviewer,
)
from tests.factories.people import make_admin, make_officer, make_organizer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
TEXT = "The school reopens and the crossing has no lights."


def adjust(line: Line, actor: User, **changed: Any) -> Adjustment:
    plain: dict[str, Any] = {
        "factor": 2.0,
        "reason_code": AdjustReason.SEASONAL,
        "text": TEXT,
        "expires_on": date(2026, 12, 24),
        "is_pin": False,
        "now": MONDAY,
    }
    return adjust_line(line_id=line.pk, actor=actor, **(plain | changed))


def line_of(report: Report, code: str) -> Line:
    return report.lines.get(kind__code=code)


def list_of(report: Report) -> list[tuple[Any, ...]]:
    report.refresh_from_db()
    lines = report.lines.order_by("position")
    return list(lines.values_list("kind__code", "rank", "points", "share", "p_first"))


def test_adjust_line_ranks_again_and_keeps_both_ranks() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    before = line_of(report, "barking")

    adjust(before, officer)

    after = line_of(report, "barking")
    assert (before.rank, after.rank, after.rank_unadjusted) == (2, 1, 2)
    assert after.points == pytest.approx(2 * before.points, abs=1e-9)
    assert after.weight == before.weight
    assert line_of(report, "crossing").rank == 2
    assert sum(line.share for line in report.lines.all()) == pytest.approx(1.0)
    assert [e.action for e in Entry.objects.all()] == ["report.adjust_line"]


def test_ending_the_adjustment_gives_back_the_report_byte_for_byte() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    built, rows = report.frozen, list(InputRow.objects.order_by("pk").values())
    first = list_of(report)
    line = line_of(report, "barking")

    adjust(line, officer)
    report.refresh_from_db()
    assert report.frozen != built
    end_adjustment(line_id=line.pk, actor=officer, now=MONDAY)

    report.refresh_from_db()
    assert report.frozen == built
    assert list_of(report) == first
    assert list(InputRow.objects.order_by("pk").values()) == rows


def test_building_again_counts_the_adjustment_and_gives_the_same_bytes() -> None:
    report = make_built_report()
    adjust(line_of(report, "barking"), make_reviewer(report))
    report.refresh_from_db()

    again = build_again(report.neighborhood, now=MONDAY + timedelta(hours=1))

    assert again.pk == report.pk
    assert again.frozen == report.frozen


def test_a_pin_stands_above_the_list_and_changes_no_number() -> None:
    report = make_built_report()
    before = {row[0]: row[1:] for row in list_of(report)}

    adjust(line_of(report, "litter"), make_reviewer(report), factor=1.0, is_pin=True)

    after = list_of(report)
    numbers = {row[0]: (row[1], row[2], row[3]) for row in after}
    assert after[0][0] == "litter"
    assert numbers == {code: row[:3] for code, row in before.items()}


def test_a_second_adjustment_takes_the_place_of_the_first() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    line = line_of(report, "barking")

    adjust(line, officer)
    adjust(line, officer, factor=0.5, now=MONDAY + timedelta(minutes=1))

    assert [a.factor for a in Adjustment.objects.filter(ended_at=None)] == [0.5]
    assert Adjustment.objects.count() == 2
    assert line_of(report, "barking").adjustment == 0.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"factor": 3.0},
        {"factor": 1.0},
        {"text": "Too short"},
        {"text": "<p>               </p>"},
        {"expires_on": date(2026, 11, 16)},
        {"expires_on": date(2027, 2, 15)},
    ],
)
def test_an_adjustment_outside_the_rules_changes_nothing(wrong: dict[str, Any]) -> None:
    report = make_built_report()
    before = list_of(report)

    with pytest.raises(AdjustmentRefusedError):
        adjust(line_of(report, "barking"), make_reviewer(report), **wrong)

    assert list_of(report) == before
    assert not Adjustment.objects.exists()


def test_ninety_days_are_the_longest() -> None:
    report = make_built_report()

    adjust(
        line_of(report, "barking"), make_reviewer(report), expires_on=date(2027, 2, 14)
    )

    assert Adjustment.objects.get().expires_on == date(2027, 2, 14)


def test_only_officers_of_the_place_adjust_and_only_a_draft() -> None:
    report = make_built_report()
    line = line_of(report, "barking")
    others = [
        make_officer(of=make_neighborhood()),
        make_organizer(of=report.neighborhood),
        make_admin(),
    ]
    for other in others:
        with pytest.raises(NotAllowedError):
            adjust(line, other)
    officer = make_reviewer(report)
    Report.objects.update(status="signed", signed_at=MONDAY)

    with pytest.raises(ReportLockedError):
        adjust(line, officer)
    with pytest.raises(ReportLockedError):
        end_adjustment(line_id=line.pk, actor=officer, now=MONDAY)

    assert not Adjustment.objects.exists()


def test_nothing_to_end_is_said_so() -> None:
    report = make_built_report()

    with pytest.raises(AdjustmentRefusedError):
        end_adjustment(
            line_id=line_of(report, "barking").pk,
            actor=make_reviewer(report),
            now=MONDAY,
        )


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_half_and_double_wait_for_a_second_officer_where_two_are_asked_for(
    settings: Any, factor: float
) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report = make_built_report()
    first, second = make_reviewer(report), make_reviewer(report)
    line, before = line_of(report, "barking"), list_of(report)

    adjust(line, first, factor=factor)
    assert list_of(report) == before
    with pytest.raises(NotAllowedError):
        countersign_adjustment(line_id=line.pk, actor=first, now=MONDAY)

    countersign_adjustment(line_id=line.pk, actor=second, now=MONDAY)

    assert line_of(report, "barking").adjustment == factor
    with pytest.raises(AdjustmentRefusedError):
        countersign_adjustment(line_id=line.pk, actor=second, now=MONDAY)


@pytest.mark.parametrize(("factor", "colleagues"), [(1.5, 1), (2.0, 0)])
def test_a_mild_factor_or_the_only_officer_waits_for_nobody(
    settings: Any, factor: float, colleagues: int
) -> None:
    settings.REPORTS_NEED_TWO_PEOPLE = True
    report = make_built_report()
    officer = make_reviewer(report)
    for _number in range(colleagues):
        make_reviewer(report)

    adjust(line_of(report, "barking"), officer, factor=factor)

    assert line_of(report, "barking").adjustment == factor
