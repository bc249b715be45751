"""The slip on the way out: counts alone, once a browser, while slips are taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.concerns.receipts import receipt_from
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings.errors import SlipError, SlipsClosedError
from meetings.models import Meeting, SlipCount
from meetings.services.slips import forget_paper_slips, hand_in_slip, type_slips
from meetings.slipcodes import is_slip_code, slip_code
from tests.engagement.concerns.test_races import at_once
from tests.factories.bookings import make_booking
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_town
from tests.factories.rooms import come_in, make_room, room_url
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db
SAID = {"age": "35_49", "language": "", "housing": "rent", "years": ""}
THREE_GROUPS = {"own": 0, "rent": 0, "other": 0}


def tonight(**fields: Any) -> Meeting:
    return make_meeting(begins_at=now() - timedelta(minutes=5), **fields)


def organized() -> tuple[Meeting, User]:
    meeting, organizer = tonight(), make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def counted(meeting: Meeting, trait: str = "housing") -> dict[str, int]:
    rows = SlipCount.objects.filter(meeting=meeting, trait=trait).order_by("pk")
    added: dict[str, int] = {}
    for row in rows:
        added[row.group] = added.get(row.group, 0) + row.people
    return added


def slip_url(meeting: Meeting) -> str:
    return f"/meetings/{meeting.pk}/slip/{slip_code(meeting.pk)}/"


# -- what is kept ------------------------------------------------------------------
def test_a_slip_adds_one_to_what_was_ticked_and_says_nothing_of_the_rest() -> None:
    meeting = tonight()

    hand_in_slip(meeting_id=meeting.pk, said=SAID, now=now())
    hand_in_slip(meeting_id=meeting.pk, said={"housing": "own"}, now=now())

    assert counted(meeting) == {"own": 1, "rent": 1, "other": 0}
    assert counted(meeting, "age") == {
        "under_18": 0,
        "18_34": 0,
        "35_49": 1,
        "50_64": 0,
        "65_up": 0,
    }
    assert counted(meeting, "language") == counted(meeting, "years") == {}


def test_a_slip_leaves_no_person_no_moment_no_act_and_no_job() -> None:
    meeting = tonight()

    hand_in_slip(meeting_id=meeting.pk, said=SAID, now=now())

    kept = {field.name for field in SlipCount._meta.get_fields()}
    assert kept == {"id", "meeting", "trait", "group", "source", "people"}
    assert list(Entry.objects.all()) == []
    assert list(Job.objects.all()) == []


def test_a_slip_of_nothing_leaves_nothing() -> None:
    meeting = tonight()

    hand_in_slip(meeting_id=meeting.pk, said=dict.fromkeys(SAID, ""), now=now())

    assert SlipCount.objects.count() == 0


@pytest.mark.parametrize("said", [{"housing": "castle"}, {"income": "high"}])
def test_what_is_not_asked_is_not_counted(said: dict[str, str]) -> None:
    meeting = tonight()

    with pytest.raises(SlipError):
        hand_in_slip(meeting_id=meeting.pk, said=said, now=now())

    assert SlipCount.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_slips_at_the_same_moment_are_all_counted() -> None:
    meeting = tonight()

    def hand_in() -> None:
        hand_in_slip(meeting_id=meeting.pk, said=SAID, now=now())

    at_once(*[hand_in for _ in range(12)])

    assert counted(meeting) == THREE_GROUPS | {"rent": 12}


# -- when --------------------------------------------------------------------------
def test_slips_are_taken_from_the_door_to_a_day_after_the_end() -> None:
    meeting = make_meeting()
    opens = meeting.begins_at - timedelta(hours=12)
    closes = meeting.ends_at + timedelta(hours=24)
    second = timedelta(seconds=1)

    for moment in (opens - second, closes):
        with pytest.raises(SlipsClosedError):
            hand_in_slip(meeting_id=meeting.pk, said=SAID, now=moment)
    for moment in (opens, closes - second):
        hand_in_slip(meeting_id=meeting.pk, said=SAID, now=moment)

    assert counted(meeting) == THREE_GROUPS | {"rent": 2}


def test_a_meeting_that_does_not_take_place_takes_no_slips() -> None:
    gone = tonight(state="cancelled", cancelled_at=now(), cancel_reason="Ice.")

    with pytest.raises(SlipsClosedError):
        hand_in_slip(meeting_id=gone.pk, said=SAID, now=now())


# -- paper -------------------------------------------------------------------------
def test_paper_slips_are_added_and_can_be_taken_away_again() -> None:
    meeting, organizer = organized()
    hand_in_slip(meeting_id=meeting.pk, said=SAID, now=now())
    whose: dict[str, Any] = {"meeting_id": meeting.pk, "actor": organizer, "now": now()}

    type_slips(counts={"housing": {"own": 4, "rent": 2}}, **whose)
    type_slips(counts={"housing": {"own": 3}}, **whose)
    typed = counted(meeting)
    forget_paper_slips(**whose)

    assert typed == {"own": 7, "rent": 3, "other": 0}
    assert counted(meeting) == THREE_GROUPS | {"rent": 1}
    acts = [(entry.action, entry.detail) for entry in Entry.objects.order_by("pk")]
    assert acts == [
        ("meeting.type_slips", {}),
        ("meeting.type_slips", {}),
        ("meeting.forget_paper_slips", {}),
    ]


def test_only_organizers_type_paper_slips() -> None:
    meeting, _organizer = organized()
    officer = make_officer(of=meeting.neighborhood)

    for somebody in (officer, make_admin()):
        with pytest.raises(NotAllowedError):
            type_slips(
                meeting_id=meeting.pk,
                counts={"housing": {"own": 4}},
                actor=somebody,
                now=now(),
            )

    assert SlipCount.objects.count() == 0


@pytest.mark.parametrize("people", [-1, 10_001])
def test_paper_counts_are_numbers_of_people(people: int) -> None:
    meeting, organizer = organized()

    with pytest.raises(SlipError):
        type_slips(
            meeting_id=meeting.pk,
            counts={"housing": {"own": people}},
            actor=organizer,
            now=now(),
        )


# -- the page ----------------------------------------------------------------------
def test_a_browser_hands_in_one_slip_for_each_meeting() -> None:
    one, other, client = tonight(), tonight(), Client()

    first = client.post(slip_url(one), SAID)
    again = client.post(slip_url(one), SAID)
    client.post(slip_url(other), SAID)
    elsewhere = Client().post(slip_url(one), SAID)

    assert (first.status_code, again.status_code) == (302, 200)
    assert "Thank you. It is counted." in again.content.decode()
    assert elsewhere.status_code == 302
    assert counted(one) == THREE_GROUPS | {"rent": 2}
    assert counted(other) == THREE_GROUPS | {"rent": 1}
    cookie = client.cookies["slips"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_only_who_saw_the_code_hands_in_a_slip() -> None:
    meeting, other = tonight(), tonight()
    url = f"/meetings/{meeting.pk}/slip/{slip_code(other.pk)}/"

    answers = [Client().get(url), Client().post(url, SAID)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert SlipCount.objects.count() == 0


def test_a_printed_code_outlives_a_new_secret_key() -> None:
    with override_settings(SECRET_KEY="the old key", SECRET_KEY_FALLBACKS=[]):
        printed = slip_code(7)
    with override_settings(SECRET_KEY_FALLBACKS=["the old key"]):
        assert is_slip_code(7, printed.lower())
        assert not is_slip_code(8, printed)
    assert not is_slip_code(7, printed)


def test_the_slip_says_when_it_is_not_taken() -> None:
    meeting = make_meeting()

    page = Client().get(slip_url(meeting))
    sent = Client().post(slip_url(meeting), SAID)

    assert "Answers are taken from the opening" in page.content.decode()
    assert sent.status_code == 200
    assert SlipCount.objects.count() == 0


def test_a_wrong_answer_is_told_and_not_counted() -> None:
    meeting = tonight()

    answer = Client().post(slip_url(meeting), {"housing": "castle"})

    assert answer.context["form"].errors == {
        "housing": ["Choose one of the answers in the list."]
    }
    assert SlipCount.objects.count() == 0


def test_the_slip_is_asked_for_on_the_ticket_and_in_the_room() -> None:
    make_town()
    meeting, client = tonight(), Client()
    booking = make_booking(meeting)
    live = make_room(meeting)
    come_in(live, client)

    pages = [
        client.get(f"/coming/{receipt_from(booking.key)}/"),
        client.get(room_url(live)),
    ]

    for page in pages:
        assert slip_url(meeting) in page.content.decode()
    assert slip_url(meeting) not in Client().get(room_url(live)).content.decode()


# -- the desk ----------------------------------------------------------------------
def test_the_desk_adds_paper_and_never_shows_what_was_typed() -> None:
    meeting, organizer = organized()
    client = just_signed_in(organizer)
    url = f"/organize/{meeting.pk}/who-came/"

    empty = client.post(url, {"act": "type"})
    wrong = client.post(url, {"act": "type", "housing-own": "-3"})
    kept = client.post(url, {"act": "type", "housing-own": "7317"})
    page = client.get(url).content.decode()

    assert empty.context["form"].errors == {"__all__": ["Enter at least one number."]}
    assert wrong.context["form"].errors == {
        "housing-own": ["Enter a number from 0 on."]
    }
    assert kept.status_code == 302
    assert counted(meeting) == THREE_GROUPS | {"own": 7317}
    assert "7317" not in page
    assert "Take all paper counts away" in page


def test_the_page_of_a_slip_costs_no_more_with_many_slips() -> None:
    meeting = tonight()
    spent = []
    for slips in (1, 3):
        for _slip in range(slips):
            hand_in_slip(meeting_id=meeting.pk, said=SAID, now=now())
        with CaptureQueriesContext(connection) as asked:
            Client().get(slip_url(meeting))
        spent.append(len(asked))

    assert spent[0] == spent[1]
