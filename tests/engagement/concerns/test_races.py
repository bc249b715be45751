"""Two at the same moment, on real connections: nothing twice, nothing lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection

from engagement.concerns.counters import drift_between
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.services import (
    Receipt,
    add_voice,
    intake,
    merge_issues,
    submit_concern,
    voices,
    withdraw_voice,
)
from engagement.concerns.services.origins import company_of
from engagement.concerns.services.rule import MOST, may_count
from engagement.outbox.models import Job
from tests.factories.concerns import make_issue, make_kind, make_submission
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let every act wait for the others, then run; give results and errors in order."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            results[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at what it was
            results[place] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(place, act))
        for place, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def send_same(key: str) -> Callable[[], Receipt]:
    place, kind = make_neighborhood(), make_kind()
    submission = make_submission(kind=kind, neighborhood=place)

    def send() -> Receipt:
        return submit_concern(
            submission=submission,
            person=None,
            device="phone",
            idempotency_key=key,
            now=NOW,
        )

    return send


def test_pressing_send_twice_at_once_is_one_concern_and_one_receipt() -> None:
    for round_number in range(5):
        results = at_once(*[send_same(f"key {round_number}")] * 6)

        assert len(set(results)) == 1
        assert isinstance(results[0], Receipt)

    tables = (Concern, Issue, Voice, Job)
    assert [table.objects.count() for table in tables] == [5, 5, 5, 5]


def test_without_taking_turns_the_unique_key_is_the_last_gate(monkeypatch) -> None:
    """The control: with the lock off the test above would see an error instead."""
    both_looked = threading.Barrier(2)
    monkeypatch.setattr(intake, "take_turns", lambda **_names: None)

    def look_together(*args: Any) -> object:
        both_looked.wait(timeout=30)
        return company_of(*args)

    monkeypatch.setattr(intake, "company_of", look_together)

    results = at_once(*[send_same("key")] * 2)

    kinds = sorted(type(result).__name__ for result in results)
    assert kinds == [IntegrityError.__name__, Receipt.__name__]
    assert Concern.objects.count() == 1


def test_one_person_pressing_me_too_many_times_at_once_is_one_voice() -> None:
    issue, person = make_issue(at=NOW), make_user()

    results = at_once(
        *[
            lambda: (
                add_voice(issue_id=issue.pk, person=person, device="phone", now=NOW).pk
            )
        ]
        * 6,
        *[lambda: add_voice(issue_id=issue.pk, person=None, device="phone", now=NOW).pk]
        * 2,
    )

    assert Voice.objects.count() <= 2  # signed out first, its voice stays the device's
    assert all(isinstance(result, int) for result in results)
    assert Voice.objects.filter(person=person).count() == 1
    assert drift_between(0, 10**9) == []


def test_many_people_at_once_are_all_counted() -> None:
    issue = make_issue(at=NOW)
    people = [make_user() for _ in range(12)]

    at_once(
        *[
            lambda who=who: add_voice(
                issue_id=issue.pk,
                person=who,
                device=None,
                now=NOW,
                network="203.0.113.7",
            )
            for who in people
        ]
    )

    issue.refresh_from_db()
    assert issue.supporters == 12
    assert drift_between(0, 10**9) == []


def speak_on_many() -> list[bool]:
    """One person, six issues of one line, all at the same moment: who counts?"""
    place, kind, person = make_neighborhood(), make_kind(), make_user()
    issues = [make_issue(kind=kind, neighborhood=place) for _ in range(6)]
    at_once(
        *[
            lambda issue=issue: add_voice(
                issue_id=issue.pk, person=person, device=None, now=NOW
            )
            for issue in issues
        ]
    )
    return list(Voice.objects.values_list("counts", flat=True))


def test_one_person_at_six_places_at_once_counts_three_times() -> None:
    counts = speak_on_many()

    assert (len(counts), sum(counts)) == (6, MOST)


def test_without_taking_turns_more_than_three_would_count(monkeypatch) -> None:
    """The control: the rule above needs the lock."""
    all_counted = threading.Barrier(6)
    monkeypatch.setattr(voices, "take_turns", lambda **_names: None)

    def ask_together(*args: Any) -> bool:
        answer = may_count(*args)
        all_counted.wait(timeout=30)
        return answer

    monkeypatch.setattr(voices, "may_count", ask_together)

    assert sum(speak_on_many()) == 6


def test_merging_while_people_speak_and_withdraw_loses_nobody() -> None:
    place, kind = make_neighborhood(), make_kind()
    officer = make_officer(of=place)
    issues = [make_issue(kind=kind, neighborhood=place) for _ in range(3)]
    people = [make_user() for _ in range(6)]
    for person in people[:3]:
        add_voice(issue_id=issues[0].pk, person=person, device=None, now=NOW)

    def merge(issue: Issue, into: Issue) -> Callable[[], object]:
        return lambda: merge_issues(
            issue_id=issue.pk, into_id=into.pk, actor=officer, reason="One", now=NOW
        )

    results = at_once(
        merge(issues[0], issues[1]),
        merge(issues[1], issues[2]),
        *[
            lambda who=who: add_voice(
                issue_id=issues[0].pk, person=who, device=None, now=NOW
            )
            for who in people[3:]
        ],
        lambda: withdraw_voice(
            issue_id=issues[0].pk, person=people[0], device=None, now=NOW
        ),
    )

    deadlocks = [error for error in results if "deadlock" in str(error)]
    roots = Issue.objects.filter(merged_into=None)
    assert deadlocks == []
    assert drift_between(0, 10**9) == []
    assert sum(roots.values_list("supporters", flat=True)) == Voice.objects.count()
