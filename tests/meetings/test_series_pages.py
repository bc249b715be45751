"""The pages of series, as an organizer walks through them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from engagement.common.templatetags.ui import short_day
from engagement.people.models import User
from engagement.places.models import Neighborhood
from meetings.models import Meeting, Series
from meetings.services import publish_series
from meetings.templatetags.series_words import how_long, how_often
from tests.factories.meetings import (
    make_meeting,
    make_room,
    make_series,
    make_series_row,
    make_venue,
)
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def ann(place: Neighborhood, client: Client) -> User:
    user = make_organizer(of=place)
    sign_in(client, user)
    return user


def typed(place: Neighborhood, **fields: Any) -> dict[str, Any]:
    first = localtime(now() + timedelta(days=8)).replace(hour=19, minute=0)
    return {
        "neighborhood": place.pk,
        "kind": "youth",
        "title": "Mentors",
        "begins_at": f"{first:%Y-%m-%dT%H:%M}",
        "ends_at": f"{first:%Y-%m-%dT20:30}",
        "form": "in_person",
        "repeats": "weeks",
        "interval": "2",
        "count": "3",
        **fields,
    }


def test_a_series_is_called_without_writing_a_rule(
    client: Client, ann: User, place: Neighborhood
) -> None:
    answer = client.post(reverse("meetings:series_new"), typed(place))

    series = Series.objects.get()
    assert answer.headers["Location"] == reverse("meetings:series", args=[series.pk])
    assert (series.rule, series.minutes, series.made_by) == (
        "FREQ=WEEKLY;INTERVAL=2;COUNT=3",
        90,
        ann,
    )
    assert Meeting.objects.count() == 3


@pytest.mark.usefixtures("ann")
@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"until": "2030-01-01"}, {"count": ["Say a last day or a number, not both."]}),
        (
            {"repeats": "rule", "count": ""},
            {"rule": ["Write the rule, like FREQ=WEEKLY;BYDAY=TU."]},
        ),
        (
            {"repeats": "rule", "rule": "FREQ=HOURLY"},
            {"__all__": ["Begin the rule with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."]},
        ),
        (
            {"ends_at": "2020-01-01T10:00"},
            {"ends_at": ["The end must lie after the beginning."]},
        ),
        (
            {"begins_at": "2027-03-14T02:30", "ends_at": "2027-03-14T04:30"},
            {
                "begins_at": [
                    "The clocks change then: this hour comes twice or not at all. Choose another."
                ]
            },
        ),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    client: Client, place: Neighborhood, fields: dict[str, str], errors: dict[str, Any]
) -> None:
    page = client.post(reverse("meetings:series_new"), typed(place, **fields))

    assert page.context["form"].errors == errors
    assert not Series.objects.exists()


def test_a_series_is_published_changed_from_a_day_on_and_stopped(
    client: Client, ann: User, place: Neighborhood
) -> None:
    house = f"venue-{make_venue().pk}"
    client.post(reverse("meetings:series_new"), typed(place, where=house))
    series = Series.objects.get()
    here = [series.pk]
    client.post(reverse("meetings:series_publish", args=here))
    second = Meeting.objects.order_by("begins_at")[1]
    edit = f"{reverse('meetings:series_edit', args=here)}?from={second.series_on}"
    shown = client.get(edit).context["form"].initial
    start = shown["begins_at"] + timedelta(hours=1)
    change = typed(
        place,
        repeats="rule",
        rule=shown["rule"],
        count="",
        begins_at=f"{start:%Y-%m-%dT%H:%M}",
        ends_at=f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        title="Mentors and tea",
        where=house,
    )

    without = client.post(edit, change)
    done = client.post(edit, {**change, "reason": "The bus comes later"})

    following = Series.objects.latest("pk")
    assert without.context["form"].non_field_errors() == [
        "Say why it changes. Everybody who comes reads it."
    ]
    assert done.headers["Location"] == reverse("meetings:series", args=[following.pk])
    hours = [
        localtime(one.begins_at).hour for one in Meeting.objects.order_by("begins_at")
    ]
    assert hours == [19, 20, 20]
    assert (series.meetings.count(), following.meetings.count()) == (1, 2)

    client.post(
        reverse("meetings:series_stop", args=[following.pk]),
        {"from_day": f"{following.first_on}", "reason": "Nobody came"},
    )
    states = following.meetings.values_list("state", flat=True)
    assert set(states) == {"cancelled"}


def test_the_days_that_could_not_follow_are_named(
    client: Client, ann: User, place: Neighborhood
) -> None:
    room = make_room()
    series = make_series(
        by=ann, neighborhood=place, rule="FREQ=WEEKLY;COUNT=3", room_id=room.pk
    )
    publish_series(series_id=series.pk, actor=ann, now=now())
    second = series.meetings.order_by("begins_at")[1]
    make_meeting(room=room, begins_at=second.begins_at + timedelta(hours=2))
    edit = reverse("meetings:series_edit", args=[series.pk])
    shown = client.get(edit).context["form"].initial
    start = shown["begins_at"] + timedelta(hours=1)
    change = {
        **shown,
        "begins_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(minutes=90):%Y-%m-%dT%H:%M}",
        "languages": "",
        "interpreters": "",
        "has_child_care": "",
        "enrols_whole": "",
        "interval": "1",
        "reason": "The bus comes later",
    }

    said = client.post(edit, change, follow=True).context["messages"]

    day = short_day(second.begins_at)
    assert [str(one) for one in said] == [
        "The series was changed.",
        f"The room is taken on these days, so they stay as they were: {day}.",
    ]
    second.refresh_from_db()
    assert second.times_moved == 0
    assert series.meetings.filter(times_moved=1).count() == 2


def test_the_pages_show_how_it_comes_again(
    client: Client, ann: User, place: Neighborhood
) -> None:
    series = make_series(by=ann, neighborhood=place)

    page = client.get(reverse("meetings:series", args=[series.pk]))
    listed = client.get(reverse("meetings:series_list"))

    assert "Every week on " in page.content.decode()
    assert len(page.context["meetings"]) == 25
    assert [(one.title, one.ahead) for one in listed.context["series"]] == [
        ("Coffee on the green", 25)
    ]


def test_the_page_says_which_days_wait_for_a_room_and_publishes_the_others(
    client: Client, ann: User, place: Neighborhood
) -> None:
    room = make_room()
    series = make_series(
        by=ann, neighborhood=place, rule="FREQ=WEEKLY;COUNT=3", room_id=room.pk
    )
    series.meetings.filter(pk=series.meetings.order_by("begins_at")[1].pk).update(
        room=None
    )
    here = reverse("meetings:series", args=[series.pk])

    before = client.get(here).content.decode()
    client.post(reverse("meetings:series_publish", args=[series.pk]))
    after = client.get(here).content.decode()

    assert "1 day still waits for a room." in before
    assert "Publish the series" in before
    assert "1 day still waits for a room." in after
    assert "Publish the series" not in after


def test_who_may_call_meetings_and_has_no_series_reads_what_one_is(
    client: Client, ann: User
) -> None:
    page = client.get(reverse("meetings:series_list")).content.decode()

    assert "You look after no series yet" in page


def test_officers_of_another_place_find_nothing(
    client: Client, place: Neighborhood
) -> None:
    series = make_series_row(place)
    sign_in(client, make_officer(of=make_neighborhood()))

    names = ("series", "series_edit", "series_stop")
    pages = [
        client.get(reverse(f"meetings:{name}", args=[series.pk])) for name in names
    ]

    assert [page.status_code for page in pages] == [404, 404, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_little_for_three_series_as_for_one(
    client: Client,
    ann: User,
    place: Neighborhood,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(rows):
        make_series(by=ann, neighborhood=place, rule="FREQ=WEEKLY;COUNT=2")
    client.get(reverse("meetings:series_list"))

    with django_assert_num_queries(5):
        page = client.get(reverse("meetings:series_list"))

    assert len(page.context["series"]) == rows


@pytest.mark.parametrize(
    ("rule", "words", "end"),
    [
        ("FREQ=WEEKLY;COUNT=1", "Every week on Tuesday", "1 time"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "Every week on Tuesday and Thursday", ""),
        ("FREQ=WEEKLY;INTERVAL=2", "Every 2 weeks on Tuesday", ""),
        ("FREQ=MONTHLY;BYDAY=1TU", "On the first Tuesday of the month", ""),
        (
            "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20270301",
            "On the last Friday of the month",
            "until 1 March 2027",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "On day 15 of each month", ""),
        ("FREQ=DAILY", "Every day", ""),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1", ""),
        ("FREQ=YEARLY", "FREQ=YEARLY", ""),
    ],
)
def test_a_rule_is_read_in_words(
    place: Neighborhood, rule: str, words: str, end: str
) -> None:
    tuesday = datetime(2026, 12, 1)  # noqa: DTZ001 - a day
    series = make_series_row(place, rule=rule, first_on=tuesday.date())

    assert (how_often(series), how_long(series)) == (words, end)


def test_the_public_page_names_the_next_meetings(
    client: Client, ann: User, place: Neighborhood
) -> None:
    series = make_series(
        by=ann,
        neighborhood=place,
        rule="FREQ=WEEKLY;COUNT=3",
        venue_id=make_venue().pk,
    )
    publish_series(series_id=series.pk, actor=ann, now=now())
    first, second, third = series.meetings.order_by("begins_at")
    client.logout()

    page = client.get(first.get_absolute_url())

    assert page.context["next_of_series"] == [second, third]
