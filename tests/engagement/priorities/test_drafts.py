"""What a built draft says of targets, and which drafts give way to the next week's."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from engagement.concerns.workdays import target_at
from engagement.priorities.choices import ReportStatus
from engagement.priorities.frozen import read_frozen
from engagement.priorities.models import Report
from engagement.priorities.services.correcting import start_correction
from engagement.priorities.services.signing import sign_report
from tests.factories.builds import (
    AS_OF,
    MONDAY,
    WEEK,
    build_again,
    make_built_report,
    make_reviewer,
    make_voiced_issue,
)
from tests.factories.concerns import make_kind
from tests.factories.places import make_neighborhood
from tests.factories.reviews import ALL_TICKS, make_draft_ready

pytestmark = pytest.mark.django_db


def test_days_are_named_only_where_every_late_problem_has_the_usual_target() -> None:
    place, zone = make_neighborhood(), ZoneInfo("America/New_York")
    began = AS_OF - timedelta(days=40)
    usual = target_at(began.astimezone(zone).date(), 28, zone)
    own = AS_OF - timedelta(days=1)
    for code, target in (("usual_ones", usual), ("own_ones", own)):
        make_kind(code, target_days=28)
        make_voiced_issue(place, code, 3, age=40, target_at=target)

    frozen = read_frozen(build_again(place).frozen)

    said = {
        line["kind"]: one["days"]
        for line in frozen["lines"]
        for one in line["explanation"]
        if one["key"] == "late"
    }
    assert said == {"usual_ones": 28, "own_ones": None}


def test_an_open_correction_does_not_give_way_to_the_next_weeks() -> None:
    report = make_built_report()
    officer = make_reviewer(report)
    make_draft_ready(report, by=officer, at=MONDAY)
    sign_report(
        report_id=report.pk, actor=officer, checked=ALL_TICKS, note="", now=MONDAY
    )
    start_correction(
        report_id=report.pk,
        actor=officer,
        reason="Two problems were one and the same.",
        now=MONDAY,
    )

    build_again(report.neighborhood, WEEK.after(1))

    states = Report.objects.order_by("week_number", "version")
    assert list(states.values_list("status", flat=True)) == [
        ReportStatus.SIGNED,
        ReportStatus.DRAFT,
        ReportStatus.DRAFT,
    ]
