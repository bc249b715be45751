"""A calendar program people use shows the hours our pages say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetings.models import Meeting
from meetings.templatetags.meeting_words import when
from tests.factories.meetings import make_meeting
from tests.factories.places import make_neighborhood
from tests.harness.khal import Khal, Shown

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NEW_YORK, KATHMANDU = "America/New_York", "Asia/Kathmandu"
NEXT_YEAR = timezone.now().year + 1
FIRST, LAST = date(NEXT_YEAR, 1, 1), date(NEXT_YEAR, 12, 31)


def at(day: date, hour: int, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))


def sundays(month: int) -> list[date]:
    days = [date(NEXT_YEAR, month, 1) + timedelta(days=n) for n in range(28)]
    return [day for day in days if day.weekday() == 6]


def downloaded(name: str, *args: object) -> bytes:
    return Client().get(reverse(f"meetings:{name}", args=args)).content


def in_words(shown: Sequence[Shown]) -> list[str]:
    """Say what the program shows as our pages say it, but for the zone."""
    return [
        f"{title}: {_day(begins)}, {_clock(begins)} to"
        f" {_clock(ends) if begins.date() == ends.date() else f'{_day(ends)}, {_clock(ends)}'}"
        for begins, ends, title in shown
    ]


def _day(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def _clock(moment: datetime) -> str:
    return f"{moment:%I:%M %p}".lower().removeprefix("0")


def on_the_page(meetings: Sequence[Meeting], zone: str) -> list[str]:
    with timezone.override(zone):
        return [f"{one.title}: {when(one).rpartition(' (')[0]}" for one in meetings]


def test_khal_shows_one_meeting_at_the_hour_of_its_page(
    tmp_path: Path, settings
) -> None:
    for zone in (NEW_YORK, KATHMANDU):
        settings.TIME_ZONE = zone
        meeting = make_meeting(begins_at=at(date(NEXT_YEAR, 12, 2), 18, zone))
        khal = Khal(tmp_path / zone, zone)

        khal.take_in(downloaded("meeting_ics", meeting.pk))

        assert in_words(khal.shown(FIRST, LAST)) == on_the_page([meeting], zone)


def test_khal_keeps_the_hour_of_a_series_across_both_clock_changes(
    tmp_path: Path, settings
) -> None:
    settings.TIME_ZONE = NEW_YORK
    place = make_neighborhood()
    meetings = [
        make_meeting(
            neighborhood=place, title="Coffee", begins_at=at(day, hour, NEW_YORK)
        )
        for month in (3, 11)
        for day in sundays(month)
        for hour in (1, 9)
    ]
    khal = Khal(tmp_path, NEW_YORK)

    khal.take_in(downloaded("place_ics", place.slug))

    shown = khal.shown(FIRST, LAST)
    assert len({begins.utcoffset() for begins in (m.begins_at for m in meetings)}) == 2
    assert in_words(shown) == on_the_page(meetings, NEW_YORK)


def test_khal_moves_what_was_moved_and_says_what_was_cancelled(
    tmp_path: Path, settings
) -> None:
    settings.TIME_ZONE = NEW_YORK
    day = date(NEXT_YEAR, 5, 4)
    moved, gone = (
        make_meeting(title=title, begins_at=at(day, 18, NEW_YORK))
        for title in ("Moved", "Gone")
    )
    khal = Khal(tmp_path, NEW_YORK)
    khal.take_in(downloaded("town_ics"))
    before = khal.shown(FIRST, LAST)
    later = timedelta(days=2, hours=1)
    Meeting.objects.filter(pk=moved.pk).update(
        begins_at=F("begins_at") + later, ends_at=F("ends_at") + later, version=2
    )
    Meeting.objects.filter(pk=gone.pk).update(
        state="cancelled",
        cancelled_at=timezone.now(),
        cancel_reason="A storm",
        version=2,
    )
    moved.refresh_from_db()

    khal.take_in(downloaded("town_ics"))

    after = sorted(in_words(khal.shown(FIRST, LAST)))
    (was,) = on_the_page([gone], NEW_YORK)
    assert sorted(in_words(before)) == [was, was.replace("Gone:", "Moved:")]
    assert after == sorted(
        [*on_the_page([moved], NEW_YORK), was.replace("Gone:", "Gone CANCELLED:")]
    )
