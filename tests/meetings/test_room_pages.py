"""The pages of a room: who comes in, what they read, and what nobody reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.limits import ROOM_CODES
from engagement.people.models import User
from meetings.choices import PollState
from meetings.models import Ballot, Live, Meeting, Question
from meetings.services.organizing import end_organizer
from meetings.services.questions import hide_question, shortlist_question
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.factories.rooms import (
    chair_url,
    come_in,
    make_ballots,
    make_poll,
    make_question,
    make_room,
    make_supports,
    room_url,
)
from tests.harness.sessions import just_signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()
    make_town()


def chair_of(meeting: Meeting) -> tuple[User, Client]:
    chair = make_user()
    make_meeting_organizer(meeting, chair)
    return chair, just_signed_in(chair)


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


# -- coming in -------------------------------------------------------------------------
def test_a_code_typed_loosely_opens_the_room_and_lets_one_ask() -> None:
    live, client = make_room(), Client()
    loose = f" {live.code[:3].lower()}-{live.code[3:].lower()} "

    answer = client.get(reverse("meetings:join"), {"code": loose})
    asked = client.post(room_url(live), {"text": "When is the lamp mended?"})

    assert (answer.status_code, answer["Location"]) == (302, room_url(live))
    assert (asked.status_code, asked["Location"]) == (302, room_url(live))
    question = Question.objects.get()
    assert (question.text, question.person, len(question.device or "")) == (
        "When is the lamp mended?",
        None,
        64,
    )


@pytest.mark.parametrize("act", ["ask", "support", "vote"])
def test_without_the_code_or_an_account_nothing_is_asked_or_counted(act: str) -> None:
    live = make_room()
    question, poll = make_question(live), make_poll(live)
    urls = {
        "ask": (room_url(live), {"text": "Why?"}),
        "support": (room_url(live, "live_support"), {"support": question.pk}),
        "vote": (room_url(live, "live_poll", poll.pk), {"choice": 1}),
    }
    url, sent = urls[act]

    answer = Client().post(url, sent)

    assert (answer.status_code, answer["Location"]) == (302, reverse("meetings:join"))
    question.refresh_from_db()
    assert (Question.objects.count(), question.supporters) == (1, 0)
    assert not Ballot.objects.exists()


def test_who_is_not_in_the_room_reads_none_of_it() -> None:
    live = make_room()
    question = make_question(live)

    page = text_of(Client(), room_url(live))

    assert question.text not in page
    assert live.code not in page
    assert Client().get(room_url(live, "live_fragment")).status_code == 404


def test_a_wrong_code_says_so_and_thirty_shut_the_door() -> None:
    live, client = make_room(), Client()

    page = client.get(reverse("meetings:join"), {"code": "AAAAAA"})
    for _try in range(ROOM_CODES.most):
        client.get(reverse("meetings:join_code", args=["AAAAAA"]))
    shut = client.get(reverse("meetings:join_code", args=[live.code]))

    assert "No open room has this code" in page.content.decode()
    assert (shut.status_code, "room" in client.cookies) == (429, False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opened_at": None}, "The room is not open yet."),
        ({"closed_at": now()}, "The room is closed."),
    ],
)
def test_before_and_after_the_page_says_so(
    fields: dict[str, object], words: str
) -> None:
    live = make_room(make_meeting(begins_at=now() + timedelta(hours=1)), **fields)
    client = just_signed_in(make_user())

    page = text_of(client, room_url(live))

    assert words in page
    assert come_in(live).get(room_url(live, "live_fragment")).status_code == 404


# -- what is read ----------------------------------------------------------------------
def test_hidden_and_new_questions_are_read_by_their_asker_alone() -> None:
    live = make_room()
    asker, other = come_in(live), come_in(live)
    asker.post(room_url(live), {"text": "Is Canary Bird at 14 Elm Street dealing?"})
    question = Question.objects.get()
    chair, desk = chair_of(live.meeting)

    new = [question.text in text_of(one, room_url(live)) for one in (asker, other)]
    hide_question(question_id=question.pk, reason="A name", actor=chair, now=now())
    hidden = [question.text in text_of(one, room_url(live)) for one in (asker, other)]
    screen = text_of(desk, chair_url(live, "screen"))

    assert (new, hidden) == ([True, False], [True, False])
    assert "A name" in text_of(asker, room_url(live))
    assert question.text not in screen + text_of(other, live.meeting.get_absolute_url())
    assert "Look twice" in text_of(desk, chair_url(live))


def test_nobody_reads_who_asked_not_even_the_chair() -> None:
    live = make_room()
    asker = make_user("canary-asker@example.net", name="Canary Asker")
    just_signed_in(asker).post(room_url(live), {"text": "Why no bus?"})
    question = Question.objects.get()
    chair, desk = chair_of(live.meeting)
    shortlist_question(question_id=question.pk, actor=chair, now=now())

    pages = [
        text_of(desk, chair_url(live)),
        text_of(desk, chair_url(live, "screen")),
        text_of(desk, room_url(live)),
        text_of(come_in(live), room_url(live)),
    ]

    assert question.person == asker
    assert [("Canary" in page, "canary" in page) for page in pages] == [
        (False, False)
    ] * 4


def test_a_chair_who_is_taken_off_loses_the_room_at_once() -> None:
    live = make_room()
    question = make_question(live, state="new")
    former, desk = chair_of(live.meeting)
    other, _desk = chair_of(live.meeting)
    names = ("room", "room_waiting", "screen", "screen_fragment", "poll_new")
    before = [desk.get(chair_url(live, name)).status_code for name in names]

    organizer = live.meeting.organizers.get(person=former)
    end_organizer(organizer_id=organizer.pk, actor=other, now=now())

    after = [desk.get(chair_url(live, name)).status_code for name in names]
    act = desk.post(
        chair_url(live, "question_act", question.pk), {"act": "shortlisted"}
    )
    assert (before, after, act.status_code) == ([200] * 5, [404] * 5, 404)
    question.refresh_from_db()
    assert question.state == "new"


def test_the_chair_of_another_meeting_reaches_nothing_through_their_own() -> None:
    live, own = make_room(), make_room()
    question, poll = make_question(live, state="new"), make_poll(live, state="draft")
    _chair, desk = chair_of(own.meeting)

    act = desk.post(chair_url(own, "question_act", question.pk), {"act": "shortlisted"})
    voted = desk.post(chair_url(own, "poll_set", poll.pk), {"act": "open"})

    question.refresh_from_db()
    poll.refresh_from_db()
    assert (act.status_code, voted.status_code) == (302, 404)
    assert (question.state, poll.state) == ("new", "draft")


# -- the ways of the pages -------------------------------------------------------------
def test_support_and_take_back_by_plain_buttons() -> None:
    live = make_room()
    question, client = make_question(live), come_in(live)
    url = room_url(live, "live_support")
    seen = []
    for sent in ({"support": question.pk}, {"support": question.pk}, {"withdraw": question.pk}):  # fmt: skip
        answer = client.post(url, sent)
        question.refresh_from_db()
        offered = "Take back" in text_of(client, room_url(live))
        seen.append((answer["Location"], question.supporters, offered))

    back = f"{room_url(live)}#q{question.pk}"
    assert seen == [(back, 1, True), (back, 1, True), (back, 0, False)]


@pytest.mark.parametrize(
    "sent", [{}, {"support": "x"}, {"support": "99999999"}, {"support": "9" * 5_000}]
)
def test_a_support_of_nothing_is_not_there(sent: dict[str, str]) -> None:
    live = make_room()

    answer = come_in(live).post(room_url(live, "live_support"), sent)

    assert answer.status_code == 404


def test_a_vote_is_cast_changed_and_read_when_the_poll_is_closed() -> None:
    live = make_room()
    poll, client = make_poll(live), come_in(live)
    Live.objects.update(poll=poll)
    make_ballots(poll, 2, 0, 1)
    url = room_url(live, "live_poll", poll.pk)
    while_open = "live-result" in text_of(client, url)

    for choice in (0, 1):
        client.post(url, {"choice": choice})
    wrong = client.post(url, {"choice": 7}).content.decode()
    poll.state = PollState.CLOSED
    poll.save()

    assert "Choose an answer from the list" in wrong
    page = text_of(client, url)
    assert [while_open, "live-result" in page] == [False, True]
    assert 'aria-label="Elm Street: 1"' in page
    assert "People who voted: 4" in page


def test_the_chair_walks_a_question_through_by_plain_buttons() -> None:
    live = make_room()
    question, (_chair, desk) = make_question(live, state="new"), chair_of(live.meeting)
    like = make_question(live, f"{question.text}!", asked_at=now() - timedelta(1))
    url = chair_url(live, "question_act", question.pk)

    assert f"Join with “{like.text}”" in text_of(desk, chair_url(live))
    for act in (
        {"act": "shortlisted"},
        {"act": "show"},
        {"act": "answered", "answer": "By Friday"},
    ):
        answer = desk.post(url, act)
        assert answer["Location"] == f"{chair_url(live)}#q{question.pk}"

    question.refresh_from_db()
    assert (question.state, question.answer) == ("answered", "By Friday")


def test_the_chair_opens_writes_and_closes_by_plain_forms() -> None:
    meeting = make_meeting(begins_at=now() - timedelta(minutes=5))
    _chair, desk = chair_of(meeting)
    assert "Open the room" in text_of(desk, reverse("meetings:room", args=[meeting.pk]))
    desk.post(reverse("meetings:room_set", args=[meeting.pk]), {"act": "open"})
    live = Live.objects.get()
    forms = {
        "room_categories": {"names": "Light\nRoads"},
        "question_paper": {"text": "Why no bus?", "category": "Roads", "hands": "7"},
        "poll_new": {"text": "Which first?", "options": "One\nTwo"},
    }

    for name, sent in forms.items():
        assert desk.post(chair_url(live, name), sent)["Location"] == chair_url(live)
    poll = live.polls.get()
    desk.post(chair_url(live, "poll_set", poll.pk), {"act": "open"})
    desk.post(chair_url(live, "poll_set", poll.pk), {"act": "close"})
    for act in ("no_more", "take", "join", "no_join", "close", "nonsense"):
        desk.post(chair_url(live, "room_set"), {"act": act})

    live.refresh_from_db()
    poll.refresh_from_db()
    question = live.questions.get()
    assert (question.category, question.hands) == ("Roads", 7)
    assert (poll.options, poll.state) == (["One", "Two"], "closed")
    assert (live.categories, live.is_open(now())) == (["Light", "Roads"], False)


def test_what_was_said_stands_on_the_page_of_the_meeting_with_no_small_number() -> None:
    live = make_room()
    few = make_question(live, "Why so dark?", state="answered", answer="Next week.")
    many = make_question(live, "Why no bus?", state="answered", answer="In May.")
    make_supports(few, 4)
    make_supports(many, 12)
    poll = make_poll(live, state=PollState.CLOSED)
    make_ballots(poll, 23, 3, 31)
    hidden = make_question(live, "Canary hidden", state="hidden")
    url = live.meeting.get_absolute_url()

    during = text_of(Client(), url)
    live.closed_at = now()
    live.save()
    page = " ".join(text_of(Client(), url).split())

    assert ("Ask and vote" in during, few.text in during) == (True, False)
    for words in (
        "Next week.",
        "People who supported it: fewer than 5",
        "People who supported it: 12",
        'aria-label="Mill Road: 25"',
        'aria-label="Elm Street: not shown, too few"',
        'aria-label="Bridge: 30"',
        "People who voted: 55",
    ):
        assert words in page, words
    assert hidden.text not in page


# -- what it costs ---------------------------------------------------------------------
def cost_of(client: Client, url: str, **headers: str) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        status = client.get(url, headers=headers).status_code
    return status, len(asked)


@pytest.mark.parametrize("many", [1, 3])
def test_what_a_look_at_the_room_costs(many: int) -> None:
    live, client = make_room(), None
    for _one in range(many):
        make_supports(make_question(live), 2)
    make_question(live, state="answered")
    client = come_in(live)
    url = room_url(live, "live_fragment")
    etag = client.get(url)["ETag"]
    cache.clear()

    without_cache = cost_of(client, url, if_none_match=etag)
    with_cache = cost_of(client, url, if_none_match=etag)
    first = cost_of(client, url)
    drawn = cost_of(client, url)
    page = cost_of(client, room_url(live))

    assert (without_cache, with_cache) == ((304, 1), (304, 0))
    assert (first, drawn) == ((200, 5), (200, 3))
    assert page[0] == 200
    assert page[1] <= 12


@pytest.mark.parametrize("many", [1, 3])
def test_what_the_room_costs_its_chair(many: int) -> None:
    live = make_room()
    for _one in range(many):
        make_question(live, state="new")
        make_question(live)
        make_poll(live, state=PollState.CLOSED)
    _chair, desk = chair_of(live.meeting)
    desk.get(chair_url(live))

    assert cost_of(desk, chair_url(live)) == (200, 9)


def test_a_changed_room_has_another_number_and_an_unchanged_one_nothing_to_say(
    django_capture_on_commit_callbacks: object,
) -> None:
    live = make_room()
    client, other = come_in(live), come_in(live)
    question = make_question(live)
    url = room_url(live, "live_fragment")
    etag = client.get(url)["ETag"]
    still = client.get(url, headers={"if-none-match": etag})

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django names no type
        other.post(room_url(live, "live_support"), {"support": question.pk})
    changed = client.get(url, headers={"if-none-match": etag})

    assert (still.status_code, still.content) == (304, b"")
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)
    assert "1 supports this" in changed.content.decode()
