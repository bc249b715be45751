"""Many thumbs at one moment: each counted once, none lost."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils.timezone import now

from meetings.models import Ballot, Question, Support
from meetings.queries.live import Attendee
from meetings.services import questions
from meetings.services.polls import cast_ballot
from meetings.services.questions import support_question
from tests.factories.rooms import make_poll, make_question, make_room, somebody

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def supports(question: Question, whose: list[Attendee]) -> list[object]:
    def act(who: Attendee) -> Callable[[], object]:
        return lambda: support_question(question_id=question.pk, who=who, now=now())

    return at_once([act(who) for who in whose])


def test_fifty_supporters_at_once_are_counted_exactly() -> None:
    question = make_question(make_room())

    results = supports(question, [somebody() for _ in range(50)])

    question.refresh_from_db()
    assert [one for one in results if isinstance(one, Exception)] == []
    assert (question.supporters, Support.objects.count()) == (50, 50)


def test_one_person_pressing_ten_times_at_once_is_one_supporter() -> None:
    question, who = make_question(make_room()), somebody()

    results = supports(question, [who] * 10)

    question.refresh_from_db()
    assert [one for one in results if isinstance(one, Exception)] == []
    assert (question.supporters, Support.objects.count()) == (1, 1)


def test_without_the_lock_supporters_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the row of the room is what makes them wait for one another."""

    def unlocked(question_id: int, _now: object) -> tuple[object, Question]:
        found = Question.objects.select_related("live__meeting").get(pk=question_id)
        barrier.wait(timeout=60)
        return found.live, found

    barrier = threading.Barrier(5)
    monkeypatch.setattr(questions, "_passed", unlocked)
    question = make_question(make_room())

    supports(question, [somebody() for _ in range(5)])

    question.refresh_from_db()
    assert Support.objects.count() == 5
    assert question.supporters < 5


def test_one_person_voting_ten_times_at_once_has_one_ballot() -> None:
    poll, who = make_poll(make_room()), somebody()

    def vote(choice: int) -> Callable[[], object]:
        return lambda: cast_ballot(
            poll_id=poll.pk, who=who, choices=[choice], now=now()
        )

    results = at_once([vote(number % 3) for number in range(10)])

    assert [one for one in results if isinstance(one, Exception)] == []
    assert Ballot.objects.count() == 1
