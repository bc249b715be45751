"""The public list: what visitors find, by month, as a calendar and on a map."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from meetings.choices import MeetingForm, MeetingState
from meetings.models import Meeting, Speaker
from meetings.views.listing import PAGE
from tests.factories.meetings import make_draft, make_meeting, make_venue
from tests.factories.places import make_landmark, make_neighborhood

pytestmark = pytest.mark.django_db


def titles(client: Client, **wanted: str) -> list[str]:
    page = client.get(reverse("meetings:meetings"), wanted)
    return [one.title for one in page.context["meetings"]]


def test_what_is_to_come_stands_first_to_last_and_drafts_do_not(client: Client) -> None:
    soon = now() + timedelta(days=3)
    make_meeting(title="Later", begins_at=soon + timedelta(days=40))
    make_meeting(title="Soon", begins_at=soon)
    make_meeting(title="Over", begins_at=now() - timedelta(days=9))
    make_meeting(title="Now", begins_at=now() - timedelta(hours=1))
    make_draft(title="Secret")

    assert titles(client) == ["Now", "Soon", "Later"]
    assert titles(client, past="on") == ["Over"]


def test_a_visitor_narrows_by_kind_place_language_and_what_they_need(
    client: Client,
) -> None:
    place = make_neighborhood()
    easy = make_venue(is_step_free=True, has_hearing_loop=True)
    make_meeting(
        title="A", neighborhood=place, venue=easy, languages=["es"], has_child_care=True
    )
    make_meeting(title="B", kind="coffee", interpreters=["es"])
    make_meeting(
        title="C",
        venue=None,
        form=MeetingForm.ONLINE,
        online_link="https://zoom.us/j/1",
    )
    Meeting.objects.filter(title="C").update(neighborhood=None)

    assert {
        name: titles(client, **{name: value})
        for name, value in {
            "kind": "coffee",
            "neighborhood": place.slug,
            "language": "es",
            "step_free": "on",
            "hearing_loop": "on",
            "child_care": "on",
            "online": "on",
        }.items()
    } == {
        "kind": ["B"],
        "neighborhood": ["A", "C"],
        "language": ["A", "B"],
        "step_free": ["A", "C"],
        "hearing_loop": ["A", "C"],
        "child_care": ["A"],
        "online": ["C"],
    }


def test_near_a_place_are_those_within_two_kilometres(client: Client) -> None:
    place = make_neighborhood()
    mark = make_landmark("Mill Tower", neighborhood=place)
    make_meeting(title="Near", venue=make_venue(lat=mark.lat + 0.017, lon=mark.lon))
    make_meeting(title="Far", venue=make_venue(lat=mark.lat + 0.019, lon=mark.lon))
    make_meeting(title="Nowhere")

    unknown = client.get(reverse("meetings:meetings"), {"place": "Xyzzy"})

    assert titles(client, place="Mill Tower") == ["Near"]
    assert unknown.context["form"].errors == {
        "place": ["We know no place called that. Try the name of a street nearby."]
    }


def test_a_long_list_goes_on_page_by_page_and_leaves_nothing_out(
    client: Client,
) -> None:
    place, same = make_neighborhood(), now() + timedelta(days=5)
    for number in range(PAGE + 5):
        make_meeting(
            title=f"{number:02}", begins_at=same, neighborhood=place, venue=None
        )
    url = reverse("meetings:meetings")

    first = client.get(url)
    second = client.get(f"{url}?{first.context['later']}")

    found = [one.title for page in (first, second) for one in page.context["meetings"]]
    assert found == [f"{number:02}" for number in range(PAGE + 5)]
    assert second.context["later"] == ""
    assert "Back to the soonest" in second.content.decode()
    assert titles(client, after="nonsense") == found[:PAGE]


def test_the_calendar_puts_each_meeting_on_the_towns_own_day(client: Client) -> None:
    late = datetime(2027, 4, 1, 2, tzinfo=UTC)  # the evening of March 31 in New York
    make_meeting(title="March", begins_at=late, published_at=now())
    make_meeting(title="April", begins_at=late + timedelta(hours=3))

    march = client.get(
        reverse("meetings:meetings"), {"view": "calendar", "month": "2027-03"}
    )

    days = {
        day.isoformat(): [one.title for one in rows]
        for week in march.context["weeks"]
        for day, is_here, rows in week
        if rows and is_here
    }
    assert days == {"2027-03-31": ["March"]}
    assert titles(client, view="calendar", month="2027-04") == ["April"]
    assert "No meeting is planned in this month." in client.get(
        reverse("meetings:meetings"), {"view": "calendar", "month": "2027-05"}
    ).content.decode()  # fmt: skip


@pytest.mark.parametrize("month", ["", "nonsense", "0001-01", "9999-12", "2027-13"])
def test_a_month_nobody_means_is_this_one(client: Client, month: str) -> None:
    page = client.get(
        reverse("meetings:meetings"), {"view": "calendar", "month": month}
    )

    assert page.context["first"] == localtime(now()).date().replace(day=1)


def test_the_map_numbers_the_houses_as_the_list_does(client: Client) -> None:
    make_neighborhood()
    one = make_venue(lat=42.36, lon=-71.05)
    make_meeting(title="A", venue=one, begins_at=now() + timedelta(days=1))
    make_meeting(title="B", venue=one, begins_at=now() + timedelta(days=2))
    make_meeting(title="C", begins_at=now() + timedelta(days=3))

    page = client.get(reverse("meetings:meetings"), {"view": "map"})

    assert ">1+</text>" in page.context["drawing"]
    assert ">3</text>" not in page.context["drawing"]


def test_without_a_house_on_the_map_the_page_says_so(client: Client) -> None:
    make_meeting()

    page = client.get(reverse("meetings:meetings"), {"view": "map"}).content.decode()

    assert "None of these meetings is in a house that is on the map." in page


def test_nothing_found_offers_everything_and_nothing_planned_a_concern(
    client: Client,
) -> None:
    url = reverse("meetings:meetings")

    assert "No meeting is planned yet" in client.get(url).content.decode()
    assert "No meeting like that is planned" in client.get(
        url, {"kind": "youth"}
    ).content.decode()  # fmt: skip


@pytest.mark.parametrize("view", ["list", "calendar", "map"])
@pytest.mark.parametrize("rows", [1, 3])
def test_each_view_asks_as_little_for_three_as_for_one(
    client: Client, view: str, rows: int, django_assert_num_queries: Any
) -> None:
    place = make_neighborhood()
    for _number in range(rows):
        make_meeting(
            neighborhood=place,
            begins_at=datetime(2027, 3, 15, 23, tzinfo=UTC),
            venue=make_venue(lat=42.3, lon=-71.0),
        )
    wanted = {"view": view, "month": "2027-03"}
    client.get(reverse("meetings:meetings"), wanted)

    with django_assert_num_queries(4):
        page = client.get(reverse("meetings:meetings"), wanted)

    assert len(page.context["meetings"]) == rows


def test_a_meeting_says_what_it_is_to_programs_and_previews(client: Client) -> None:
    begins_at = datetime(2027, 3, 9, 23, tzinfo=UTC)
    venue = make_venue("Mill “Hall”")
    meeting = make_meeting(
        title='Safer <streets> & "lights"', begins_at=begins_at, venue=venue
    )
    Speaker.objects.create(meeting=meeting, name="Ann Reyes")
    cancelled = make_meeting(
        state=MeetingState.CANCELLED, cancelled_at=now(), cancel_reason="Snow"
    )

    page = client.get(meeting.get_absolute_url()).content.decode()
    off = client.get(cancelled.get_absolute_url()).content.decode()

    assert 'itemtype="https://schema.org/Event"' in page
    assert '<meta itemprop="startDate" content="2027-03-09T18:00:00-05:00">' in page
    assert "https://schema.org/OfflineEventAttendanceMode" in page
    assert (
        '<meta property="og:title" content="Safer &lt;streets&gt; &amp; &quot;lights&quot;">'
        in page
    )
    assert "https://schema.org/EventCancelled" in off
    assert 'content="This meeting is cancelled. ' in off
