"""The eleventh look at the same moment: exactly ten are shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from engagement.concerns.contacts import ContactDetails, seal_contact
from engagement.concerns.errors import TooManyLooksError
from engagement.concerns.models import Look
from engagement.concerns.queries.watching import looks_since
from engagement.concerns.services import contacting, look_at_contact
from engagement.people.models import User
from tests.engagement.concerns.test_races import at_once
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_look
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test


def prepared(before: int, tries: int) -> list[Callable[[], object]]:
    """An officer who looked that often today, and that many looks more."""
    place = make_neighborhood()
    officer = make_officer(of=place)
    for _number in range(before):
        make_look(officer, at=NOW)
    concerns = [
        make_concern(
            issue=make_issue(neighborhood=place),
            share_with_officer=True,
            contact_by="email",
            contact_sealed=seal_contact("ann@example.org", ""),
        )
        for _number in range(tries)
    ]
    return [look(officer, concern.pk) for concern in concerns]


def look(officer: User, concern_id: int) -> Callable[[], object]:
    def act() -> object:
        return look_at_contact(
            concern_id=concern_id, actor=officer, reason="To ask for the key", now=NOW
        )

    return act


def test_of_looks_at_once_exactly_ten_a_day_are_shown() -> None:
    results = at_once(*prepared(7, 8))

    kinds = sorted(type(one).__name__ for one in results)
    assert kinds == [ContactDetails.__name__] * 3 + [TooManyLooksError.__name__] * 5
    assert Look.objects.count() == 10


def test_without_taking_turns_more_than_ten_would_be_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the rule above needs the lock."""
    looks, counted = prepared(9, 2), looks_since
    both_counted = threading.Barrier(2)

    def count_together(actor_id: int, moment: datetime) -> int:
        found = counted(actor_id, moment)
        if moment == NOW - contacting.A_DAY:
            both_counted.wait(timeout=30)
        return found

    monkeypatch.setattr(contacting, "take_turns", lambda **_names: None)
    monkeypatch.setattr(contacting, "looks_since", count_together)

    at_once(*looks)

    assert Look.objects.count() == 11
