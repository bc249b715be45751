from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.concerns.importing.moments import Moments, NoMomentError

BOSTON = ZoneInfo("America/New_York")
FORMATS = ["%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d %b %y", "iso"]


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("2011-07-01 01:32:33", "2011-07-01 01:32:33-04:00", "2011-07-01"),
        ("2011-12-01 01:32:33", "2011-12-01 01:32:33-05:00", "2011-12-01"),
        ("04/12/2018 11:11:26 PM", "2018-04-12 23:11:26-04:00", "2018-04-12"),
        ("4/1/2018 12:05:00 am", "2018-04-01 00:05:00-04:00", "2018-04-01"),
        ("01 Mar 11", "2011-03-01 00:00:00-05:00", "2011-03-01"),
        ("01 Mar 99", "1999-03-01 00:00:00-05:00", "1999-03-01"),
        ("2018-01-01T03:00:00Z", "2017-12-31 22:00:00-05:00", "2017-12-31"),
        ("2018-01-01T03:00:00.125+02:00", "2017-12-31 20:00:00-05:00", "2017-12-31"),
        ("2018-01-01T03:05", "2018-01-01 03:05:00-05:00", "2018-01-01"),
        ("2018-01-01", "2018-01-01 00:00:00-05:00", "2018-01-01"),
    ],
)
def test_a_moment_is_read_in_the_source_s_zone(text, written, day) -> None:
    found = Moments(FORMATS, BOSTON).read(text)

    assert (found.written, found.day) == (written, day)
    moment = datetime.strptime(written, "%Y-%m-%d %H:%M:%S%z")
    assert found.seconds == int(moment.timestamp())
    hour = datetime.strptime(found.hour, "%Y-%m-%d %H:%M:%S%z")
    assert hour == moment.replace(minute=0, second=0)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "2011-02-30 01:32:33",
        "2011-07-01 25:32:33",
        "2011-07-01 01:60:33",
        "2011-07-01 01:32:60",
        "13/12/2018 11:11:26 PM",
        "04/12/2018 13:11:26 PM",
        "04/12/2018 00:11:26 AM",
        "01 Foo 11",
        "2011-07-01 01:32:33 or so",
        "0000-00-00 00:00:00",
        "0001-01-01 00:00:00",
        "1899-12-31",
    ],
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(NoMomentError):
        Moments(FORMATS, BOSTON).read(text)


def test_one_reader_gives_the_same_answers_in_any_order() -> None:
    """The short way, taken where a text is like the one before, changes no answer."""
    texts = [
        "2011-07-01 01:32:33",
        "2011-07-01 01:59:00",
        "04/12/2018 11:11:26 PM",
        "04/12/2018 11:11:27 AM",
        "2011-07-01 01:32:33",
    ]
    reader = Moments(FORMATS, BOSTON)

    together = [reader.read(text) for text in texts]

    assert together == [Moments(FORMATS, BOSTON).read(text) for text in texts]
    with pytest.raises(NoMomentError):
        reader.read("2011-07-01 01:61:33")


@given(st.integers(0, 2_800_000_000))
def test_every_moment_means_what_python_says(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, BOSTON)

    found = Moments(FORMATS, BOSTON).read(moment.strftime("%Y-%m-%d %H:%M:%S"))

    assert found.seconds == int(moment.replace(fold=0).timestamp())


@pytest.mark.parametrize(
    ("zone", "text", "written", "hour", "day"),
    [
        (
            "Asia/Kolkata",
            "2020-01-01T10:45:10Z",
            "2020-01-01 16:15:10+05:30",
            "2020-01-01 16:00:00+05:30",
            "2020-01-01",
        ),
        (
            "Asia/Kolkata",
            "2020-01-01T18:30:00Z",
            "2020-01-02 00:00:00+05:30",
            "2020-01-02 00:00:00+05:30",
            "2020-01-02",
        ),
        (
            "America/New_York",
            "2020-01-01T10:15:00+05:30",
            "2019-12-31 23:45:00-05:00",
            "2019-12-31 23:00:00-05:00",
            "2019-12-31",
        ),
        (
            "Africa/Monrovia",
            "1950-01-01T10:15:00",
            "1950-01-01 10:15:00-00:44:30",
            "1950-01-01 10:00:00-00:44:30",
            "1950-01-01",
        ),
    ],
)
def test_an_offset_may_be_part_of_an_hour(zone, text, written, hour, day) -> None:
    reader = Moments(["iso"], ZoneInfo(zone))
    on_the_hour = f"{text[:13]}:00:00{text[19:]}"

    reader.read(on_the_hour)
    found = reader.read(text)

    assert (found.written, found.hour, found.day) == (written, hour, day)
    assert found.seconds == int(datetime.fromisoformat(written).timestamp())


def test_an_hour_there_is_twice_or_never_is_one_moment_all_the_same() -> None:
    """Of two the first; the one left out is counted on from before the change."""
    reader = Moments(FORMATS, BOSTON)

    twice = reader.read("2026-11-01 01:30:00")
    never = reader.read("2026-03-08 02:30:00")

    assert twice.seconds == int(datetime(2026, 11, 1, 5, 30, tzinfo=UTC).timestamp())
    assert never.seconds == int(datetime(2026, 3, 8, 7, 30, tzinfo=UTC).timestamp())
    assert (twice.day, never.day) == ("2026-11-01", "2026-03-08")


def test_the_clock_change_is_the_zone_s_own() -> None:
    reader = Moments(FORMATS, BOSTON)

    before = reader.read("2026-11-01 00:30:00")
    after = reader.read("2026-11-01 03:30:00")

    assert after.seconds - before.seconds == 4 * 3600
