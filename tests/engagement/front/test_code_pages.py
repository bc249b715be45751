"""Where staff make codes: seen once, listed by how many are used, never by whom."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime, now

from engagement.common.ids import read_receipt, show_receipt
from engagement.people.code_words import meeting_code_of, turn_at
from engagement.people.models import CodeSheet, LetterCode, MeetingCode, User
from engagement.people.services import redeem_code
from engagement.places.models import Neighborhood
from tests.factories.codes import make_meeting_code, make_sheet_of_codes
from tests.factories.people import (
    make_admin,
    make_officer,
    make_organizer,
    make_user,
)
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
LIST, SHEET, MEETING = "/desk/codes/", "/desk/codes/sheet/", "/desk/codes/meeting/"
PRINTED = re.compile(r'codes__code" dir="ltr">([0-9A-Z-]{14})<')


def sheet_typed(place: Neighborhood, **other: object) -> dict[str, object]:
    until = localtime(now()).date() + timedelta(days=20)
    plain = {
        "neighborhood": place.pk,
        "purpose": "Mill Lane",
        "size": 10,
        "until": until.isoformat(),
        "language": "en",
    }
    return plain | other


def meeting_typed(of: Neighborhood, **other: object) -> dict[str, object]:
    begins = localtime(now()) - timedelta(minutes=5)
    plain = {
        "neighborhood": of.pk,
        "place": "Town hall",
        "starts_at": begins.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (begins + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"),
        "most": 40,
    }
    return plain | other


@pytest.fixture
def place() -> Neighborhood:
    make_town()
    return make_neighborhood()


@pytest.fixture
def organizer(client: Client, place: Neighborhood) -> User:
    user = make_organizer(of=place)
    sign_in(client, user)
    return user


def test_a_sheet_is_shown_once_to_be_printed(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    answer = client.post(SHEET, sheet_typed(place))

    shown = answer.content.decode()
    codes = PRINTED.findall(shown)
    assert len(set(codes)) == 10
    assert shown.count("<svg") >= 10
    assert "no-store" in answer["Cache-Control"]
    redeem_code(code=codes[0], person=None, now=now())
    listed = client.get(LIST).content.decode()
    assert not [
        code for code in codes if code in listed or read_receipt(code) in listed
    ]
    assert "1 of 10" in listed
    assert LetterCode.objects.count() == 9


def test_the_paper_speaks_the_language_that_was_chosen(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    client.cookies["django_language"] = "ar-xb"

    shown = client.post(SHEET, sheet_typed(place, language="en")).content.decode()

    assert '<html lang="ar-xb" dir="rtl"' in shown
    assert '<ol class="codes" lang="en" dir="ltr">' in shown
    assert "Works once, until" in shown


def test_what_is_typed_wrong_is_said_in_a_sentence(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    wrong = {
        "size": ["9", "201", "many", ""],
        "until": ["2020-01-01", "2999-01-01", "tomorrow"],
        "purpose": ["", "x" * 121],
        "neighborhood": [str(make_neighborhood().pk), ""],
        "language": ["xx"],
    }

    for name, values in wrong.items():
        for value in values:
            answer = client.post(SHEET, sheet_typed(place, **{name: value}))
            assert "There is a problem" in answer.content.decode(), (name, value)

    assert not CodeSheet.objects.exists()


def test_a_sheet_is_withdrawn_after_one_more_question(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    sheet, _codes = make_sheet_of_codes(place)
    address = f"{SHEET}{sheet.pk}/withdraw/"

    asked = client.get(address).content.decode()
    kept = LetterCode.objects.count()
    done = client.post(address, follow=True).content.decode()

    assert "10 codes of it are unused" in asked
    assert (kept, LetterCode.objects.count()) == (10, 0)
    assert "Withdrawn" in done


def test_a_code_is_shown_at_a_meeting_large_and_anew_when_it_changes(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    answer = client.post(MEETING, meeting_typed(place), follow=True)

    meeting = MeetingCode.objects.get()
    shown = [show_receipt(meeting_code_of(meeting.pk, turn_at(now())))]
    assert answer.redirect_chain == [(f"{MEETING}{meeting.pk}/", 302)]
    assert re.findall(
        r'wall__code" dir="ltr">([0-9A-Z-]{9})<', answer.content.decode()
    ) == (shown)
    assert 0 < int(answer["Refresh"]) <= 601


def test_a_closed_meeting_shows_no_code(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    meeting = make_meeting_code(place)

    closed = client.post(f"{MEETING}{meeting.pk}/close/", follow=True)
    answer = client.get(f"{MEETING}{meeting.pk}/")

    assert "Over" in closed.content.decode()
    assert "This meeting’s code works no more." in answer.content.decode()
    assert "codes-wall" not in answer.content.decode()
    assert "Refresh" not in answer


def test_a_meeting_to_come_says_when(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    ahead = make_meeting_code(
        place, starts_at=now() + timedelta(days=1), ends_at=now() + timedelta(days=2)
    )

    shown = client.get(f"{MEETING}{ahead.pk}/").content.decode()

    assert "The code appears here on" in shown
    assert "codes-wall" not in shown


def test_hours_that_cannot_be_are_said_in_a_sentence(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    late = (localtime(now()) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    far = (localtime(now()) + timedelta(days=200)).strftime("%Y-%m-%dT%H:%M")
    for other in (
        {"ends_at": "2020-01-01T10:00"},
        {"ends_at": late},
        {"starts_at": far, "ends_at": far},
        {"starts_at": "soon"},
        {"most": 4},
        {"place": ""},
    ):
        answer = client.post(MEETING, meeting_typed(place, **other))
        assert "There is a problem" in answer.content.decode(), other

    assert not MeetingCode.objects.exists()


def test_another_places_codes_are_not_there(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    other = make_neighborhood()
    sheet, _codes = make_sheet_of_codes(other)
    meeting = make_meeting_code(other, place="Secret cellar")

    shown = client.get(LIST).content.decode()
    answers = [
        client.post(f"{SHEET}{sheet.pk}/withdraw/").status_code,
        client.get(f"{MEETING}{meeting.pk}/").status_code,
        client.post(f"{MEETING}{meeting.pk}/close/").status_code,
    ]

    assert "Secret cellar" not in shown
    assert "Letters to Mill Lane" not in shown
    assert answers == [404, 404, 404]
    assert LetterCode.objects.count() == 10


def test_the_list_costs_the_same_with_one_and_with_three(
    client: Client, organizer: User, place: Neighborhood
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        return len(asked)

    make_sheet_of_codes(place)
    make_meeting_code(place)
    cost()
    one = cost()
    for _number in range(2):
        make_sheet_of_codes(place)
        make_meeting_code(place)

    assert cost() == one


def test_the_desk_leads_to_codes_for_those_who_make_them(
    client: Client, place: Neighborhood
) -> None:
    seen = {}
    for user in (
        make_admin(),
        make_officer(of=place),
        make_organizer(of=place),
        make_user(),
    ):
        client.force_login(user)
        seen[user.pk] = f'href="{LIST}"' in client.get("/my/").content.decode()

    assert list(seen.values()) == [True, True, True, False]
