from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # type: ignore[import-untyped]  # it has no types
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from engagement.common.recurrence import (
    MOST,
    WEEKDAYS,
    BadRuleError,
    Fault,
    Rule,
    at_wall,
    first_start,
    monthly_on_day,
    monthly_on_last,
    monthly_on_weekday,
    occurrences,
    read_rule,
    rest_of,
    weekly,
)

NEW_YORK: Final = ZoneInfo("America/New_York")
KATHMANDU: Final = ZoneInfo("Asia/Kathmandu")
APIA: Final = ZoneInfo("Pacific/Apia")
LORD_HOWE: Final = ZoneInfo("Australia/Lord_Howe")
FAR: Final = date(2100, 1, 1)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def begun(
    rule: str, first: str, zone: ZoneInfo, before: date = FAR, after: date = date.min
) -> list[str]:
    """Give the moments in UTC at which a series begins."""
    found = occurrences(
        read_rule(rule, zone), wall(first), zone, after=after, before=before
    )
    return [f"{one.begins_at:%Y-%m-%d %H:%MZ}" for one in found]


def test_a_weekly_meeting_stays_at_seven_over_the_change_in_spring() -> None:
    assert begun("FREQ=WEEKLY;COUNT=3", "2027-03-04 19:00", NEW_YORK) == [
        "2027-03-05 00:00Z",
        "2027-03-12 00:00Z",
        "2027-03-18 23:00Z",
    ]


def test_a_weekly_meeting_stays_at_seven_over_the_change_in_autumn() -> None:
    assert begun("FREQ=WEEKLY;COUNT=2", "2026-10-29 19:00", NEW_YORK) == [
        "2026-10-29 23:00Z",
        "2026-11-06 00:00Z",
    ]


def test_an_hour_the_clocks_skip_is_held_as_before_the_change() -> None:
    assert begun("FREQ=DAILY;COUNT=3", "2027-03-13 02:30", NEW_YORK) == [
        "2027-03-13 07:30Z",
        "2027-03-14 07:30Z",  # 3:30 on the clocks of that day
        "2027-03-15 06:30Z",
    ]


def test_an_hour_the_clocks_show_twice_is_the_first_of_the_two() -> None:
    assert begun("FREQ=DAILY;COUNT=3", "2026-10-31 01:30", NEW_YORK) == [
        "2026-10-31 05:30Z",
        "2026-11-01 05:30Z",
        "2026-11-02 06:30Z",
    ]


def test_clocks_that_change_by_half_an_hour() -> None:
    assert begun("FREQ=WEEKLY;COUNT=2", "2026-10-03 18:00", LORD_HOWE) == [
        "2026-10-03 07:30Z",
        "2026-10-10 07:00Z",
    ]


def test_kathmandu_lies_five_hours_and_three_quarters_ahead() -> None:
    assert begun("FREQ=MONTHLY;BYDAY=1TU;COUNT=2", "2026-12-01 17:15", KATHMANDU) == [
        "2026-12-01 11:30Z",
        "2027-01-05 11:30Z",
    ]


def test_samoa_has_no_meeting_on_the_day_it_never_had() -> None:
    assert begun("FREQ=DAILY;COUNT=4", "2011-12-28 18:00", APIA) == [
        "2011-12-29 04:00Z",
        "2011-12-30 04:00Z",
        "2011-12-31 04:00Z",  # the 31st: the 30th was left out
    ]
    assert begun("FREQ=WEEKLY;COUNT=3", "2011-12-23 18:00", APIA) == [
        "2011-12-24 04:00Z",
        "2012-01-06 04:00Z",
    ]


def test_the_last_day_of_february_comes_in_leap_years_alone() -> None:
    yearly = begun(
        "FREQ=YEARLY", "2024-02-29 10:00", KATHMANDU, before=date(2033, 1, 1)
    )
    monthly = begun(
        "FREQ=MONTHLY", "2027-12-29 10:00", KATHMANDU, before=date(2028, 4, 1)
    )

    assert [text[:10] for text in yearly] == ["2024-02-29", "2028-02-29", "2032-02-29"]
    assert [text[:10] for text in monthly] == [
        "2027-12-29",
        "2028-01-29",
        "2028-02-29",
        "2028-03-29",
    ]
    assert begun(
        "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-01-31 10:00", KATHMANDU
    ) == ["2027-01-31 04:15Z", "2027-02-28 04:15Z", "2027-03-31 04:15Z"]


def test_the_last_day_counts_and_may_be_a_moment_of_utc() -> None:
    until_day = begun("FREQ=WEEKLY;UNTIL=20270312", "2027-03-05 19:00", NEW_YORK)
    until_moment = begun(
        "RRULE:FREQ=WEEKLY;UNTIL=20270313T000000Z", "2027-03-05 19:00", NEW_YORK
    )

    assert until_day == ["2027-03-06 00:00Z", "2027-03-13 00:00Z"]
    assert until_moment == until_day


def test_a_rule_without_an_end_is_bounded() -> None:
    assert len(begun("FREQ=DAILY", "2026-01-01 10:00", NEW_YORK)) == MOST
    assert begun(
        "FREQ=WEEKLY",
        "2026-01-01 10:00",
        NEW_YORK,
        after=date(2026, 1, 15),
        before=date(2026, 1, 29),
    ) == ["2026-01-15 15:00Z", "2026-01-22 15:00Z"]


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ("", Fault.EMPTY),
        ("RRULE:", Fault.EMPTY),
        ("FREQ=WEEKLY;" + "X" * 300, Fault.LONG),
        ("every tuesday", Fault.SHAPE),
        ("FREQ=WEEKLY;FREQ=DAILY", Fault.SHAPE),
        ("FREQ=WEEKLY;COUNT=", Fault.SHAPE),
        ("INTERVAL=2", Fault.FREQUENCY),
        ("FREQ=SECONDLY", Fault.FREQUENCY),
        ("FREQ=HOURLY;COUNT=3", Fault.FREQUENCY),
        ("FREQ=DAILY;BYHOUR=3", Fault.PART),
        ("FREQ=DAILY;BYDAY=MO;INTERVAL=2", Fault.PART),
        ("FREQ=YEARLY;BYDAY=MO", Fault.PART),
        ("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=3", Fault.PART),
        ("FREQ=MONTHLY;BYSETPOS=2", Fault.PART),
        ("FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=2", Fault.PART),
        ("FREQ=WEEKLY;BYDAY=2MO", Fault.VALUE),
        ("FREQ=MONTHLY;BYDAY=6MO", Fault.VALUE),
        ("FREQ=MONTHLY;BYDAY=0MO", Fault.VALUE),
        ("FREQ=WEEKLY;BYDAY=XX", Fault.VALUE),
        ("FREQ=WEEKLY;WKST=XX", Fault.VALUE),
        ("FREQ=WEEKLY;INTERVAL=0", Fault.VALUE),
        ("FREQ=WEEKLY;INTERVAL=99999", Fault.VALUE),
        ("FREQ=WEEKLY;INTERVAL=³", Fault.VALUE),
        ("FREQ=WEEKLY;COUNT=100000", Fault.VALUE),
        ("FREQ=WEEKLY;COUNT=-3", Fault.VALUE),
        ("FREQ=MONTHLY;BYMONTHDAY=32", Fault.VALUE),
        ("FREQ=WEEKLY;UNTIL=tomorrow", Fault.VALUE),
        ("FREQ=WEEKLY;UNTIL=20270230", Fault.VALUE),
        ("FREQ=WEEKLY;UNTIL=99991231T235959Z", Fault.VALUE),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270301", Fault.BOTH_ENDS),
    ],
)
def test_a_rule_nobody_can_keep_says_what_is_wrong(rule: str, fault: Fault) -> None:
    with pytest.raises(BadRuleError) as caught:
        read_rule(rule, NEW_YORK)

    assert caught.value.fault == fault


def test_a_rule_that_names_no_day_at_all_is_found_out() -> None:
    never = read_rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", NEW_YORK)
    over = read_rule("FREQ=WEEKLY;UNTIL=20200101", NEW_YORK)

    for rule in (never, over):
        with pytest.raises(BadRuleError) as caught:
            first_start(rule, wall("2026-02-03 10:00"), NEW_YORK)
        assert caught.value.fault == Fault.NEVER


def test_a_series_begins_on_the_first_day_that_fits() -> None:
    tuesdays = read_rule("FREQ=WEEKLY;BYDAY=TU", NEW_YORK)

    assert first_start(tuesdays, wall("2026-12-04 18:00"), NEW_YORK) == wall(
        "2026-12-08 18:00"
    )


def test_what_was_held_is_taken_off_the_count() -> None:
    ten = read_rule("FREQ=WEEKLY;COUNT=10", NEW_YORK)
    first = wall("2026-12-01 18:00")

    assert rest_of(ten, first, date(2026, 12, 15)).count == 8
    assert rest_of(weekly(2), first, date(2026, 12, 15)) == weekly(2)
    with pytest.raises(BadRuleError):
        rest_of(ten, first, date(2027, 12, 15))


def test_what_people_choose_becomes_a_rule() -> None:
    tuesday = date(2026, 12, 1)

    assert [
        str(weekly(1)),
        str(weekly(3)),
        str(monthly_on_weekday(tuesday, 1)),
        str(monthly_on_weekday(date(2026, 12, 29), 1)),
        str(monthly_on_last(tuesday, 2)),
        str(monthly_on_day(tuesday, 1)),
    ] == [
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=3",
        "FREQ=MONTHLY;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-1TU",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1TU",
        "FREQ=MONTHLY;BYMONTHDAY=1",
    ]


ZONES = [NEW_YORK, KATHMANDU, APIA, LORD_HOWE, ZoneInfo("Europe/Berlin")]
FIRSTS = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001 - a wall time
    max_value=datetime(2028, 12, 31),  # noqa: DTZ001 - a wall time
).map(lambda moment: moment.replace(second=0, microsecond=0))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts: dict[str, object] = {"freq": freq, "interval": draw(st.integers(1, 4))}
    days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=3, unique=True)
    if freq == "WEEKLY":
        parts["days"] = tuple(draw(days))
    elif freq == "MONTHLY" and draw(st.booleans()):
        which = st.sampled_from(["1", "2", "3", "4", "-1"])
        parts["days"] = (draw(which) + draw(st.sampled_from(WEEKDAYS)),)
    elif freq == "MONTHLY":
        parts["month_days"] = (draw(st.sampled_from([1, 15, 28, 29, 31, -1])),)
    parts["count"] = draw(st.integers(1, 12))
    return Rule(**parts)  # type: ignore[arg-type]  # drawn to fit


@given(rule=rules())
def test_a_rule_is_kept_as_it_is_read(rule: Rule) -> None:
    assert read_rule(str(rule), NEW_YORK) == rule


@given(rule=rules(), first=FIRSTS, zone=st.sampled_from(ZONES))
def test_clocks_show_the_same_time_each_day_and_days_go_up(
    rule: Rule, first: datetime, zone: ZoneInfo
) -> None:
    found = occurrences(rule, first, zone, after=date.min, before=FAR)

    assert found == sorted(found)
    assert len({one.on for one in found}) == len(found) <= rule.count
    for one in found:
        shown = one.begins_at.astimezone(zone).replace(tzinfo=None)
        said = datetime.combine(one.on, first.time())
        is_skipped = at_wall(said, zone).astimezone(zone).replace(tzinfo=None) != said
        assert shown.date() == one.on
        assert shown == said or is_skipped


@given(
    rule=rules(),
    first=FIRSTS,
    zone=st.sampled_from(ZONES),
    days=st.integers(0, 900),
    length=st.integers(1, 300),
)
def test_a_part_of_a_series_is_cut_out_of_the_whole(
    rule: Rule, first: datetime, zone: ZoneInfo, days: int, length: int
) -> None:
    after = first.date() + timedelta(days=days)
    before = after + timedelta(days=length)

    whole = occurrences(rule, first, zone, after=date.min, before=FAR)

    part = occurrences(rule, first, zone, after=after, before=before)
    assert part == [one for one in whole if after <= one.on < before]


@given(rule=rules(), first=FIRSTS, zone=st.sampled_from(ZONES))
def test_a_calendar_program_reads_the_same_days(
    rule: Rule, first: datetime, zone: ZoneInfo
) -> None:
    start = first_start(rule, first, zone)
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//t//t//EN",
        "BEGIN:VEVENT",
        "UID:one",
        f"DTSTART;TZID={zone.key}:{start:%Y%m%dT%H%M%S}",
        "DURATION:PT1H",
        f"RRULE:{rule}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    calendar = Calendar.from_ical("\r\n".join(lines))

    read = recurring_ical_events.of(calendar).between(
        start.date() - timedelta(days=1), FAR
    )

    ours = occurrences(rule, start, zone, after=date.min, before=FAR)
    theirs = sorted(event["DTSTART"].dt.astimezone(UTC) for event in read)
    assert [one.begins_at for one in ours] == theirs
