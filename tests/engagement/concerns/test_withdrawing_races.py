"""An officer begins while the person takes the concern back: one of them is first."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from engagement.common.roles import Viewer
from engagement.concerns.choices import Status
from engagement.concerns.errors import TooLateError
from engagement.concerns.models import Concern, Issue
from engagement.concerns.services import move_status, withdraw_concern, withdrawing
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood
from tests.harness.processes import wait_until
from tests.harness.waiting import somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


def begin_while_it_is_taken_back() -> tuple[Concern, list[object]]:
    """Let the officer's step wait to be kept until the person's act waits for it."""
    place = make_neighborhood()
    concern = make_concern(issue=make_issue(neighborhood=place))
    officer, answers = make_officer(of=place), list[object]()

    def take_back() -> None:
        viewer = Viewer(receipts=frozenset({concern.pk}))
        try:
            answers.append(
                withdraw_concern(concern_id=concern.pk, viewer=viewer, now=NOW)
            )
        except TooLateError as error:
            answers.append(error)
        finally:
            connection.close()

    person = threading.Thread(target=take_back)
    with transaction.atomic():
        move_status(
            issue_id=concern.issue_id,
            actor=officer,
            new=Status.LOOKING,
            text="",
            version=None,
            now=NOW,
        )
        person.start()
        wait_until(lambda: somebody_waits() or answers, what="the person waits")
    person.join(timeout=60)
    return Concern.objects.get(pk=concern.pk), answers


def test_what_an_officer_has_just_begun_is_not_taken_back() -> None:
    concern, answers = begin_while_it_is_taken_back()

    assert [type(each) for each in answers] == [TooLateError]
    assert concern.withdrawn_at is None
    assert Issue.objects.get().status == Status.LOOKING


def test_control_with_the_lock_off_it_would_be_taken_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_as_it_was(ids: set[int]) -> dict[int, Issue]:
        return {issue.pk: issue for issue in Issue.objects.filter(pk__in=ids)}

    monkeypatch.setattr(withdrawing, "lock_issues", read_as_it_was)

    concern, _answers = begin_while_it_is_taken_back()

    assert concern.withdrawn_at is not None
