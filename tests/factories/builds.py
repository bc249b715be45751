"""Real reports for reviews: places with voices, built the way the worker builds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engagement.common.weeks import Week
from engagement.concerns.choices import VoiceRole
from engagement.concerns.models import Issue
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood
from engagement.priorities.models import Report
from engagement.priorities.services import building
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.priorities import make_weights

WEEK = Week(2026, 46)
AS_OF = WEEK.ends_at(ZoneInfo("America/New_York")).astimezone(UTC)
MONDAY = AS_OF + timedelta(hours=9)
BUSY = (("crossing", 20), ("barking", 14), ("litter", 9), ("strays", 3))


def make_voiced_issue(
    place: Neighborhood, code: str, people: int, *, age: float = 2.0, **fields: Any
) -> Issue:
    """An issue that so many verified people reported, so many days before the report."""
    at = AS_OF - timedelta(days=age)
    issue = make_issue(kind=make_kind(code), neighborhood=place, at=at, **fields)
    for _number in range(people):
        make_voice(issue, role=VoiceRole.REPORTER, person=make_user())
    make_concern(issue=issue)
    return issue


def make_built_report(
    kinds: tuple[tuple[str, int], ...] = BUSY,
    *,
    place: Neighborhood | None = None,
    week: Week = WEEK,
) -> Report:
    """The draft of a neighborhood in which so many people reported each kind."""
    place = place or make_neighborhood()
    for code, people in kinds:
        make_voiced_issue(place, code, people)
    return build_again(place, week)


def build_again(
    place: Neighborhood, week: Week = WEEK, *, now: datetime | None = None
) -> Report:
    make_weights()
    now = now or week.ends_at(ZoneInfo("America/New_York")) + timedelta(hours=6)
    run = building.start_run(week=week, neighborhood_ids=[place.pk], now=now)
    for place_id in building.prepare_run(run_id=run.pk):
        building.build_part(run_id=run.pk, neighborhood_id=place_id, now=now)
    building.finish_run(run_id=run.pk, now=now)
    return Report.objects.get(
        neighborhood=place, week_year=week.year, week_number=week.number, corrects=None
    )


def make_reviewer(report: Report) -> User:
    """An officer of the report's place who held the post when it was built."""
    officer = make_officer(of=report.neighborhood)
    Grant.objects.filter(user=officer).update(
        starts_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return officer
