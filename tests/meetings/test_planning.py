"""Cautions, the checklist, copies: what an organizer is told before calling people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from engagement.common.errors import NotAllowedError
from engagement.places.models import Holiday
from meetings.choices import MeetingForm, MeetingState
from meetings.errors import RoomTakenError
from meetings.models import Host, Meeting, Speaker
from meetings.queries.cautions import About, Caution, cautions_of
from meetings.queries.checklist import Need, checklist_of
from meetings.services import copy_meeting
from tests.factories.agendas import make_item
from tests.factories.meetings import (
    make_draft,
    make_meeting,
    make_meeting_organizer,
    make_room,
    make_venue,
)
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
EVENING = datetime(2027, 3, 9, 23, tzinfo=UTC)  # seven in New York
SOON = timedelta(hours=1)


def test_who_organizes_two_meetings_at_once_is_named() -> None:
    ann = make_organizer(of=make_neighborhood())
    one = make_meeting(begins_at=EVENING, organizer=ann)
    other = make_meeting(begins_at=EVENING + SOON, organizer=ann)
    make_meeting(begins_at=EVENING + timedelta(hours=2), organizer=ann)  # after it
    make_meeting(
        begins_at=EVENING,
        organizer=ann,
        state=MeetingState.CANCELLED,
        cancelled_at=now(),
        cancel_reason="Snow",
    )

    assert cautions_of(one) == [Caution(About.ORGANIZER, str(ann), other)]


def test_who_speaks_at_two_meetings_at_once_is_named_however_it_is_written() -> None:
    one, other = make_meeting(begins_at=EVENING), make_meeting(begins_at=EVENING)
    Speaker.objects.create(meeting=one, name="Ann Reyes")
    Speaker.objects.create(meeting=other, name="ann reyes")
    Speaker.objects.create(meeting=other, name="Bob")

    assert cautions_of(one) == [Caution(About.SPEAKER, "ann reyes", other)]


def test_a_holiday_is_told_by_the_towns_own_day() -> None:
    late = datetime(2027, 7, 5, 3, tzinfo=UTC)  # eleven on the evening of the 4th
    Holiday.objects.create(on=date(2027, 7, 4), name="Independence Day")
    Holiday.objects.create(on=date(2027, 7, 5), name="The day after")

    meeting = make_meeting(begins_at=late, hours=1)

    assert cautions_of(meeting) == [Caution(About.HOLIDAY, "Independence Day")]


def test_rivals_are_in_the_same_neighborhood_or_in_a_house_nearby() -> None:
    here = make_venue(lat=42.0, lon=-71.0)
    near, far = make_venue(lat=42.01, lon=-71.0), make_venue(lat=42.02, lon=-71.0)
    meeting = make_meeting(begins_at=EVENING, venue=here)
    same_place = make_meeting(
        begins_at=EVENING, neighborhood=meeting.neighborhood, venue=far
    )
    close = make_meeting(begins_at=EVENING + SOON, venue=near)
    make_meeting(begins_at=EVENING, venue=far)
    make_meeting(begins_at=EVENING, venue=None)
    make_draft(begins_at=EVENING, neighborhood=meeting.neighborhood)

    assert cautions_of(meeting) == [
        Caution(About.RIVAL, same_place.title, same_place),
        Caution(About.RIVAL, close.title, close),
    ]


def test_the_checklist_says_what_is_missing_and_what_blocks() -> None:
    bare = make_draft(venue=None, summary="")
    house = make_venue(is_step_free=True)
    whole = make_draft(
        room=make_room(house), languages=["en"], form=MeetingForm.HYBRID,
        online_link="https://zoom.us/j/1",
    )  # fmt: skip
    Host.objects.create(meeting=whole, name="The library")
    make_item(whole)

    def said(meeting: Meeting) -> list[tuple[Need, bool, bool]]:
        return [(one.need, one.is_there, one.blocks) for one in checklist_of(meeting)]

    assert said(bare) == [
        (Need.PLACE, False, True),
        (Need.SUMMARY, False, False),
        (Need.LANGUAGES, False, False),
        (Need.HOSTS, False, False),
        (Need.AGENDA, False, False),
    ]
    assert said(whole) == [
        (Need.PLACE, True, True),
        (Need.LINK, True, True),
        (Need.SUMMARY, True, False),
        (Need.LANGUAGES, True, False),
        (Need.ACCESS, True, False),
        (Need.ROOM, True, False),
        (Need.HOSTS, True, False),
        (Need.AGENDA, True, False),
    ]


def test_to_a_coffee_chat_people_come_without_an_agenda() -> None:
    needs = [one.need for one in checklist_of(make_draft(kind="coffee"))]

    assert Need.HOSTS in needs
    assert Need.AGENDA not in needs


def test_the_desk_shows_what_is_missing_and_what_to_look_at(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    place = officer.grants.get().neighborhood
    draft = make_draft(neighborhood=place, venue=None, begins_at=EVENING)
    make_meeting(neighborhood=place, begins_at=EVENING, title="Choir practice")
    sign_in(client, officer)

    page = client.get(
        reverse("meetings:meeting_desk", args=[draft.pk])
    ).content.decode()

    edit = reverse("meetings:meeting_edit", args=[draft.pk])
    assert f'<a class="govuk-link" href="{edit}">Choose the place</a>' in page
    assert "Another meeting nearby is at the same hours:" in page
    assert "Choir practice" in page


def test_the_name_of_somebody_elses_draft_is_not_told(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    place = officer.grants.get().neighborhood
    ann = make_user("ann@example.org", name="Ann")
    mine = make_meeting(neighborhood=place, begins_at=EVENING, organizer=ann)
    hidden = make_draft(begins_at=EVENING, organizer=ann, title="Secret plans")
    sign_in(client, officer)

    page = client.get(reverse("meetings:meeting_desk", args=[mine.pk])).content.decode()

    assert hidden.title not in page
    assert "Ann looks after another meeting then:" in page


def test_a_copy_says_the_same_on_another_day_and_belongs_to_who_copied() -> None:
    place = make_neighborhood()
    ann, bob = make_organizer(of=place), make_officer(of=place)
    meeting = make_meeting(
        neighborhood=place, room=make_room(), languages=["es"], organizer=ann
    )
    Host.objects.create(meeting=meeting, name="The library")
    Speaker.objects.create(meeting=meeting, name="Ann Reyes", about="fire chief")
    later = now() + timedelta(days=30)

    copy = copy_meeting(
        meeting_id=meeting.pk,
        begins_at=later,
        ends_at=later + SOON,
        actor=bob,
        now=now(),
    )

    assert (copy.state, copy.title, copy.room, copy.languages) == (
        MeetingState.DRAFT,
        meeting.title,
        meeting.room,
        ["es"],
    )
    assert [host.name for host in copy.hosts.all()] == ["The library"]
    assert [one.about for one in copy.speakers.all()] == ["fire chief"]
    assert [one.person for one in copy.organizers.all()] == [bob]


def test_a_copy_books_no_room_twice_and_strangers_copy_nothing() -> None:
    place = make_neighborhood()
    meeting = make_meeting(neighborhood=place, room=make_room())

    for actor, error in (
        (make_officer(of=place), RoomTakenError),
        (make_officer(of=make_neighborhood()), NotAllowedError),
    ):
        with pytest.raises(error):
            copy_meeting(
                meeting_id=meeting.pk,
                begins_at=meeting.begins_at + SOON,
                ends_at=meeting.ends_at + SOON,
                actor=actor,
                now=now(),
            )
    assert Meeting.objects.count() == 1


def test_the_page_of_a_copy_proposes_the_same_hour_of_a_week_to_come(
    client: Client,
) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    meeting = make_meeting(neighborhood=place, begins_at=now() - timedelta(days=20))
    make_meeting_organizer(meeting, officer)
    sign_in(client, officer)
    url = reverse("meetings:meeting_copy", args=[meeting.pk])

    page = client.get(url)
    proposed = page.context["form"].initial
    answer = client.post(
        url,
        {name: f"{value:%Y-%m-%dT%H:%M}" for name, value in proposed.items()},
    )

    copy = Meeting.objects.exclude(pk=meeting.pk).get()
    assert answer.headers["Location"] == reverse(
        "meetings:meeting_desk", args=[copy.pk]
    )
    days = (localtime(copy.begins_at).date() - localtime(meeting.begins_at).date()).days
    assert days == 21
    assert copy.begins_at > now()
