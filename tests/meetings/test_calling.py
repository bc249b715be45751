"""A meeting is called, published, moved and cancelled by who may, for a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime, now
from pytest_django import DjangoAssertNumQueries

from engagement.audit.models import Entry
from engagement.common.errors import DomainError, NotAllowedError
from engagement.common.roles import NOBODY, Role, Viewer
from engagement.common.spoken import LanguagesField
from meetings.choices import MeetingForm, MeetingState
from meetings.errors import (
    MeetingIncompleteError,
    MeetingOverError,
    MeetingTimeError,
    RoomTakenError,
)
from meetings.models import Meeting
from meetings.permissions import can_edit_meeting, can_see_attendees, organizes
from meetings.queries import (
    meetings_organized_by,
    meetings_visible_to,
    next_meetings,
)
from meetings.services import (
    add_organizer,
    cancel_meeting,
    create_meeting,
    edit_meeting,
    end_organizer,
    move_meeting,
    publish_meeting,
)
from tests.factories.meetings import (
    details,
    make_draft,
    make_meeting,
    make_meeting_organizer,
    make_room,
    make_venue,
)
from tests.factories.people import (
    make_admin,
    make_grant,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
LINK = "https://zoom.us/j/123"


def moved_to(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    """What `move_meeting` takes to leave a meeting as it is, with something changed."""
    same = {
        "meeting_id": meeting.pk,
        "begins_at": meeting.begins_at,
        "ends_at": meeting.ends_at,
        "form": meeting.form,
        "venue_id": meeting.venue_id,
        "room_id": meeting.room_id,
        "online_link": meeting.online_link,
        "reason": "The hall is being painted",
        "now": now(),
    }
    return same | changed


# -- calling one -----------------------------------------------------------------------
def test_whoever_calls_a_meeting_looks_after_it_and_leaves_a_record() -> None:
    place = make_neighborhood()
    organizer = make_organizer(of=place)

    meeting = create_meeting(
        neighborhood_id=place.pk, details=details(), actor=organizer, now=now()
    )

    assert meeting.state == MeetingState.DRAFT
    assert [one.person for one in meeting.organizers.all()] == [organizer]
    assert [entry.action for entry in Entry.objects.all()] == ["meeting.create"]


@pytest.mark.parametrize("who", ["resident", "admin", "elsewhere"])
def test_only_organizers_and_officers_of_the_place_call_a_meeting(who: str) -> None:
    place = make_neighborhood()
    actor = {
        "resident": make_user,
        "admin": make_admin,
        "elsewhere": lambda: make_organizer(of=make_neighborhood()),
    }[who]()

    with pytest.raises(NotAllowedError):
        create_meeting(
            neighborhood_id=place.pk, details=details(), actor=actor, now=now()
        )
    assert not Meeting.objects.exists()


def test_a_meeting_of_the_whole_town_needs_a_role_in_the_whole_town() -> None:
    here, everywhere = make_officer(of=make_neighborhood()), make_user()
    make_grant(everywhere, Role.OFFICER, None)

    with pytest.raises(NotAllowedError):
        create_meeting(neighborhood_id=None, details=details(), actor=here, now=now())
    made = create_meeting(
        neighborhood_id=None, details=details(), actor=everywhere, now=now()
    )

    assert made.neighborhood is None


@pytest.mark.parametrize(
    ("begins", "lasts", "said"),
    [
        (14, timedelta(), "The end must lie after the beginning."),
        (14, timedelta(hours=-1), "The end must lie after the beginning."),
        (
            14,
            timedelta(hours=25),
            "One meeting lasts 24 hours at most. Make a series for several days.",
        ),
        (-1, timedelta(hours=2), "Choose a beginning that is still to come."),
        (800, timedelta(hours=2), "Choose a day within the next two years."),
    ],
)
def test_hours_nobody_could_come_in_are_refused_in_a_sentence(
    begins: int, lasts: timedelta, said: str
) -> None:
    place = make_neighborhood()
    start = now() + timedelta(days=begins)

    with pytest.raises(MeetingTimeError) as refused:
        create_meeting(
            neighborhood_id=place.pk,
            details=details(begins_at=start, ends_at=start + lasts),
            actor=make_organizer(of=place),
            now=now(),
        )
    assert str(refused.value) == said


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "x" * 121},
        {"summary": "x" * 4001},
        {"languages": ("tlh",)},
        {"online_link": LINK},  # a meeting in a room
        {"form": MeetingForm.ONLINE, "online_link": "https://zoom.us.evil.example/j"},
        {"form": MeetingForm.ONLINE, "online_link": "http://zoom.us/j/1"},
        {"form": MeetingForm.ONLINE, "online_link": "https://a@zoom.us/j/1"},
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    place = make_neighborhood()

    with pytest.raises(MeetingIncompleteError):
        create_meeting(
            neighborhood_id=place.pk,
            details=details(**wrong),
            actor=make_organizer(of=place),
            now=now(),
        )


def test_a_link_of_a_subdomain_of_a_known_service_is_taken() -> None:
    place = make_neighborhood()
    link = "https://us02web.zoom.us/j/123"

    made = create_meeting(
        neighborhood_id=place.pk,
        details=details(form=MeetingForm.ONLINE, online_link=link),
        actor=make_organizer(of=place),
        now=now(),
    )

    assert (made.online_link, made.venue) == (link, None)


# -- rooms -----------------------------------------------------------------------------
def test_a_room_is_booked_once_at_a_time_and_free_the_minute_after() -> None:
    room, place = make_room(), make_neighborhood()
    first = make_meeting(neighborhood=place, room=room, title="Chess")
    whose: dict[str, Any] = {
        "neighborhood_id": place.pk,
        "actor": make_organizer(of=place),
    }

    with pytest.raises(RoomTakenError) as refused:
        create_meeting(
            details=details(begins_at=first.begins_at, room_id=room.pk),
            now=now(),
            **whose,
        )
    after = create_meeting(
        details=details(begins_at=first.ends_at, room_id=room.pk), now=now(), **whose
    )

    said = f"{room.name} is booked for “Chess” then. Choose another room or time."
    assert str(refused.value) == said
    assert after.venue == room.venue


def test_the_database_itself_refuses_to_book_a_room_twice() -> None:
    room = make_room()
    first = make_meeting(room=room)

    with pytest.raises(IntegrityError), transaction.atomic():
        make_meeting(room=room, begins_at=first.begins_at + timedelta(hours=1))
    make_meeting(
        room=room,
        begins_at=first.begins_at,
        state=MeetingState.CANCELLED,
        cancelled_at=now(),
        cancel_reason="Storm",
    )

    assert Meeting.objects.count() == 2


# -- publishing, moving, cancelling ----------------------------------------------------
def test_a_draft_is_read_by_nobody_else_until_it_is_published() -> None:
    place = make_neighborhood()
    organizer = make_organizer(of=place)
    meeting = make_draft(neighborhood=place, organizer=organizer)
    other = Viewer(user=make_organizer(of=place))

    before = [
        meeting in meetings_visible_to(viewer)
        for viewer in (NOBODY, other, Viewer(user=organizer))
    ]
    publish_meeting(meeting_id=meeting.pk, actor=organizer, now=now())

    assert before == [False, False, True]
    assert meeting in meetings_visible_to(NOBODY)


def test_nobody_is_called_to_a_place_that_is_not_said() -> None:
    place = make_neighborhood()
    organizer = make_organizer(of=place)
    nowhere = make_draft(neighborhood=place, organizer=organizer, venue=None)
    no_link = make_draft(
        neighborhood=place, organizer=organizer, form=MeetingForm.HYBRID
    )

    for meeting in (nowhere, no_link):
        with pytest.raises(MeetingIncompleteError):
            publish_meeting(meeting_id=meeting.pk, actor=organizer, now=now())
    assert not Meeting.objects.filter(published_at__isnull=False).exists()


def test_moving_tells_why_and_keeps_what_was_first_called() -> None:
    place = make_neighborhood()
    meeting = make_meeting(neighborhood=place)
    first, later = meeting.begins_at, meeting.begins_at + timedelta(days=7)

    move_meeting(
        **moved_to(meeting, begins_at=later, ends_at=later + timedelta(hours=1)),
        actor=make_officer(of=place),
    )

    meeting.refresh_from_db()
    assert (meeting.begins_at, meeting.first_begins_at) == (later, first)
    assert (meeting.version, meeting.times_moved) == (2, 1)
    assert meeting.move_reason == "The hall is being painted"
    assert [e.action for e in Entry.objects.all()] == ["meeting.move"]


def test_moving_to_the_same_hour_and_place_changes_nothing() -> None:
    place = make_neighborhood()
    meeting = make_meeting(neighborhood=place)

    move_meeting(**moved_to(meeting), actor=make_officer(of=place))

    meeting.refresh_from_db()
    assert (meeting.version, meeting.times_moved) == (1, 0)
    assert not Entry.objects.exists()


def test_the_page_says_moved_only_if_something_was_changed(client: Client) -> None:
    place = make_neighborhood()
    begins_at = (now() + timedelta(days=14)).replace(second=0, microsecond=0)
    meeting = make_meeting(neighborhood=place, begins_at=begins_at)
    sign_in(client, make_officer(of=place))
    move = reverse("meetings:meeting_move", args=[meeting.pk])

    def said(hours: int) -> list[str]:
        starts = localtime(begins_at + timedelta(hours=hours))
        typed = {
            **client.get(move).context["form"].initial,
            "begins_at": f"{starts:%Y-%m-%dT%H:%M}",
            "ends_at": f"{starts + timedelta(hours=2):%Y-%m-%dT%H:%M}",
            "reason": "The hall is being painted",
        }
        page = client.post(move, typed, follow=True)
        return [str(one) for one in page.context["messages"]]

    assert said(0) == ["Nothing was changed, so nobody is told."]
    assert said(1) == ["Moved. Everybody who comes is told."]


def test_when_a_published_meeting_is_moves_only_with_a_reason() -> None:
    place = make_neighborhood()
    officer, meeting = make_officer(of=place), make_meeting(neighborhood=place)
    later = meeting.begins_at + timedelta(days=1)
    house = {"venue_id": meeting.venue_id}

    with pytest.raises(MeetingIncompleteError):
        edit_meeting(
            meeting_id=meeting.pk,
            details=details(begins_at=later, **house),
            actor=officer,
            now=now(),
        )
    with pytest.raises(MeetingIncompleteError):
        move_meeting(**moved_to(meeting, begins_at=later, reason=" "), actor=officer)
    words = details(
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        title="Mill Road again",
        **house,
    )
    edit_meeting(meeting_id=meeting.pk, details=words, actor=officer, now=now())

    meeting.refresh_from_db()
    assert (meeting.title, meeting.version) == ("Mill Road again", 1)


def test_the_words_of_a_published_meeting_in_a_room_can_be_changed() -> None:
    place, room = make_neighborhood(), make_room()
    meeting = make_meeting(neighborhood=place, room=room)

    edit_meeting(
        meeting_id=meeting.pk,
        details=details(
            title="What we need", begins_at=meeting.begins_at, room_id=room.pk
        ),
        actor=make_officer(of=place),
        now=now(),
    )

    meeting.refresh_from_db()
    assert (meeting.title, meeting.room, meeting.version) == ("What we need", room, 1)
    assert meeting.venue == room.venue


@pytest.mark.parametrize("link", ["https://zoom.us/j/456", ""])
def test_the_link_of_a_published_meeting_changes_only_when_people_are_told(
    client: Client, link: str
) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    begins_at = (now() + timedelta(days=14)).replace(second=0, microsecond=0)
    meeting = make_meeting(
        neighborhood=place, begins_at=begins_at, form="hybrid", online_link=LINK
    )
    sign_in(client, officer)
    edit = reverse("meetings:meeting_edit", args=[meeting.pk])
    shown = client.get(edit)
    typed = {
        **shown.context["form"].initial,
        "begins_at": f"{localtime(meeting.begins_at):%Y-%m-%dT%H:%M}",
        "ends_at": f"{localtime(meeting.ends_at):%Y-%m-%dT%H:%M}",
        "languages": "",
        "interpreters": "",
        "has_child_care": "",
        "online_link": link,
    }

    refused = client.post(edit, typed)
    with pytest.raises(MeetingIncompleteError):
        edit_meeting(
            meeting_id=meeting.pk,
            details=details(
                begins_at=meeting.begins_at,
                form="hybrid",
                venue_id=meeting.venue_id,
                online_link=link,
            ),
            actor=officer,
            now=now(),
        )

    meeting.refresh_from_db()
    assert reverse("meetings:meeting_move", args=[meeting.pk]) in shown.content.decode()
    assert refused.context["form"].non_field_errors() == [
        "This meeting is published. Move it, and say why, to change when or where."
    ]
    assert meeting.online_link == LINK


def test_the_words_of_a_meeting_under_way_can_still_be_changed() -> None:
    place = make_neighborhood()
    meeting = make_meeting(neighborhood=place, begins_at=now() - timedelta(minutes=30))
    words = details(
        begins_at=meeting.begins_at,
        ends_at=meeting.ends_at,
        title="Mill Road, the second half",
        venue_id=meeting.venue_id,
    )

    edit_meeting(
        meeting_id=meeting.pk, details=words, actor=make_officer(of=place), now=now()
    )

    meeting.refresh_from_db()
    assert meeting.title == "Mill Road, the second half"


def test_cancelling_frees_the_room_says_why_and_stays_readable() -> None:
    place, room = make_neighborhood(), make_room()
    officer = make_officer(of=place)
    meeting = make_meeting(neighborhood=place, room=room)

    cancel_meeting(meeting_id=meeting.pk, reason="Storm", actor=officer, now=now())
    cancel_meeting(meeting_id=meeting.pk, reason="Rain", actor=officer, now=now())

    meeting.refresh_from_db()
    assert (meeting.cancel_reason, meeting.version) == ("Storm", 2)
    assert meeting in meetings_visible_to(NOBODY)
    make_meeting(room=room, begins_at=meeting.begins_at)


def test_what_is_over_or_cancelled_is_not_changed_any_more() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    over = make_meeting(neighborhood=place, begins_at=now() - timedelta(days=1))
    off = make_meeting(
        neighborhood=place,
        state=MeetingState.CANCELLED,
        cancelled_at=now(),
        cancel_reason="Storm",
    )

    for meeting in (over, off):
        with pytest.raises(MeetingOverError):
            move_meeting(**moved_to(meeting), actor=officer)
        with pytest.raises(MeetingOverError):
            edit_meeting(
                meeting_id=meeting.pk, details=details(), actor=officer, now=now()
            )
    with pytest.raises(MeetingOverError):
        cancel_meeting(meeting_id=over.pk, reason="Rain", actor=officer, now=now())


# -- who looks after it ----------------------------------------------------------------
def test_a_role_that_ended_takes_the_meetings_called_through_it_along() -> None:
    place, friend = make_neighborhood(), make_user()
    gone = make_user()
    grant = make_grant(gone, Role.ORGANIZER, place)
    meeting = make_meeting(neighborhood=place)
    make_meeting_organizer(meeting, gone, is_by_role=True)
    make_meeting_organizer(meeting, friend)
    before = organizes(Viewer(user=gone), meeting)

    grant.ends_at = now()
    grant.save()
    again = type(gone).objects.get(pk=gone.pk)

    assert before
    assert not can_edit_meeting(Viewer(user=again), meeting)
    assert not meetings_organized_by(Viewer(user=again)).exists()
    assert organizes(Viewer(user=friend), meeting)


def test_a_session_without_the_second_step_looks_after_nothing() -> None:
    meeting, friend = make_meeting(), make_user()
    make_meeting_organizer(meeting, friend)
    friend.lacks_second_step = True

    assert not can_edit_meeting(Viewer(user=friend), meeting)


def test_an_officer_may_change_a_meeting_but_never_sees_who_comes() -> None:
    meeting = make_meeting()
    assert meeting.neighborhood is not None
    officer = Viewer(user=make_officer(of=meeting.neighborhood))

    assert can_edit_meeting(officer, meeting)
    assert not can_see_attendees(officer, meeting)


def test_organizers_are_added_by_name_and_one_always_stays() -> None:
    place = make_neighborhood()
    first, second = make_organizer(of=place), make_officer(of=make_neighborhood())
    meeting = make_meeting(neighborhood=place)
    mine = make_meeting_organizer(meeting, first)

    with pytest.raises(DomainError):
        end_organizer(organizer_id=mine.pk, actor=first, now=now())
    with pytest.raises(MeetingIncompleteError):
        add_organizer(
            meeting_id=meeting.pk, person_id=make_user().pk, actor=first, now=now()
        )
    added = add_organizer(
        meeting_id=meeting.pk, person_id=second.pk, actor=first, now=now()
    )
    end_organizer(organizer_id=mine.pk, actor=second, now=now())

    assert [o.person for o in meeting.organizers.filter(ended_at=None)] == [second]
    assert added.added_by == first
    with pytest.raises(NotAllowedError):
        add_organizer(meeting_id=meeting.pk, person_id=first.pk, actor=first, now=now())


def test_a_venue_without_rooms_can_hold_several_meetings_at_once() -> None:
    house = make_venue()
    first = make_meeting(venue=house)
    make_meeting(venue=house, begins_at=first.begins_at)

    assert Meeting.objects.filter(venue=house).count() == 2


# -- what is typed ---------------------------------------------------------------------
def test_languages_are_typed_by_name_and_unknown_ones_are_named() -> None:
    field = LanguagesField()

    assert field.clean(" english,Somali, English,") == ("en", "so")
    assert field.prepare_value(["en", "so"]) == "English, Somali"
    with pytest.raises(ValidationError) as refused:
        field.clean("English, Klingon")
    assert "“Klingon”" in str(refused.value.message % refused.value.params)


def test_the_next_meetings_of_a_place_are_its_own_and_the_whole_towns() -> None:
    here, there = make_neighborhood(), make_neighborhood()
    soon = now() + timedelta(days=1)
    mine = make_meeting(neighborhood=here, title="Second")
    town = make_meeting(neighborhood=here, begins_at=soon, title="First")
    Meeting.objects.filter(pk=town.pk).update(neighborhood=None)
    make_meeting(neighborhood=there)
    make_draft(neighborhood=here)
    make_meeting(neighborhood=here, begins_at=now() - timedelta(days=1))
    make_meeting(
        neighborhood=here,
        state=MeetingState.CANCELLED,
        cancelled_at=now(),
        cancel_reason="Storm",
    )

    found = next_meetings(now(), 3, here.pk)

    assert [meeting.pk for meeting in found] == [town.pk, mine.pk]
    assert len(next_meetings(now(), 2)) == 2


@pytest.mark.parametrize("path", ["/", "/meetings/", "/n/{slug}/"])
def test_the_lists_of_meetings_cost_the_same_with_one_and_three(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_town()
    place = make_neighborhood()
    make_meeting(neighborhood=place)
    address = path.format(slug=place.slug)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    make_meeting(neighborhood=place)
    make_meeting(neighborhood=place)

    with django_assert_num_queries(len(one)):
        client.get(address)
