"""Two administrators at the same moment: one of them is first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from engagement.common.errors import DomainError
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.errors import (
    DecidedAlreadyError,
    InvitationClosedError,
    LastAdministratorError,
)
from engagement.people.models import Grant, Invitation, RoleRequest, User
from engagement.people.queries import lasting_administrators
from engagement.people.services import grants, invitations, requests, suspending
from tests.factories.people import make_admin, make_user
from tests.factories.roles import make_invitation, make_role_request
from tests.harness.processes import wait_until
from tests.harness.waiting import somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
Act = Callable[[], object]


def at_once(first: Act, second: Act) -> list[object]:
    """Keep the first from being kept until the second waits for it, or is done."""
    answers: list[object] = []

    def run() -> None:
        try:
            answers.append(second())
        except (DomainError, IntegrityError) as error:
            answers.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        first()
        other.start()
        wait_until(lambda: somebody_waits() or answers, what="the second waits")
    other.join(timeout=60)
    return answers


def end_each_other() -> list[object]:
    one, other = make_admin(), make_admin()

    def end(whose: User, by: User) -> Act:
        grant_id = whose.grants.get().pk
        return lambda: services.end_grant(
            grant_id=grant_id, actor=by, reason="why", now=NOW
        )

    return at_once(end(one, other), end(other, one))


def test_two_administrators_do_not_end_one_another() -> None:
    answers = end_each_other()

    assert len(answers) == 1
    assert isinstance(answers[0], DomainError)
    assert lasting_administrators(NOW).count() == 1


def test_control_without_turns_the_town_would_be_locked_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(grants, "lock_roles", lambda: None)

    end_each_other()

    assert lasting_administrators(NOW).count() == 0


def close_and_end() -> list[object]:
    one, other = make_admin(), make_admin()
    grant_id = other.grants.get().pk
    return at_once(
        lambda: services.suspend_person(user=one, actor=other, reason="why", now=NOW),
        lambda: services.end_grant(grant_id=grant_id, actor=None, now=NOW),
    )


def test_one_is_closed_while_the_other_ends_and_somebody_is_left() -> None:
    answers = close_and_end()

    assert [type(each) for each in answers] == [LastAdministratorError]
    assert lasting_administrators(NOW).count() == 1


def test_control_closing_without_turns_leaves_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(suspending, "lock_roles", lambda: None)

    close_and_end()

    assert lasting_administrators(NOW).count() == 0


def agree_twice() -> list[object]:
    """A role for a month: of those the table alone would take two."""
    month = NOW + timedelta(days=30)
    asked = make_role_request(user=make_user(), by=make_admin(), at=NOW, ends_at=month)

    def agree(by: User) -> Act:
        return lambda: services.agree_to_role(request_id=asked.pk, actor=by, now=NOW)

    return at_once(agree(make_admin()), agree(make_admin()))


def test_two_who_agree_at_once_give_one_role() -> None:
    answers = agree_twice()

    assert [type(each) for each in answers] == [DecidedAlreadyError]
    assert Grant.objects.filter(role=Role.MODERATOR).count() == 1


def test_control_without_turns_both_would_give_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_as_it_was(request_id: int) -> RoleRequest:
        return RoleRequest.objects.get(pk=request_id)

    monkeypatch.setattr(requests, "_taken", read_as_it_was)

    agree_twice()

    assert Grant.objects.filter(role=Role.MODERATOR).count() == 2


def accept_while_it_is_taken_back() -> list[object]:
    ann, admin = make_user("ann@example.org"), make_admin()
    invited = make_invitation(address=ann.email, by=admin, at=NOW, token="link")
    return at_once(
        lambda: services.withdraw_invitation(
            invitation_id=invited.pk, actor=admin, now=NOW
        ),
        lambda: services.accept_invitation(token="link", user=ann, now=NOW),
    )


def test_an_invitation_just_taken_back_is_not_accepted() -> None:
    answers = accept_while_it_is_taken_back()

    assert [type(each) for each in answers] == [InvitationClosedError]
    assert not Grant.objects.filter(role=Role.ORGANIZER).exists()


def test_control_without_turns_only_the_table_would_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def read_as_it_was(_token: str) -> Invitation:
        return Invitation.objects.select_related("invited_by").get()

    monkeypatch.setattr(invitations, "_taken", read_as_it_was)

    answers = accept_while_it_is_taken_back()

    assert [type(each) for each in answers] == [IntegrityError]
    assert not Grant.objects.filter(role=Role.ORGANIZER).exists()
