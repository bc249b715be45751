"""Meetings and patrols as calendars read them (RFC 5545). Pure: entries in, text out.

Hours carry the town's zone by name, and the zone's own rules come along, so that every
program shows what the page says, across both clock changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

PRODUCT: Final = "-//Common Ground//Calendar//EN"


@dataclass(frozen=True)
class Entry:
    """One coming together, as far as whoever asks may read it; `sort` and `number` name it."""

    number: int
    title: str
    text: str
    begins_at: datetime
    ends_at: datetime
    place: str
    link: str
    version: int
    is_cancelled: bool
    said_at: datetime
    sort: str = "meeting"


def calendar_of(
    entries: Iterable[Entry], *, name: str, zone: str, site_url: str
) -> bytes:
    """Write a calendar; what moved keeps its name and has a higher number."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    host = urlsplit(site_url).hostname or "localhost"
    town = ZoneInfo(zone)
    for entry in entries:
        calendar.add_component(_event(entry, town, host))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(entry: Entry, town: ZoneInfo, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.sort}-{entry.number}@{host}")
    event.add("dtstamp", entry.said_at.astimezone(UTC))
    begins, ends = _hours(entry, town)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("sequence", entry.version)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("summary", entry.title)
    if entry.text:
        event.add("description", entry.text)
    if entry.place:
        event.add("location", entry.place)
    event.add("url", entry.link)
    return event


def _hours(entry: Entry, town: ZoneInfo) -> tuple[datetime, datetime]:
    """Give the hours in the town's zone.

    An hour that the clocks go through twice has one name for two moments: what lies in
    its second pass is written in UTC, or calendars show it an hour early.
    """
    begins, ends = entry.begins_at.astimezone(town), entry.ends_at.astimezone(town)
    if begins.fold or ends.fold:
        return begins.astimezone(UTC), ends.astimezone(UTC)
    return begins, ends
