"""Planning patrols: once or by a rule, changed only where nobody signed up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from icalendar import Calendar

from engagement.audit.models import Entry
from engagement.common.calendars import Entry as InCalendar
from engagement.common.calendars import calendar_of
from engagement.common.errors import DomainError, NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_rota import make_patrol, make_patrol_series, make_sign_up
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_officer, make_user
from watchgroups.choices import GroupState, PatrolState, SignUpState
from watchgroups.errors import PatrolIncompleteError, PatrolOverError
from watchgroups.models import Group, Patrol, PatrolSeries, SignUp
from watchgroups.services import (
    PatrolPlan,
    begin_patrols,
    cancel_patrol,
    change_patrol,
    change_patrols,
    grow_patrols,
    plan_patrol,
    stop_patrols,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
IN_A_WEEK = NOW + timedelta(days=7)
TWO_HOURS = timedelta(hours=2)


def led() -> tuple[Group, User]:
    group = make_group()
    return group, make_captain(group)


def plan(group: Group, actor: User, **fields: Any) -> Patrol:
    given: dict[str, Any] = {"begins_at": IN_A_WEEK, "ends_at": IN_A_WEEK + TWO_HOURS}
    said = {key: fields.pop(key) for key in list(fields) if key not in given}
    return plan_patrol(
        group_id=group.pk,
        plan=PatrolPlan(**({"title": "Evening walk"} | said)),
        actor=actor,
        now=NOW,
        **(given | fields),
    )


def test_a_captain_plans_a_patrol_and_it_stands_in_the_record() -> None:
    group, captain = led()

    patrol = plan(group, captain, route="Mill Road <b>and</b> back")

    assert (patrol.title, patrol.route) == ("Evening walk", "Mill Road and back")
    entry = Entry.objects.get(action="patrol.plan")
    assert (entry.actor_id, entry.detail) == (captain.pk, {"patrol": patrol.pk})


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " "},
        {"leads_wanted": 0, "members_wanted": 1},
        {"leads_wanted": 0, "newcomers_wanted": 1},
        {"members_wanted": 51},
        {"kind": "race"},
        {"begins_at": NOW},
        {"ends_at": IN_A_WEEK + timedelta(minutes=14)},
        {"ends_at": IN_A_WEEK + timedelta(hours=25)},
        {"begins_at": NOW + timedelta(days=800), "ends_at": NOW + timedelta(days=801)},
    ],
)
def test_what_nobody_could_keep_is_refused(fields: dict[str, Any]) -> None:
    group, captain = led()

    with pytest.raises(DomainError):
        plan(group, captain, **fields)
    assert Patrol.objects.count() == 0


def test_only_captains_of_the_group_plan() -> None:
    group, _captain = led()
    member = make_member(group).person
    others = (member, led()[1], make_officer(of=group.neighborhood), make_user())

    for one in others:
        with pytest.raises(NotAllowedError):
            plan(group, one)
    assert Patrol.objects.count() == 0


def test_calling_a_patrol_off_tells_whoever_is_on_it_why() -> None:
    group, captain = led()
    patrol = make_patrol(group, begins_at=IN_A_WEEK)
    one = make_sign_up(patrol)
    make_sign_up(patrol, state=SignUpState.DROPPED, dropped_at=NOW)

    cancel_patrol(patrol_id=patrol.pk, reason="Ice", actor=captain, now=NOW)

    patrol.refresh_from_db()
    assert (patrol.state, patrol.cancel_reason) == (PatrolState.CANCELLED, "Ice")
    told = Job.objects.filter(task="watchgroups.send_patrol_letter")
    assert [job.arguments for job in told] == [
        {"sign_up_id": one.pk, "what": "cancelled", "number": 2}
    ]
    with pytest.raises(PatrolOverError):
        cancel_patrol(patrol_id=patrol.pk, reason="Ice", actor=captain, now=NOW)


def move(patrol: Patrol, actor: User, to: datetime, reason: str = "Rain") -> Patrol:
    return change_patrol(
        patrol_id=patrol.pk,
        plan=PatrolPlan(title=patrol.title),
        begins_at=to,
        ends_at=to + TWO_HOURS,
        reason=reason,
        actor=actor,
        now=NOW,
    )


def test_moving_a_patrol_needs_a_reason_once_somebody_is_on_it() -> None:
    group, captain = led()
    patrol = make_patrol(group, begins_at=IN_A_WEEK)
    move(patrol, captain, IN_A_WEEK + timedelta(hours=1), reason="")
    make_sign_up(patrol)

    with pytest.raises(DomainError):
        move(patrol, captain, IN_A_WEEK + timedelta(hours=2), reason="")
    moved = move(patrol, captain, IN_A_WEEK + timedelta(hours=2))

    assert (moved.version, moved.move_reason) == (3, "Rain")
    (job,) = Job.objects.filter(task="watchgroups.send_patrol_letter")
    assert job.arguments["what"] == "moved"


def test_who_has_another_patrol_at_the_new_hour_is_taken_off_and_told() -> None:
    group, captain = led()
    patrol = make_patrol(group, begins_at=IN_A_WEEK)
    one = make_sign_up(patrol)
    later = IN_A_WEEK + timedelta(days=1)
    make_sign_up(make_patrol(group, begins_at=later), one.member)

    move(patrol, captain, later)

    one.refresh_from_db()
    assert one.state == SignUpState.DROPPED
    whats = {
        job.arguments["what"] for job in Job.objects.all() if job.arguments.get("what")
    }
    assert whats == {"moved", "off"}


def test_places_somebody_has_cannot_be_taken_away() -> None:
    group, captain = led()
    patrol = make_patrol(group, begins_at=IN_A_WEEK)
    make_sign_up(patrol), make_sign_up(patrol)

    with pytest.raises(PatrolIncompleteError):
        change_patrol(
            patrol_id=patrol.pk,
            plan=PatrolPlan(title="Walk", members_wanted=1),
            begins_at=patrol.begins_at,
            ends_at=patrol.ends_at,
            reason="",
            actor=captain,
            now=NOW,
        )


# -- patrols that come again -------------------------------------------------------------
def begin(
    rule: str = "FREQ=WEEKLY;BYDAY=TU", **given: Any
) -> tuple[PatrolSeries, User]:
    group, captain = led()
    plain: dict[str, Any] = {
        "first": datetime.combine(date(2026, 6, 2), time(19)),
        "minutes": 120,
    }
    series = begin_patrols(
        group_id=group.pk,
        plan=PatrolPlan(title="Tuesday walk"),
        rule=rule,
        actor=captain,
        now=NOW,
        **(plain | given),
    )
    return series, captain


def change(series: PatrolSeries, actor: User, rule: str, at: time = time(19)) -> int:
    return change_patrols(
        series_id=series.pk,
        plan=PatrolPlan(title="New walk"),
        rule=rule,
        first=datetime.combine(series.first_on, at),
        minutes=60,
        actor=actor,
        now=NOW,
    )


def days(series: PatrolSeries) -> list[str]:
    found = series.patrols.order_by("begins_at")
    return [
        f"{one.begins_at.astimezone(ZoneInfo('America/New_York')):%a %d %b %H:%M}"
        for one in found
    ]


def test_a_series_is_written_eight_weeks_ahead_and_grows_each_night_once() -> None:
    series, _captain = begin()
    assert (len(days(series)), days(series)[0]) == (8, "Tue 02 Jun 19:00")

    tomorrow_week = NOW + timedelta(days=8)
    assert (grow_patrols(now=tomorrow_week), grow_patrols(now=tomorrow_week)) == (1, 0)
    assert days(series)[-1] == "Tue 28 Jul 19:00"


def test_a_paused_group_does_not_grow() -> None:
    series = make_patrol_series()
    Group.objects.filter(pk=series.group_id).update(
        state=GroupState.FROZEN, frozen_because="no_captain"
    )

    assert grow_patrols(now=NOW) == 0


def test_only_patrols_nobody_signed_up_for_change_with_the_series() -> None:
    series, captain = begin()
    second = series.patrols.order_by("begins_at")[1]
    make_sign_up(second)
    make_sign_up(
        series.patrols.order_by("begins_at")[2],
        state=SignUpState.DROPPED,
        dropped_at=NOW,
    )

    stayed = change(series, captain, "FREQ=WEEKLY;BYDAY=TU", time(20))

    assert stayed == 1
    assert days(series)[:3] == [
        "Tue 02 Jun 20:00",
        "Tue 09 Jun 19:00",
        "Tue 16 Jun 20:00",
    ]
    kept = Patrol.objects.get(pk=second.pk)
    assert (kept.title, kept.is_apart, kept.version) == ("Tuesday walk", True, 1)
    assert Job.objects.count() == 0


def test_days_that_fall_go_and_new_ones_come_but_no_person_is_moved() -> None:
    series, captain = begin()
    first = series.patrols.order_by("begins_at")[0]
    one = make_sign_up(first)

    change(series, captain, "FREQ=WEEKLY;BYDAY=WE")

    assert days(series)[:2] == ["Tue 02 Jun 19:00", "Wed 03 Jun 19:00"]
    assert len(days(series)) == 9
    assert SignUp.objects.get().pk == one.pk


def test_a_series_that_ends_leaves_patrols_with_people() -> None:
    series, captain = begin()
    last = series.patrols.order_by("begins_at")[7]
    make_sign_up(last)

    stayed = stop_patrols(
        series_id=series.pk,
        from_day=date(2026, 6, 16),
        actor=captain,
        now=NOW,
    )

    assert stayed == 1
    assert days(series) == ["Tue 02 Jun 19:00", "Tue 09 Jun 19:00", "Tue 21 Jul 19:00"]
    assert grow_patrols(now=NOW + timedelta(days=60)) == 0


def test_nobody_else_changes_a_series() -> None:
    series, _captain = begin()

    with pytest.raises(NotAllowedError):
        change(series, led()[1], "FREQ=DAILY")
    assert len(days(series)) == 8


@pytest.mark.parametrize("rule", ["", "every day", "FREQ=WEEKLY;UNTIL=20260601"])
def test_a_rule_nobody_could_keep_is_refused(rule: str) -> None:
    with pytest.raises(DomainError):
        begin(rule)


ZONES = ["America/New_York", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("month", [3, 10])
@how(max_examples=2, suppress_health_check=list(HealthCheck), deadline=None)
@given(minute=st.integers(0, 24 * 60 - 1), lasts=st.integers(15, 600))
def test_across_clock_changes_rota_and_calendar_show_the_same_hour(
    settings: LazySettings, zone: str, month: int, minute: int, lasts: int
) -> None:
    settings.TIME_ZONE = zone
    here = ZoneInfo(zone)
    first = datetime.combine(date(2026, month, 1), time(minute // 60, minute % 60))
    at = datetime(2026, month, 1, tzinfo=UTC) - timedelta(days=3)
    group, captain = led()
    series = begin_patrols(
        group_id=group.pk,
        plan=PatrolPlan(title="Walk"),
        rule="FREQ=DAILY",
        first=first,
        minutes=lasts,
        actor=captain,
        now=at,
    )

    patrols = list(series.patrols.order_by("begins_at"))
    for patrol in patrols:
        wall = patrol.begins_at.astimezone(here)
        said = datetime.combine(patrol.series_on, first.time())  # type: ignore[arg-type]  # of a series
        shown = said.replace(tzinfo=here).astimezone(UTC).astimezone(here)
        assert wall.replace(tzinfo=None) == shown.replace(tzinfo=None)
        assert patrol.ends_at - patrol.begins_at == timedelta(minutes=lasts)
    events = Calendar.from_ical(in_calendar(patrols, zone)).walk("VEVENT")
    assert [
        (one.start.astimezone(UTC), one.end.astimezone(UTC))  # type: ignore[attr-defined]  # an event
        for one in events
    ] == [(patrol.begins_at, patrol.ends_at) for patrol in patrols]


def in_calendar(patrols: list[Patrol], zone: str) -> bytes:
    entries = [
        InCalendar(
            sort="patrol",
            number=patrol.pk,
            title=patrol.title,
            text="",
            begins_at=patrol.begins_at,
            ends_at=patrol.ends_at,
            place="",
            link="https://safety.example.org/",
            version=patrol.version,
            is_cancelled=False,
            said_at=patrol.made_at,
        )
        for patrol in patrols
    ]
    return calendar_of(
        entries, name="Patrols", zone=zone, site_url="https://safety.example.org"
    )
