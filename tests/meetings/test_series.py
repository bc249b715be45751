from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.timezone import localtime

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings import tasks
from meetings.choices import MeetingState, NoticeKind
from meetings.errors import (
    BadSeriesError,
    MeetingIncompleteError,
    PeopleComeError,
)
from meetings.models import Host, Meeting, Notice, Series, Speaker
from meetings.services import (
    Change,
    SeriesDetails,
    add_organizer,
    change_series,
    create_series,
    edit_meeting,
    grow_series,
    growing_series,
    publish_series,
    stop_series,
)
from meetings.services.series_changes import People, Plan, plan_of
from tests.factories.bookings import make_booking
from tests.factories.meetings import details, make_meeting, make_room
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)
SEVEN = datetime(2026, 10, 27, 19)  # noqa: DTZ001 - what the clocks show


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def organizer(place: Neighborhood) -> User:
    return make_organizer(of=place)


def said(**fields: object) -> SeriesDetails:
    plain = {
        "kind": "coffee",
        "title": "Coffee",
        "rule": "FREQ=WEEKLY;COUNT=5",
        "first": SEVEN,
        "minutes": 90,
    }
    return SeriesDetails(**(plain | fields))  # type: ignore[arg-type]  # they fit


def made(by: User, place: Neighborhood, **fields: object) -> Series:
    return create_series(
        neighborhood_id=place.pk, details=said(**fields), actor=by, now=NOW
    )


def days(series: Series) -> list[str]:
    """Give what the town's clocks show when each meeting begins."""
    rows = Meeting.objects.filter(series=series).order_by("begins_at")
    return [f"{localtime(row.begins_at):%m-%d %H:%M}" for row in rows]


def test_a_series_is_written_as_drafts_at_the_same_hour_over_the_clock_change(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place)

    rows = Meeting.objects.filter(series=series).order_by("begins_at")
    assert days(series) == [
        "10-27 19:00",
        "11-03 19:00",
        "11-10 19:00",
        "11-17 19:00",
        "11-24 19:00",
    ]
    assert [row.begins_at.hour for row in rows] == [23, 0, 0, 0, 0]
    assert {row.state for row in rows} == {MeetingState.DRAFT}
    assert {row.ends_at - row.begins_at for row in rows} == {timedelta(minutes=90)}
    assert {row.organizers.get().person for row in rows} == {organizer}
    assert [entry.action for entry in Entry.objects.order_by("pk")] == ["series.create"]


def test_a_series_without_an_end_is_written_half_a_year_ahead_and_grows_by_night(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, rule="FREQ=WEEKLY")
    first = Meeting.objects.filter(series=series).order_by("begins_at").first()
    assert first is not None
    Host.objects.create(meeting=first, name="The library")

    again = grow_series(series_id=series.pk, now=NOW)
    later = grow_series(series_id=series.pk, now=NOW + timedelta(weeks=2))

    assert growing_series(now=NOW) == [series.pk]
    assert (again, later) == (0, 2)
    assert len(days(series)) == 25 + 2


def test_a_new_meeting_takes_along_who_looks_after_the_latest(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, rule="FREQ=WEEKLY")
    latest = Meeting.objects.filter(series=series).latest("begins_at")
    Host.objects.create(meeting=latest, name="The library")
    Speaker.objects.create(meeting=latest, name="Ann Reyes")
    other = make_officer(of=make_neighborhood())
    add_organizer(meeting_id=latest.pk, person_id=other.pk, actor=organizer, now=NOW)

    grow_series(series_id=series.pk, now=NOW + timedelta(weeks=1))

    newest = Meeting.objects.filter(series=series).latest("begins_at")
    assert newest != latest
    assert [host.name for host in newest.hosts.all()] == ["The library"]
    assert [speaker.name for speaker in newest.speakers.all()] == ["Ann Reyes"]
    assert {one.person for one in newest.organizers.all()} == {organizer, other}


def test_a_published_series_is_public_and_so_are_its_later_meetings(
    organizer: User, place: Neighborhood
) -> None:
    room = make_room()
    series = made(organizer, place, rule="FREQ=WEEKLY", room_id=room.pk)

    publish_series(series_id=series.pk, actor=organizer, now=NOW)
    grow_series(series_id=series.pk, now=NOW + timedelta(weeks=1))

    rows = Meeting.objects.filter(series=series)
    assert {row.state for row in rows} == {MeetingState.PUBLISHED}
    assert {row.room for row in rows} == {room}
    assert all(row.first_begins_at == row.begins_at for row in rows)


def test_a_day_on_which_the_room_is_taken_waits_as_a_draft_without_a_room(
    organizer: User, place: Neighborhood
) -> None:
    room = make_room()
    second = datetime(2026, 11, 3, 19, tzinfo=ZoneInfo("America/New_York"))
    make_meeting(room=room, begins_at=second)

    series = made(organizer, place, room_id=room.pk)

    rows = Meeting.objects.filter(series=series).order_by("begins_at")
    assert [row.room for row in rows] == [room, None, room, room, room]


def test_a_day_that_waits_for_a_room_is_not_published_with_its_series(
    organizer: User, place: Neighborhood
) -> None:
    room = make_room()
    second = datetime(2026, 11, 3, 19, tzinfo=ZoneInfo("America/New_York"))
    make_meeting(room=room, begins_at=second)
    series = made(organizer, place, room_id=room.pk)

    publish_series(series_id=series.pk, actor=organizer, now=NOW)

    rows = Meeting.objects.filter(series=series).order_by("begins_at")
    assert [row.state for row in rows] == [
        "published",
        "draft",
        "published",
        "published",
        "published",
    ]


def test_only_who_may_call_a_meeting_makes_a_series(place: Neighborhood) -> None:
    elsewhere = make_organizer(of=make_neighborhood())

    for user in (elsewhere, make_user()):
        with pytest.raises(NotAllowedError):
            made(user, place)
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=HOURLY", "Begin the rule with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
        (
            "FREQ=WEEKLY;COUNT=100000",
            "We cannot read “COUNT=100000” in the rule. A series has at most 500 meetings.",
        ),
        (
            "FREQ=WEEKLY;UNTIL=20260101",
            "No meeting to come falls on a day like that. Choose other days or a later end.",
        ),
    ],
)
def test_a_rule_nobody_can_keep_is_said_in_words(
    organizer: User, place: Neighborhood, rule: str, words: str
) -> None:
    with pytest.raises(BadSeriesError) as caught:
        made(organizer, place, rule=rule)

    assert str(caught.value) == words
    assert not Series.objects.exists()


def test_all_of_a_series_changes_its_words_and_hour(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place)
    new = said(title="Tea", first=SEVEN.replace(hour=18), minutes=60)

    change_series(
        series_id=series.pk, change=Change(details=new), actor=organizer, now=NOW
    )

    rows = Meeting.objects.filter(series=series)
    assert days(series) == [
        "10-27 18:00",
        "11-03 18:00",
        "11-10 18:00",
        "11-17 18:00",
        "11-24 18:00",
    ]
    assert {row.title for row in rows} == {"Tea"}
    assert {row.ends_at - row.begins_at for row in rows} == {timedelta(minutes=60)}


def test_this_and_following_leaves_what_is_before_as_it_was(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place)
    new = said(title="Tea", first=SEVEN.replace(hour=18))

    following = change_series(
        series_id=series.pk,
        change=Change(details=new, from_day=date(2026, 11, 10)),
        actor=organizer,
        now=NOW,
    )

    series.refresh_from_db()
    assert days(series) == ["10-27 19:00", "11-03 19:00"]
    assert days(following) == ["11-10 18:00", "11-17 18:00", "11-24 18:00"]
    assert series.stops_on == date(2026, 11, 10)
    assert (following.rule, following.begins) == ("FREQ=WEEKLY;COUNT=3", time(18))
    assert grow_series(series_id=series.pk, now=NOW) == 0
    assert grow_series(series_id=following.pk, now=NOW) == 0


def test_a_meeting_changed_by_itself_is_passed_by(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place)
    one = Meeting.objects.filter(series=series).order_by("begins_at")[1]
    own = details(title="With the mayor", begins_at=one.begins_at + timedelta(hours=1))
    edit_meeting(meeting_id=one.pk, details=own, actor=organizer, now=NOW)

    change_series(
        series_id=series.pk,
        change=Change(details=said(title="Tea", first=SEVEN.replace(hour=18))),
        actor=organizer,
        now=NOW,
    )

    one.refresh_from_db()
    assert (one.title, one.is_apart) == ("With the mayor", True)
    assert days(series)[1] == "11-03 20:00"
    assert Meeting.objects.filter(series=series).count() == 5


def test_another_weekday_takes_drafts_away_and_cancels_what_was_published(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, room_id=make_room().pk, rule="FREQ=WEEKLY;COUNT=2")
    publish_series(series_id=series.pk, actor=organizer, now=NOW)
    wednesdays = said(rule="FREQ=WEEKLY;BYDAY=WE;COUNT=2", room_id=series.room_id)

    with pytest.raises(MeetingIncompleteError) as caught:
        change_series(
            series_id=series.pk,
            change=Change(details=wednesdays),
            actor=organizer,
            now=NOW,
        )
    change_series(
        series_id=series.pk,
        change=Change(details=wednesdays, reason="The hall is full on Tuesdays"),
        actor=organizer,
        now=NOW,
    )

    rows = Meeting.objects.filter(series=series).order_by("begins_at")
    assert str(caught.value) == "Say why it changes. Everybody who comes reads it."
    assert [(f"{localtime(row.begins_at):%a %d}", row.state) for row in rows] == [
        ("Tue 27", "cancelled"),
        ("Wed 28", "published"),
        ("Tue 03", "cancelled"),
        ("Wed 04", "published"),
    ]


def test_a_published_meeting_moves_with_its_series_and_says_why(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, room_id=make_room().pk)
    publish_series(series_id=series.pk, actor=organizer, now=NOW)
    later = said(room_id=series.room_id, first=SEVEN.replace(hour=20))

    change_series(
        series_id=series.pk,
        change=Change(details=later, reason="The bus comes later"),
        actor=organizer,
        now=NOW,
    )

    rows = Meeting.objects.filter(series=series)
    assert {(row.times_moved, row.move_reason, row.is_apart) for row in rows} == {
        (1, "The bus comes later", False)
    }
    assert {text[6:] for text in days(series)} == {"20:00"}


def test_a_meeting_somebody_comes_to_never_moves_unasked(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, room_id=make_room().pk)
    publish_series(series_id=series.pk, actor=organizer, now=NOW)
    first = Meeting.objects.filter(series=series).earliest("begins_at")
    make_booking(first)
    later = said(room_id=series.room_id, first=SEVEN.replace(hour=20))

    def changed(people: People) -> None:
        wish = Change(details=later, people=people, reason="The bus comes later")
        change_series(series_id=series.pk, change=wish, actor=organizer, now=NOW)

    with pytest.raises(PeopleComeError):
        changed(People.ASK)
    unasked = days(series)
    changed(People.LEAVE)
    left = days(series)
    first.refresh_from_db()

    assert {text[6:] for text in unasked} == {"19:00"}
    assert [text[6:] for text in left] == ["19:00", *["20:00"] * 4]
    assert first.is_apart


def test_a_meeting_somebody_comes_to_moves_when_that_was_said(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, room_id=make_room().pk)
    publish_series(series_id=series.pk, actor=organizer, now=NOW)
    make_booking(Meeting.objects.filter(series=series).earliest("begins_at"))
    wish = Change(
        details=said(room_id=series.room_id, first=SEVEN.replace(hour=20)),
        people=People.CHANGE,
        reason="The bus comes later",
    )

    change_series(series_id=series.pk, change=wish, actor=organizer, now=NOW)

    assert {text[6:] for text in days(series)} == {"20:00"}
    assert Notice.objects.filter(kind=NoticeKind.MOVED).count() == 5


def test_a_series_that_stops_lets_its_drafts_go_and_grows_no_more(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, rule="FREQ=WEEKLY")

    stop_series(
        series_id=series.pk,
        from_day=date(2026, 11, 10),
        reason="Too few came",
        actor=organizer,
        now=NOW,
    )

    assert days(series) == ["10-27 19:00", "11-03 19:00"]
    assert growing_series(now=NOW + timedelta(weeks=4)) == []
    assert grow_series(series_id=series.pk, now=NOW) == 0


def test_a_series_that_stops_in_a_year_is_written_until_then(
    organizer: User, place: Neighborhood
) -> None:
    series = made(organizer, place, rule="FREQ=WEEKLY")
    last = date(2027, 10, 19)
    stop_series(
        series_id=series.pk,
        from_day=last,
        reason="The house closes",
        actor=organizer,
        now=NOW,
    )
    later = NOW + timedelta(weeks=40)

    assert growing_series(now=later) == [series.pk]
    grow_series(series_id=series.pk, now=later)

    latest = Meeting.objects.filter(series=series).latest("begins_at")
    assert localtime(latest.begins_at).date() == last - timedelta(weeks=1)
    assert growing_series(now=NOW + timedelta(weeks=53)) == []


def test_nobody_else_changes_a_series(organizer: User, place: Neighborhood) -> None:
    series = made(organizer, place)
    elsewhere = make_officer(of=make_neighborhood())

    with pytest.raises(NotAllowedError):
        change_series(
            series_id=series.pk,
            change=Change(details=said(title="Mine")),
            actor=elsewhere,
            now=NOW,
        )

    series.refresh_from_db()
    assert series.title == "Coffee"


def test_a_plan_moves_what_differs_and_drops_what_is_no_day_any_more() -> None:
    tuesday, wednesday = date(2026, 11, 3), date(2026, 11, 4)
    at = datetime(2026, 11, 3, 23, tzinfo=UTC)
    held = {1: (tuesday, True), 2: (tuesday, False), 3: (wednesday, False)}

    plan = plan_of(held, {tuesday: at})

    assert plan == Plan({1: at}, frozenset({2}), frozenset({3}))
    assert plan.touched == {1, 3}
    assert plan.without(frozenset({1, 3})) == Plan(
        {}, frozenset({1, 2, 3}), frozenset()
    )


def test_the_clock_writes_what_has_come_near(
    organizer: User, place: Neighborhood
) -> None:
    series = create_series(
        neighborhood_id=place.pk,
        details=said(rule="FREQ=WEEKLY"),
        actor=organizer,
        now=NOW - timedelta(weeks=8),
    )
    before = len(days(series))

    tasks.grow_series()
    tasks.grow_series()

    after = len(days(series))
    assert after > before
    assert len(set(days(series))) == after
