"""What the page, the letter and the calendar say is the same hour, everywhere on earth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events  # type: ignore[import-untyped]  # it has no types
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar, Event, Timezone

from engagement.common.calendars import Entry, calendar_of
from meetings.choices import BookingState
from meetings.models import Meeting
from meetings.services.feeds import make_feed, revoke_feed
from meetings.services.letters import token_of
from meetings.templatetags.meeting_words import when
from tests.factories.bookings import make_booking
from tests.factories.meetings import make_draft, make_meeting
from tests.factories.people import make_user

NEW_YORK = "America/New_York"
HOURS = [
    (
        NEW_YORK,
        "2026-03-08T01:30:00",
        "Sunday 8 March 2026, 1:30 am to 4:30 am (EST/EDT)",
    ),
    (
        NEW_YORK,
        "2026-03-07T18:00:00",
        "Saturday 7 March 2026, 6:00 pm to 8:00 pm (EST)",
    ),
    (
        NEW_YORK,
        "2026-03-09T18:00:00",
        "Monday 9 March 2026, 6:00 pm to 8:00 pm (EDT)",
    ),
    (
        NEW_YORK,
        "2026-11-01T00:30:00",
        "Sunday 1 November 2026, 12:30 am to 1:30 am (EDT/EST)",
    ),
    (
        NEW_YORK,
        "2026-11-02T18:00:00",
        "Monday 2 November 2026, 6:00 pm to 8:00 pm (EST)",
    ),
    (
        "Asia/Kathmandu",
        "2026-12-02T18:00:00",
        "Wednesday 2 December 2026, 6:00 pm to 8:00 pm (+0545)",
    ),
    (
        "Pacific/Apia",
        "2026-12-31T23:00:00",
        "Thursday 31 December 2026, 11:00 pm to Friday 1 January 2027, 1:00 am (+13)",
    ),
    (
        NEW_YORK,
        "2028-02-29T18:00:00",
        "Tuesday 29 February 2028, 6:00 pm to 8:00 pm (EST)",
    ),
]


def entry(begins_at: datetime, **fields: Any) -> Entry:
    plain: dict[str, Any] = {
        "number": 7,
        "title": "What Mill Road needs; and, more",
        "text": "Come.",
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=2),
        "place": "Library, 1 Mill Road",
        "link": "https://safety.example.org/meetings/7-x/",
        "version": 3,
        "is_cancelled": False,
        "said_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    return Entry(**(plain | fields))


def unfolded(raw: bytes) -> bytes:
    """Undo the folding of long lines."""
    return raw.replace(b"\r\n ", b"")


def read(raw: bytes) -> Calendar:
    return Calendar.from_ical(raw)


def written(zone: str, *entries: Entry) -> Calendar:
    raw = calendar_of(
        entries, name="Meetings", zone=zone, site_url="https://safety.example.org"
    )
    return read(raw)


@pytest.mark.parametrize(("zone", "local", "words"), HOURS)
def test_page_words_and_calendar_agree(zone: str, local: str, words: str) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    begins = at.astimezone(UTC)
    ends = begins + timedelta(hours=2)
    with timezone.override(zone):
        assert when(Meeting(begins_at=begins, ends_at=ends)) == words

    calendar = written(zone, entry(begins))

    (event,) = calendar.walk("VEVENT")
    assert isinstance(event, Event)
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (begins, ends)
    for zoned in calendar.walk("VTIMEZONE"):
        assert isinstance(zoned, Timezone)
        by_its_own_rules = zoned.to_tz(lookup_tzid=False)
        assert event["DTSTART"].params["TZID"] == zone
        read_by_them = event.start.replace(tzinfo=by_its_own_rules)
        assert read_by_them.astimezone(UTC) == begins
    assert bool(calendar.walk("VTIMEZONE")) is ("EDT/EST" not in words)
    (found,) = recurring_ical_events.of(calendar).between(begins, ends)
    assert found.start.astimezone(UTC) == begins


def test_a_moved_meeting_keeps_its_name_and_a_cancelled_one_says_so() -> None:
    begins = datetime(2026, 12, 2, 23, tzinfo=UTC)

    calendar = written(
        NEW_YORK, entry(begins), entry(begins, version=4, is_cancelled=True)
    )

    said = [
        (str(e["UID"]), e["SEQUENCE"], str(e["STATUS"]), str(e["SUMMARY"]))
        for e in calendar.walk("VEVENT")
    ]
    name, title = "meeting-7@safety.example.org", "What Mill Road needs; and, more"
    assert said == [
        (name, 3, "CONFIRMED", title),
        (name, 4, "CANCELLED", title),
    ]


def titles(client: Client, name: str, *args: object) -> list[str]:
    answer = client.get(reverse(f"meetings:{name}", args=args))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return [str(event["SUMMARY"]) for event in read(answer.content).walk("VEVENT")]


@pytest.mark.django_db
def test_town_and_neighborhood_give_what_is_published_and_no_link_to_join() -> None:
    here = make_meeting(title="Here", form="hybrid", online_link="https://zoom.us/j/9")
    make_meeting(title="There")
    make_draft(title="Draft", neighborhood=here.neighborhood)
    client = Client()
    assert here.neighborhood is not None

    assert titles(client, "town_ics") == ["Here", "There"]
    assert titles(client, "place_ics", here.neighborhood.slug) == ["Here"]
    assert titles(client, "meeting_ics", here.pk) == ["Here"]
    assert b"zoom" not in client.get(reverse("meetings:town_ics")).content


@pytest.mark.django_db
def test_a_private_calendar_gives_ones_own_with_the_link_until_it_is_let_go() -> None:
    person, client = make_user(), Client()
    meeting = make_meeting(form="online", online_link="https://zoom.us/j/9", venue=None)
    make_booking(meeting, person=person)
    make_booking(make_meeting(title="Not mine"))
    now = timezone.now()
    old = make_feed(actor=person, now=now)
    secret = make_feed(actor=person, now=now)

    assert titles(client, "feed_ics", secret) == [meeting.title]
    body = client.get(reverse("meetings:feed_ics", args=[secret])).content
    assert b"https://zoom.us/j/9" in unfolded(body)
    assert client.get(reverse("meetings:feed_ics", args=[old])).status_code == 404
    revoke_feed(actor=person)
    assert client.get(reverse("meetings:feed_ics", args=[secret])).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "shows"), [("booked", True), ("waiting", False)])
def test_the_link_to_join_is_for_those_who_have_a_place(
    state: str,
    shows: bool,  # noqa: FBT001 - the two sides of a table
) -> None:
    meeting = make_meeting(form="hybrid", online_link="https://zoom.us/j/9")
    booking = make_booking(meeting, state=BookingState(state))
    client = Client()

    for name in ("coming", "coming_ics"):
        page = client.get(reverse(f"meetings:{name}", args=[token_of(booking)]))
        assert (b"https://zoom.us/j/9" in unfolded(page.content)) is shows
    public = client.get(meeting.get_absolute_url())
    assert b"zoom.us" not in public.content
