"""Meetings of the demo town: past, under way and to come, called as in life."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate, make_aware

from engagement.front.demo.promising import officer_of
from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings.choices import MeetingForm
from meetings.models import Host, Meeting, Room, Venue
from meetings.services import (
    MeetingDetails,
    cancel_meeting,
    create_meeting,
    move_meeting,
    publish_meeting,
)

_FILE = Path(__file__).with_name("phrases") / "meetings.toml"
ORGANIZER = "organizer@riverside.example"
CALLED_BEFORE, PUBLISHED_BEFORE = timedelta(days=40), timedelta(days=39)


def call_meetings(
    places: Mapping[str, Neighborhood], known: Mapping[str, User], now: datetime
) -> dict[str, Meeting]:
    """Call every meeting of the file; give them by their titles."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    houses = {each["name"]: _house(each, places) for each in told["venue"]}
    rooms = {room.name: room for room in Room.objects.filter(venue__in=houses.values())}
    return {
        each["title"]: _called(each, places, known, houses, rooms, now)
        for each in told["meeting"]
    }


def _house(told: Mapping[str, Any], places: Mapping[str, Neighborhood]) -> Venue:
    facts = {k: v for k, v in told.items() if k not in ("place", "rooms")}
    house = Venue.objects.create(neighborhood=places[told["place"]], **facts)
    Room.objects.bulk_create(
        Room(venue=house, name=name, capacity=seats)
        for name, seats in told["rooms"].items()
    )
    return house


def _begins_at(told: Mapping[str, Any], now: datetime) -> datetime:
    if told.get("under_way"):
        return now.replace(minute=0, second=0, microsecond=0)
    day = localdate(now) + timedelta(days=told["in"])
    return make_aware(datetime.combine(day, time(told["hour"])))


def _called(
    told: Mapping[str, Any],
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    houses: Mapping[str, Venue],
    rooms: Mapping[str, Room],
    now: datetime,
) -> Meeting:
    place, begins_at = places[told["place"]], _begins_at(told, now)
    organizer = known[ORGANIZER]
    called_at = min(now, begins_at) - CALLED_BEFORE
    meeting = create_meeting(
        neighborhood_id=place.pk,
        details=_details(told, houses, rooms, begins_at),
        actor=organizer,
        now=called_at,
    )
    hosts = told.get("hosts", ())
    Host.objects.bulk_create(Host(meeting=meeting, name=name) for name in hosts)
    if not told.get("draft"):
        _go_on(told, meeting, organizer, officer_of(told["place"], known), now)
    return meeting


def _details(
    told: Mapping[str, Any],
    houses: Mapping[str, Venue],
    rooms: Mapping[str, Room],
    begins_at: datetime,
) -> MeetingDetails:
    room = rooms.get(told.get("room", ""))
    house = houses.get(told.get("venue", ""))
    return MeetingDetails(
        kind=told["kind"],
        title=told["title"],
        summary=told["summary"],
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=told["hours"]),
        form=told.get("form", MeetingForm.IN_PERSON),
        venue_id=house.pk if house else None,
        room_id=room.pk if room else None,
        online_link=told.get("link", ""),
        languages=tuple(told.get("languages", ())),
        interpreters=tuple(told.get("interpreters", ())),
        has_child_care=told.get("child_care", False),
    )


def _go_on(
    told: Mapping[str, Any],
    meeting: Meeting,
    organizer: User,
    officer: User,
    now: datetime,
) -> None:
    published_at = min(now, meeting.begins_at) - PUBLISHED_BEFORE
    publish_meeting(meeting_id=meeting.pk, actor=organizer, now=published_at)
    if "moved" in told:
        move_meeting(
            meeting_id=meeting.pk,
            begins_at=meeting.begins_at + timedelta(days=1),
            ends_at=meeting.ends_at + timedelta(days=1),
            form=meeting.form,
            venue_id=meeting.venue_id,
            room_id=meeting.room_id,
            online_link=meeting.online_link,
            reason=told["moved"],
            actor=organizer,
            now=now - timedelta(days=4),
        )
    if "cancelled" in told:
        cancel_meeting(
            meeting_id=meeting.pk,
            reason=told["cancelled"],
            actor=officer,
            now=now - timedelta(days=1),
        )
