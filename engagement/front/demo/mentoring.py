"""The series of the demo town for which people enrol once, for all its meetings."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.timezone import localdate

from engagement.front.demo.calling import ORGANIZER
from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings.models import Room, Series
from meetings.services import SeriesDetails, create_series, publish_series
from meetings.services.enrolling import Guardian, enrol_as_person
from meetings.services.series_capacity import change_series_seats
from meetings.wishes import Wish

_FILE = Path(__file__).with_name("phrases") / "mentoring.toml"
RESIDENT: Final = "resident@riverside.example"
CALLED_BEFORE: Final = timedelta(days=20)
Told = Mapping[str, Any]


def call_mentoring(
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    people: Sequence[int],
    now: datetime,
) -> Series:
    """Call the series; some are enrolled, a parent is asked, and some wait."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    organizer, called_at = known[ORGANIZER], now - CALLED_BEFORE
    series = create_series(
        neighborhood_id=places[told["place"]].pk,
        details=_details(told, now),
        actor=organizer,
        now=called_at,
    )
    publish_series(series_id=series.pk, actor=organizer, now=called_at)
    change_series_seats(
        series_id=series.pk,
        capacity=told["capacity"],
        reserved_seats=0,
        asks_guardian=True,
        actor=organizer,
        now=called_at,
    )
    come = [known[RESIDENT], *User.objects.filter(pk__in=people).order_by("pk")]
    _enrol(series, told, come, now)
    return series


def _details(told: Told, now: datetime) -> SeriesDetails:
    room = Room.objects.get(name=told["room"])
    day = localdate(now) + timedelta(days=told["in"])
    return SeriesDetails(
        kind=told["kind"],
        title=told["title"],
        summary=told["summary"],
        rule=told["rule"],
        first=datetime.combine(day, time(told["hour"])),
        minutes=told["minutes"],
        room_id=room.pk,
        venue_id=room.venue_id,
        languages=tuple(told["languages"]),
        enrols_whole=True,
    )


def _enrol(series: Series, told: Told, come: Sequence[User], now: datetime) -> None:
    """The last place is held for somebody under 18; those after stand in line."""
    last = len(told["parties"])
    sizes = [*told["parties"], 1, *[1] * told["waiting"]]
    for number, (size, person) in enumerate(zip(sizes, come, strict=False)):
        young = Guardian(told["guardian"], told["guardian_address"])
        needs = told["needs"] if number == 1 else ""
        enrol_as_person(
            series_id=series.pk,
            wish=Wish(party_size=size, name=person.name, needs=needs),
            guardian=young if number == last else None,
            actor=person,
            language="en",
            now=now - timedelta(hours=1) + timedelta(minutes=number),
        )
