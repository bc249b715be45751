"""Plain typed makers of meetings."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils.timezone import localdate, localtime, now

from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings.choices import MeetingState
from meetings.models import DateQuestion, Meeting, Organizer, Room, Series, Venue
from meetings.services import MeetingDetails, SeriesDetails, create_series
from tests.factories.places import make_neighborhood

_number = count(1)


def make_venue(name: str = "", **fields: Any) -> Venue:
    name = name or f"Library {next(_number)}"
    return Venue.objects.create(name=name, address="1 Mill Road", **fields)


def make_room(venue: Venue | None = None, capacity: int = 40, **fields: Any) -> Room:
    values = {"name": f"Room {next(_number)}"} | fields
    return Room.objects.create(venue=venue or make_venue(), capacity=capacity, **values)


def make_meeting(
    *,
    neighborhood: Neighborhood | None = None,
    begins_at: datetime | None = None,
    hours: float = 2,
    organizer: User | None = None,
    **fields: Any,
) -> Meeting:
    """A published town hall in two weeks, in a house, with or without an organizer."""
    begins_at = begins_at or now() + timedelta(days=14)
    published = fields.get("state", MeetingState.PUBLISHED) != MeetingState.DRAFT
    plain = {
        "kind": "town_hall",
        "title": "What Mill Road needs",
        "summary": "Come and say what worries you.",
        "made_at": now(),
        "state": MeetingState.PUBLISHED,
        "published_at": now() if published else None,
        "first_begins_at": begins_at if published else None,
    }
    if "venue" not in fields and "room" not in fields:
        plain["venue"] = make_venue()
    if "room" in fields and fields["room"] is not None:
        plain["venue"] = fields["room"].venue
    meeting = Meeting.objects.create(
        neighborhood=neighborhood or make_neighborhood(),
        begins_at=begins_at,
        ends_at=begins_at + timedelta(hours=hours),
        **(plain | fields),
    )
    if organizer is not None:
        make_meeting_organizer(meeting, organizer)
    return meeting


def make_draft(**fields: Any) -> Meeting:
    return make_meeting(state=MeetingState.DRAFT, **fields)


def make_meeting_organizer(
    meeting: Meeting, person: User, *, is_by_role: bool = False
) -> Organizer:
    return Organizer.objects.create(
        meeting=meeting, person=person, is_by_role=is_by_role, added_at=now()
    )


def details(**fields: Any) -> MeetingDetails:
    """What an organizer might say: a town hall in two weeks."""
    begins_at = fields.pop("begins_at", now() + timedelta(days=14))
    plain = {
        "kind": "town_hall",
        "title": "What Mill Road needs",
        "begins_at": begins_at,
        "ends_at": begins_at + timedelta(hours=2),
    }
    return MeetingDetails(**(plain | fields))


def series_details(**fields: Any) -> SeriesDetails:
    """What an organizer might say: every week at seven, for an hour and a half."""
    first = fields.pop("first", None) or localtime(now() + timedelta(days=7)).replace(
        hour=19, minute=0, second=0, microsecond=0, tzinfo=None
    )
    plain: dict[str, Any] = {
        "kind": "coffee",
        "title": "Coffee on the green",
        "rule": "FREQ=WEEKLY",
        "first": first,
        "minutes": 90,
    }
    return SeriesDetails(**(plain | fields))


def make_series_row(neighborhood: Neighborhood, **fields: Any) -> Series:
    """Just the row: a weekly coffee chat from next week on, without its meetings."""
    plain = {
        "kind": "coffee",
        "title": "Coffee on the green",
        "rule": "FREQ=WEEKLY",
        "first_on": localdate() + timedelta(days=7),
        "begins": time(19),
        "minutes": 90,
        "made_at": now(),
    }
    return Series.objects.create(neighborhood=neighborhood, **(plain | fields))


def make_series(
    *, by: User, neighborhood: Neighborhood | None = None, **fields: Any
) -> Series:
    """Drafts of a weekly coffee chat; `by` must be somebody who may call one there."""
    return create_series(
        neighborhood_id=neighborhood.pk if neighborhood else None,
        details=series_details(**fields),
        actor=by,
        now=now(),
    )


def make_date_question(
    *, dates: int = 2, closes_in: int = 7, **fields: Any
) -> DateQuestion:
    """Neighbors are asked for a week which of some evenings suits them."""
    meeting = make_draft(**fields)
    question = DateQuestion.objects.create(
        meeting=meeting,
        asked_at=now() - timedelta(days=1),
        closes_at=now() + timedelta(days=closes_in),
    )
    for number in range(dates):
        begins_at = now() + timedelta(days=20 + number)
        question.options.create(
            begins_at=begins_at, ends_at=begins_at + timedelta(hours=2)
        )
    return question
