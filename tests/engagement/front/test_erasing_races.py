"""A voice is added while its person is erased: neither waits for ever, no sum is off."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django.fixtures import Settings

from engagement.common.errors import DomainError
from engagement.concerns.counters import drift_between, recount
from engagement.concerns.models import Issue, Voice
from engagement.concerns.services import add_voice, forgetting
from engagement.front.services.erasing import erase_account
from engagement.people.models import User
from tests.factories.concerns import make_issue, make_voice
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from tests.harness.processes import wait_until
from tests.harness.waiting import somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


def speak(ada: User, issue: Issue) -> None:
    add_voice(issue_id=issue.pk, person=ada, device=None, now=NOW)


def erase(ada: User) -> None:
    erase_account(person_id=ada.pk, actor=ada, now=NOW)


@pytest.mark.parametrize("first", [speak, erase])
def test_whoever_is_first_the_other_waits_and_the_counters_are_right(
    first: object,
) -> None:
    place = make_neighborhood()
    old, new = make_issue(neighborhood=place), make_issue(neighborhood=place)
    ada, errors = make_user(), list[Exception]()
    make_voice(old, person=ada)
    recount([old.pk, new.pk])

    def other() -> None:
        try:
            erase(ada) if first is speak else speak(ada, new)
        except (DomainError, DatabaseError) as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=other)
    with transaction.atomic():
        speak(ada, new) if first is speak else erase(ada)
        thread.start()
        wait_until(somebody_waits)
    thread.join(timeout=30)

    assert not thread.is_alive()
    assert not User.objects.filter(pk=ada.pk).exists()
    assert Voice.objects.exclude(person=None).count() == 0
    assert Voice.objects.count() == (2 if first is speak else 1)
    assert len(errors) == (0 if first is speak else 1)
    assert drift_between(0, 10**9) == []


def test_control_without_turns_what_was_said_first_would_be_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the voice above is kept because erasing waits for it."""
    monkeypatch.setattr(forgetting, "take_turns", lambda **_names: None)
    ada, issue, is_over = make_user(), make_issue(), threading.Event()

    def other() -> None:
        try:
            erase(ada)
        finally:
            is_over.set()
            connection.close()

    thread = threading.Thread(target=other)

    def speak_meanwhile() -> None:
        with transaction.atomic():
            speak(ada, issue)
            thread.start()
            wait_until(lambda: somebody_waits() or is_over.is_set())

    with pytest.raises(IntegrityError):
        speak_meanwhile()
    thread.join(timeout=30)

    assert Voice.objects.count() == 0
