"""The room: opened and closed by its chair; questions and polls go their ways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import DomainError, NotAllowedError
from engagement.people.models import User
from meetings.choices import MeetingState, PollState, QuestionState
from meetings.errors import (
    MeetingOverError,
    PollError,
    QuestionError,
    RoomClosedError,
    TooManyQuestionsError,
)
from meetings.models import Ballot, Live, Meeting, Question, Support
from meetings.queries.live import (
    Attendee,
    alike_in,
    counts_of,
    live_by_code,
    questions_of,
    questions_shown,
)
from meetings.services.forgetting import forget_room_links
from meetings.services.organizing import end_organizer
from meetings.services.polls import cast_ballot, close_poll, open_poll, write_poll
from meetings.services.questions import (
    answer_question,
    ask_question,
    hide_question,
    merge_question,
    shortlist_question,
    show_question,
    support_question,
    withdraw_support,
    write_paper_question,
)
from meetings.services.room import (
    close_room,
    open_room,
    set_categories,
    show_join,
    take_questions,
)
from tests.factories.meetings import make_draft, make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_user
from tests.factories.rooms import (
    make_ballots,
    make_poll,
    make_question,
    make_room,
    make_supports,
    somebody,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def chair_of(meeting: Meeting) -> User:
    chair = make_user()
    make_meeting_organizer(meeting, chair)
    return chair


def ask(live: Live, text: str = "When?", **how: Any) -> Question:
    plain: dict[str, Any] = {
        "who": somebody(),
        "nickname": "",
        "category": "",
        "network": "n",
    }
    return ask_question(
        meeting_id=live.meeting_id, text=text, now=now(), **(plain | how)
    )


# -- the room --------------------------------------------------------------------------
def test_open_room_draws_a_code_once_and_leaves_a_record() -> None:
    meeting = make_meeting(begins_at=now() + timedelta(hours=1))
    chair = chair_of(meeting)

    first = open_room(meeting_id=meeting.pk, actor=chair, now=now())
    close_room(meeting_id=meeting.pk, actor=chair, now=now())
    again = open_room(meeting_id=meeting.pk, actor=chair, now=now())

    assert (again.pk, again.code, again.closed_at) == (first.pk, first.code, None)
    assert live_by_code(first.code, now()) == again
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "room.open",
        "room.close",
        "room.open",
    ]


@pytest.mark.parametrize(
    ("begins_in", "state", "error"),
    [
        (timedelta(hours=13), MeetingState.PUBLISHED, RoomClosedError),
        (-timedelta(hours=15), MeetingState.PUBLISHED, MeetingOverError),
        (timedelta(hours=1), MeetingState.DRAFT, MeetingOverError),
    ],
)
def test_open_room_only_around_a_published_meeting(
    begins_in: timedelta, state: str, error: type[DomainError]
) -> None:
    make = make_draft if state == MeetingState.DRAFT else make_meeting
    meeting = make(begins_at=now() + begins_in)

    with pytest.raises(error):
        open_room(meeting_id=meeting.pk, actor=chair_of(meeting), now=now())


@pytest.mark.parametrize("who", ["resident", "officer", "other organizer", "ended"])
def test_only_the_chair_opens_shows_and_hides(who: str) -> None:
    live = make_room()
    question = make_question(live)
    poll = make_poll(live)
    people: dict[str, Callable[[], User]] = {
        "resident": make_user,
        "officer": lambda: make_officer(of=live.meeting.neighborhood),
        "other organizer": lambda: chair_of(make_meeting()),
        "ended": lambda: ended_chair(live.meeting),
    }
    how: Any = {"actor": people[who](), "now": now()}
    room, one, vote = (
        {"meeting_id": live.meeting_id},
        {"question_id": question.pk},
        {"poll_id": poll.pk},
    )
    acts: list[tuple[Any, dict[str, Any]]] = [
        (open_room, room),
        (close_room, room),
        (show_join, {**room, "is_shown": True}),
        (take_questions, {**room, "is_taking": False}),
        (set_categories, {**room, "names": ["Light"]}),
        (write_paper_question, {**room, "text": "Why?", "category": "", "hands": 1}),
        (shortlist_question, one),
        (show_question, one),
        (answer_question, {**one, "answer": "Soon"}),
        (hide_question, {**one, "reason": "No"}),
        (merge_question, {**one, "into_id": question.pk}),
        (
            write_poll,
            {
                **room,
                "text": "Which?",
                "options": ["a", "b"],
                "is_multiple": False,
                "shows_while_open": False,
            },
        ),
        (open_poll, vote),
        (close_poll, vote),
    ]

    for act, what in acts:
        with pytest.raises(NotAllowedError):
            act(**what, **how)


def ended_chair(meeting: Meeting) -> User:
    former, other = chair_of(meeting), chair_of(meeting)
    organizer = meeting.organizers.get(person=former)
    end_organizer(organizer_id=organizer.pk, actor=other, now=now())
    return former


def test_a_forgotten_room_shuts_itself_and_a_cancelled_one_at_once() -> None:
    live = make_room()
    ends = live.meeting.ends_at

    assert live.is_open(ends + timedelta(hours=11, minutes=59))
    assert not live.is_open(ends + timedelta(hours=12))
    live.meeting.state = MeetingState.CANCELLED
    assert not live.is_open(now())


# -- questions -------------------------------------------------------------------------
def test_a_question_waits_for_the_chair_and_is_flagged_by_the_detectors() -> None:
    live = make_room(categories=["Light"])

    plain = ask(live, "When is the lamp mended?", category="Light")
    held = ask(live, "Call me on 302 555 0182", category="Sewers", nickname="Ann")

    assert list(questions_shown(live)) == []
    assert (plain.state, plain.category, plain.held_for) == ("new", "Light", [])
    assert (held.state, held.category, held.nickname) == ("new", "", "Ann")
    assert held.held_for == ["phone"]
    assert not Entry.objects.exists(), "who asked stands in no record"


@pytest.mark.parametrize("text", ["", "   ", "<b></b>", "x" * 301])
def test_ask_question_takes_words_only(text: str) -> None:
    with pytest.raises(QuestionError):
        ask(make_room(), text)


def test_ask_question_only_while_the_room_is_open_and_takes_them() -> None:
    live = make_room()
    take_questions(
        meeting_id=live.meeting_id,
        is_taking=False,
        actor=chair_of(live.meeting),
        now=now(),
    )

    with pytest.raises(RoomClosedError):
        ask(live)
    with pytest.raises(RoomClosedError):
        ask(make_room(closed_at=now()))


def test_one_person_asks_ten_questions_an_hour() -> None:
    live, who = make_room(), somebody()
    for number in range(10):
        ask(live, f"Question {number}", who=who)

    with pytest.raises(TooManyQuestionsError):
        ask(live, "One more", who=who)

    assert ask(live, "Somebody else").pk


def test_support_counts_once_for_a_person_and_their_browser_and_is_taken_back() -> None:
    live = make_room()
    question, person = make_question(live), make_user()
    browser = somebody()
    signed_in = Attendee(person.pk, browser.device)
    for who in (browser, browser, signed_in, somebody()):
        support_question(question_id=question.pk, who=who, now=now())

    question.refresh_from_db()
    assert (question.supporters, Support.objects.count()) == (2, 2)
    for _press in range(2):
        withdraw_support(question_id=question.pk, who=signed_in, now=now())

    question.refresh_from_db()
    assert (question.supporters, Support.objects.count()) == (1, 1)


@pytest.mark.parametrize("state", ["new", "hidden", "answered"])
def test_only_what_the_room_reads_can_be_supported(state: str) -> None:
    question = make_question(make_room(), state=state)

    with pytest.raises(QuestionError):
        support_question(question_id=question.pk, who=somebody(), now=now())


def test_nothing_is_supported_in_a_closed_room() -> None:
    question = make_question(make_room(closed_at=now()))

    with pytest.raises(RoomClosedError):
        support_question(question_id=question.pk, who=somebody(), now=now())


def test_questions_stand_by_supporters_then_age_and_hands_count_for_nothing() -> None:
    live, moment = make_room(), now()
    young = make_question(live, asked_at=moment)
    old = make_question(live, asked_at=moment - timedelta(minutes=5))
    loved = make_question(live, asked_at=moment)
    make_supports(loved, 2)
    make_question(live, asked_at=moment + timedelta(minutes=1), hands=50)
    make_question(live, state="new")
    make_question(live, state="hidden")

    assert list(questions_shown(live))[:3] == [loved, old, young]
    assert questions_shown(live).count() == 4


def test_the_way_of_a_question_new_shortlisted_on_screen_answered() -> None:
    live = make_room()
    chair, question = chair_of(live.meeting), ask(live)
    seen = []
    for act, more in (
        (shortlist_question, {}),
        (show_question, {}),
        (answer_question, {"answer": "By <b>Friday</b>."}),
    ):
        moved = act(question_id=question.pk, actor=chair, now=now(), **more)
        live.refresh_from_db()
        seen.append((moved.state, live.on_screen_id == question.pk, live.shows_join))

    assert seen == [
        ("shortlisted", False, True),
        ("shortlisted", True, False),
        ("answered", False, False),
    ]
    question.refresh_from_db()
    assert question.answer == "By Friday."
    assert [entry.action for entry in Entry.objects.order_by("pk")] == [
        "question.shortlisted",
        "question.shortlisted",
        "question.answered",
    ]


def test_hide_question_needs_a_reason_that_its_asker_reads() -> None:
    live, who = make_room(), somebody()
    chair, question = chair_of(live.meeting), ask(live, who=who)
    show_question(question_id=question.pk, actor=chair, now=now())

    with pytest.raises(QuestionError):
        hide_question(question_id=question.pk, reason=" ", actor=chair, now=now())
    hide_question(question_id=question.pk, reason="A name", actor=chair, now=now())

    live.refresh_from_db()
    assert live.on_screen is None
    assert [one.hidden_reason for one in questions_of(live, who)] == ["A name"]
    assert list(questions_of(live, somebody())) == []


def test_merge_question_counts_each_supporter_and_the_asker_once() -> None:
    live, both = make_room(), somebody()
    into, question = make_question(live), ask(live, "The same?")
    chair = chair_of(live.meeting)
    shortlist_question(question_id=question.pk, actor=chair, now=now())
    for one in (into, question):
        support_question(question_id=one.pk, who=both, now=now())
    support_question(question_id=question.pk, who=somebody(), now=now())

    merge_question(question_id=question.pk, into_id=into.pk, actor=chair, now=now())

    into.refresh_from_db()
    assert (into.supporters, into.supports.count()) == (3, 3)
    assert list(questions_shown(live)) == [into]
    with pytest.raises(QuestionError):
        merge_question(question_id=into.pk, into_id=question.pk, actor=chair, now=now())
    with pytest.raises(QuestionError):
        merge_question(
            question_id=into.pk,
            into_id=make_question(make_room()).pk,
            actor=chair,
            now=now(),
        )


def test_alike_in_names_the_older_question_that_reads_most_like_it() -> None:
    live = make_room()
    older = make_question(live, "When will the lamp on Mill Road be mended?")
    make_question(live, "Who pays for the school bus?")
    make_question(live, "When will the lamp on Mill Road be mended?!", state="hidden")
    newer = make_question(
        live, "When will the lamps on Mill Road be mended", state="new"
    )
    make_question(make_room(), newer.text)

    assert alike_in(live) == {newer.pk: older.pk}


def test_paper_questions_keep_hands_beside_supporters() -> None:
    live = make_room()
    how: Any = {
        "meeting_id": live.meeting_id,
        "category": "",
        "actor": chair_of(live.meeting),
        "now": now(),
    }

    written = write_paper_question(text="Why no bus?", hands=12, **how)

    assert (written.source, written.hands, written.supporters) == ("paper", 12, 0)
    assert (written.person, written.device) == (None, None)
    with pytest.raises(QuestionError):
        write_paper_question(text="Why?", hands=-1, **how)


def test_set_categories_drops_doubles_and_refuses_too_many() -> None:
    live = make_room()
    how: Any = {
        "meeting_id": live.meeting_id,
        "actor": chair_of(live.meeting),
        "now": now(),
    }

    kept = set_categories(names=["Light", " Light ", "", "Roads"], **how)

    assert kept.categories == ["Light", "Roads"]
    with pytest.raises(QuestionError):
        set_categories(names=[f"Category {n}" for n in range(9)], **how)


# -- polls -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "options", [["One"], ["Same", "same ", "Same"][::2], [str(n) for n in range(9)]]
)
def test_write_poll_needs_two_to_eight_answers(options: list[str]) -> None:
    live = make_room()

    with pytest.raises(PollError):
        write_poll(
            meeting_id=live.meeting_id,
            text="Which?",
            options=options,
            is_multiple=False,
            shows_while_open=False,
            actor=chair_of(live.meeting),
            now=now(),
        )


def test_a_ballot_is_changed_until_the_poll_is_closed_and_counts_once() -> None:
    live = make_room()
    poll, who, chair = make_poll(live), somebody(), chair_of(live.meeting)
    for choice in (0, 2, 1):
        cast_ballot(poll_id=poll.pk, who=who, choices=[choice], now=now())
    cast_ballot(poll_id=poll.pk, who=somebody(), choices=[1], now=now())
    close_poll(poll_id=poll.pk, actor=chair, now=now())

    with pytest.raises(RoomClosedError):
        cast_ballot(poll_id=poll.pk, who=who, choices=[0], now=now())

    count = counts_of([poll])[poll.pk]
    assert (count.voters, count.votes) == (2, (0, 2, 0))


def test_a_ballot_names_options_of_the_poll_and_several_only_where_allowed() -> None:
    live = make_room()
    one = make_poll(live, state=PollState.CLOSED)
    one.state = PollState.OPEN
    one.save()
    for choices in ([], [3], [-1], [0, 1]):
        with pytest.raises(PollError):
            cast_ballot(poll_id=one.pk, who=somebody(), choices=choices, now=now())
    many = make_poll(make_room(), is_multiple=True)

    cast_ballot(poll_id=many.pk, who=somebody(), choices=[2, 0, 2], now=now())

    assert Ballot.objects.get().choices == [0, 2]


def test_open_poll_closes_the_other_and_takes_the_screen() -> None:
    live = make_room()
    chair, question = chair_of(live.meeting), make_question(live)
    show_question(question_id=question.pk, actor=chair, now=now())
    first, second = make_poll(live), make_poll(live, state=PollState.DRAFT)

    open_poll(poll_id=second.pk, actor=chair, now=now())

    for row in (live, first, second):
        row.refresh_from_db()
    assert (first.state, second.state) == ("closed", "open")
    assert (live.on_screen, live.poll) == (None, second)
    with pytest.raises(PollError):
        open_poll(poll_id=first.pk, actor=chair, now=now())


def test_close_room_closes_the_open_poll_and_clears_the_screen() -> None:
    live = make_room()
    poll = make_poll(live)
    Live.objects.update(poll=poll)

    close_room(meeting_id=live.meeting_id, actor=chair_of(live.meeting), now=now())

    live.refresh_from_db()
    poll.refresh_from_db()
    assert (live.poll, poll.state, live.is_open(now())) == (None, "closed", False)


# -- what is forgotten -----------------------------------------------------------------
def links(at: datetime) -> list[tuple[object, object]]:
    forget_room_links(now=at)
    rows: list[Any] = [
        *Question.objects.all(),
        *Support.objects.all(),
        *Ballot.objects.all(),
    ]
    return [(row.person_id, row.device) for row in rows]


def test_who_asked_supported_and_voted_is_forgotten_after_thirty_days() -> None:
    live, person = make_room(), make_user()
    question = make_question(live, person=person, state=QuestionState.ANSWERED)
    make_supports(question, 2)
    make_ballots(make_poll(live), 1, 2)
    ends = live.meeting.ends_at

    for state in (QuestionState.NEW, QuestionState.HIDDEN):
        make_question(live, state=state, device=f"{state:064}")
    joined = make_question(live, merged_into=question, device="j" * 64)
    make_supports(joined, 1)
    before = links(ends + timedelta(days=30))
    after = links(ends + timedelta(days=30, seconds=1))

    assert all(pair != (None, None) for pair in before)
    assert after == [(None, None)] * 6
    assert Question.objects.get() == question
    question.refresh_from_db()
    assert (question.text != "", question.supporters) == (True, 2)
    assert Support.objects.count() == 2
    assert Ballot.objects.count() == 3
