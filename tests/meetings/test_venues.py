"""Houses and rooms: who keeps the list, and that a room is booked once at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import (
    IntegrityError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from engagement.common.errors import DomainError, NotAllowedError
from engagement.people.models import User
from meetings.errors import MeetingIncompleteError, RoomTakenError, VenueKnownError
from meetings.models import Meeting, Room, Venue
from meetings.services import (
    VenueDetails,
    create_meeting,
    save_room,
    save_venue,
    use_room,
    use_venue,
)
from tests.factories.meetings import details, make_meeting, make_room, make_venue
from tests.factories.people import make_admin, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

LIBRARY = VenueDetails(
    name="Mill Library", address="1 Mill Road", is_step_free=True, transit="Bus 7"
)


def saved(actor: User, venue_id: int | None = None, **said: object) -> Venue:
    given = VenueDetails(**({**vars(LIBRARY), **said}))
    return save_venue(venue_id=venue_id, details=given, actor=actor, now=now())


@pytest.mark.django_db
def test_organizers_officers_and_administrators_keep_the_list() -> None:
    place = make_neighborhood()
    keepers = [make_organizer(of=place), make_officer(of=place), make_admin()]

    for number, keeper in enumerate(keepers):
        saved(keeper, name=f"House {number}")
    with pytest.raises(NotAllowedError):
        saved(make_user(), name="House 9")

    assert sorted(Venue.objects.values_list("name", flat=True)) == [
        "House 0",
        "House 1",
        "House 2",
    ]


@pytest.mark.django_db
def test_a_house_is_changed_and_named_once() -> None:
    officer = make_officer(of=make_neighborhood())
    venue = saved(officer)

    saved(officer, venue.pk, address="2 Mill Road", has_hearing_loop=True)
    with pytest.raises(VenueKnownError):
        saved(officer, name="MILL library")
    with pytest.raises(MeetingIncompleteError):
        saved(officer, name=" ")

    venue.refresh_from_db()
    assert (venue.address, venue.has_hearing_loop, Venue.objects.count()) == (
        "2 Mill Road",
        True,
        1,
    )


@pytest.mark.django_db
def test_a_room_has_a_name_of_its_own_and_between_one_and_ten_thousand_seats() -> None:
    officer = make_officer(of=make_neighborhood())
    venue = saved(officer)
    hall = add(venue, officer, "Hall", 80)

    for name, seats in (("Attic", 0), ("Attic", 10_001), (" ", 5)):
        with pytest.raises(MeetingIncompleteError):
            add(venue, officer, name, seats)
    with pytest.raises(VenueKnownError):
        add(venue, officer, "hall", 5)
    add(venue, officer, "Hall", 90, hall.pk)

    assert list(Room.objects.values_list("name", "capacity")) == [("Hall", 90)]


def add(
    venue: Venue, actor: User, name: str, seats: int, room_id: int | None = None
) -> Room:
    return save_room(
        venue_id=venue.pk,
        room_id=room_id,
        name=name,
        capacity=seats,
        actor=actor,
        now=now(),
    )


@pytest.mark.django_db
def test_what_is_retired_cannot_be_chosen_and_its_meetings_stay(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    room, other = make_room(name="Hall"), make_room(name="Attic")
    meeting = make_meeting(room=room)
    use_venue(venue_id=room.venue_id, is_active=False, actor=officer, now=now())
    use_room(room_id=other.pk, is_active=False, actor=officer, now=now())
    sign_in(client, officer)

    page = client.get(reverse("meetings:meeting_new")).content.decode()

    meeting.refresh_from_db()
    assert meeting.room == room
    assert "Hall" not in page
    assert "Attic" not in page
    assert other.venue.name in page


@pytest.mark.django_db
@pytest.mark.parametrize("rooms", [1, 3])
def test_the_list_asks_as_little_for_three_houses_as_for_one(
    client: Client, rooms: int, django_assert_num_queries: object
) -> None:
    for _number in range(rooms):
        make_meeting(room=make_room())
    sign_in(client, make_admin())
    client.get(reverse("meetings:venues"))

    with django_assert_num_queries(6):  # type: ignore[operator]  # pytest-django's own
        page = client.get(reverse("meetings:venues"))

    assert len(page.context["venues"]) == rooms


@pytest.mark.django_db
@pytest.mark.parametrize("has_room", [True, False])
def test_a_meeting_keeps_its_retired_place_while_its_words_are_changed(
    client: Client, *, has_room: bool
) -> None:
    place = make_neighborhood()
    room, begins_at = (
        make_room(),
        (now() + timedelta(days=9)).replace(second=0, microsecond=0),
    )
    other, house = make_room(is_active=False), room.venue
    where = {"room": room} if has_room else {"venue": house}
    meeting = make_meeting(neighborhood=place, begins_at=begins_at, **where)
    sign_in(client, make_officer(of=place))
    Venue.objects.filter(pk=house.pk).update(is_active=False)
    edit = reverse("meetings:meeting_edit", args=[meeting.pk])
    shown = client.get(edit)
    typed = {
        **shown.context["form"].initial,
        "begins_at": f"{localtime(meeting.begins_at):%Y-%m-%dT%H:%M}",
        "ends_at": f"{localtime(meeting.ends_at):%Y-%m-%dT%H:%M}",
        "languages": "",
        "interpreters": "",
        "has_child_care": "",
        "title": "What Mill Road needs now",
    }

    client.post(edit, typed)

    meeting.refresh_from_db()
    new = client.get(reverse("meetings:meeting_new")).content.decode()
    assert meeting.title == "What Mill Road needs now"
    assert (meeting.venue, meeting.room) == (house, room if has_room else None)
    assert f'value="room-{other.pk}"' not in shown.content.decode()
    assert house.name not in new


@pytest.mark.django_db
def test_a_house_is_found_on_the_map_by_a_street_nearby(client: Client) -> None:
    sign_in(client, make_admin())
    url = reverse("meetings:venue_new")

    unknown = client.post(
        url, {"name": "Hall", "address": "1 A", "near": "Nowhere Way"}
    )
    known = client.post(url, {"name": "Hall", "address": "1 A"})

    assert unknown.context["form"].errors == {
        "near": ["We know no place called that. Try the name of a street nearby."]
    }
    hall = Venue.objects.get()
    assert known.headers["Location"] == reverse("meetings:venue", args=[hall.pk])
    assert (hall.lat, hall.is_step_free) == (None, False)


@pytest.mark.django_db
def test_a_room_is_added_changed_and_retired_on_the_page_of_its_house(
    client: Client,
) -> None:
    venue = make_venue()
    sign_in(client, make_admin())
    url = reverse("meetings:venue", args=[venue.pk])

    client.post(url, {"name": "Hall", "capacity": "80"})
    hall = Room.objects.get()
    client.post(f"{url}?room={hall.pk}", {"name": "Great Hall", "capacity": "90"})
    client.post(reverse("meetings:room_use", args=[hall.pk]))
    client.post(reverse("meetings:venue_use", args=[venue.pk]))
    wrong = client.post(url, {"name": "Attic", "capacity": "many"})

    hall.refresh_from_db()
    venue.refresh_from_db()
    assert (hall.name, hall.capacity, hall.is_active) == ("Great Hall", 90, False)
    assert not venue.is_active
    assert wrong.context["form"].errors == {"capacity": ["Write the number in digits."]}


# -- one room, two transactions ---------------------------------------------------------
@pytest.fixture
def two_at_once() -> Barrier:
    return Barrier(2, timeout=20)


def book(user: User, place_id: int, room_id: int, barrier: Barrier) -> str:
    """Book the room in a transaction of one's own; say how it ended."""
    try:
        barrier.wait()
        begins_at = now().replace(microsecond=0, second=0) + timedelta(days=9)
        create_meeting(
            neighborhood_id=place_id,
            details=details(room_id=room_id, begins_at=begins_at),
            actor=user,
            now=now(),
        )
    except DomainError as error:
        return type(error).__name__
    finally:
        connections.close_all()
    return "booked"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_a_room_at_once_one_has_it(two_at_once: Barrier) -> None:
    place = make_neighborhood()
    user, room = make_officer(of=place), make_room()

    with ThreadPoolExecutor(2) as pool:
        tries = [
            pool.submit(book, user, place.pk, room.pk, two_at_once) for _ in range(2)
        ]
        ended = sorted(one.result() for one in tries)

    assert ended == ["RoomTakenError", "booked"]
    assert Meeting.objects.filter(room=room).count() == 1


def insert(place_id: int, room_id: int, barrier: Barrier) -> str:
    """Write the row without asking whether the room is free: no lock, no look.

    Two who wait for one another's row are told apart by PostgreSQL as a deadlock.
    """
    begins_at = now().replace(microsecond=0, second=0) + timedelta(days=9)
    try:
        with transaction.atomic():
            barrier.wait()
            Meeting.objects.create(
                neighborhood_id=place_id,
                kind="coffee",
                title="Coffee",
                begins_at=begins_at,
                ends_at=begins_at + timedelta(hours=1),
                room_id=room_id,
                venue_id=Room.objects.get(pk=room_id).venue_id,
                made_at=now(),
            )
    except (IntegrityError, OperationalError):
        return "kept out"
    finally:
        connections.close_all()
    return "booked"


@pytest.mark.django_db(transaction=True)
def test_the_constraint_keeps_out_what_does_not_ask(two_at_once: Barrier) -> None:
    place, room = make_neighborhood(), make_room()

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(insert, place.pk, room.pk, two_at_once) for _ in range(2)]
        ended = sorted(one.result() for one in tries)

    assert ended == ["booked", "kept out"]


@pytest.mark.django_db(transaction=True)
def test_the_control_without_the_constraint_a_room_is_booked_twice(
    two_at_once: Barrier,
) -> None:
    place, room = make_neighborhood(), make_room()
    name = "room_is_booked_once_at_a_time"
    constraint = next(one for one in Meeting._meta.constraints if one.name == name)
    with connection.schema_editor() as editor:
        editor.remove_constraint(Meeting, constraint)
    try:
        with ThreadPoolExecutor(2) as pool:
            tries = [
                pool.submit(insert, place.pk, room.pk, two_at_once) for _ in range(2)
            ]
            ended = sorted(one.result() for one in tries)
    finally:
        Meeting.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Meeting, constraint)

    assert ended == ["booked", "booked"]


@pytest.mark.django_db
def test_a_room_is_free_from_the_minute_a_meeting_ends() -> None:
    place = make_neighborhood()
    officer, room = make_officer(of=place), make_room()
    first = make_meeting(room=room)

    after = create_meeting(
        neighborhood_id=place.pk,
        details=details(room_id=room.pk, begins_at=first.ends_at),
        actor=officer,
        now=now(),
    )
    with pytest.raises(RoomTakenError):
        create_meeting(
            neighborhood_id=place.pk,
            details=details(
                room_id=room.pk, begins_at=first.ends_at - timedelta(minutes=1)
            ),
            actor=officer,
            now=now(),
        )

    assert after.room == room
