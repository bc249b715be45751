"""Two people agree where the town wants that, and where there are two (RULINGS 30)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.outbox.models import Job
from engagement.people import services
from engagement.people.choices import RequestState
from engagement.people.errors import DecidedAlreadyError, ReasonMissingError
from engagement.people.models import Grant, RoleRequest, User
from engagement.people.queries import waiting_requests
from engagement.people.services import Terms
from tests.factories.people import make_admin, make_grant, make_user
from tests.factories.roles import make_role_request

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
DAY = timedelta(days=1)
MODERATOR = Terms(Role.MODERATOR, None, "The queue is long")


def ask(user: User, actor: User, terms: Terms = MODERATOR) -> RoleRequest:
    asked = services.give_role(user=user, terms=terms, actor=actor, now=NOW)
    assert isinstance(asked, RoleRequest)
    return asked


def test_a_second_administrator_agrees_and_both_are_written_down() -> None:
    first, second, user = make_admin(), make_admin(), make_user()

    asked = ask(user, first)
    assert not user.grants.exists()
    grant = services.agree_to_role(
        request_id=asked.pk, actor=second, reason="I know her", now=NOW + DAY
    )

    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.grant) == (
        RequestState.AGREED,
        second,
        grant,
    )
    assert (grant.granted_by, grant.seconded_by, grant.starts_at) == (
        first,
        second,
        NOW + DAY,
    )
    acts = [(entry.action, entry.actor) for entry in Entry.objects.order_by("pk")]
    assert acts == [
        ("role.request", first),
        ("role.grant", first),
        ("role.agree", second),
    ]


def test_only_who_could_agree_is_asked_by_letter() -> None:
    first, second, user = make_admin(), make_admin(), make_admin()
    gone = make_admin()
    User.objects.filter(pk=gone.pk).update(is_active=False)

    ask(user, first)

    letters = [(job.task, job.person_id) for job in Job.objects.all()]
    assert letters == [("people.send_request_letter", second.pk)]


def test_it_bites_only_where_there_is_somebody_else() -> None:
    """A hamlet with one administrator; two of whom one would get the role."""
    first, user = make_admin(), make_user()

    alone = services.give_role(user=user, terms=MODERATOR, actor=first, now=NOW)
    other = make_admin()
    for_other = services.give_role(user=other, terms=MODERATOR, actor=first, now=NOW)

    assert [type(alone), type(for_other)] == [Grant, Grant]


def test_the_town_says_for_which_roles(settings: Settings) -> None:
    first, user = make_admin(), make_user()
    make_admin()
    settings.TWO_PEOPLE_FOR = frozenset({"auditor"})

    given = services.give_role(user=user, terms=MODERATOR, actor=first, now=NOW)

    assert isinstance(given, Grant)
    assert isinstance(ask(user, first, Terms(Role.AUDITOR, None, "why")), RoleRequest)


def test_the_plain_service_does_not_go_around_it() -> None:
    first, user = make_admin(), make_user()
    make_admin()

    with pytest.raises(NotAllowedError, match="A second administrator"):
        services.grant_role(
            user=user, role=Role.OFFICER, neighborhood=None, actor=first, now=NOW
        )

    assert not user.grants.exists()


def test_nobody_agrees_to_what_they_asked_or_would_get() -> None:
    first, second, subject = make_admin(), make_admin(), make_admin()
    asked = ask(subject, first)

    for actor in (first, subject, make_user()):
        with pytest.raises(NotAllowedError):
            services.agree_to_role(request_id=asked.pk, actor=actor, now=NOW)
        with pytest.raises(NotAllowedError):
            services.decline_role(
                request_id=asked.pk, actor=actor, reason="no", now=NOW
            )

    asked.refresh_from_db()
    assert asked.state == RequestState.WAITING
    grant = services.agree_to_role(request_id=asked.pk, actor=second, now=NOW)
    assert grant.user == subject


def test_the_database_keeps_it_too() -> None:
    first, user = make_admin(), make_user()
    asked = make_role_request(user=user, by=first)
    wrong: list[dict[str, object]] = [
        {"asked_by": user},
        {"decided_by": user},
        {"state": RequestState.AGREED, "decided_by": first},
    ]

    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleRequest.objects.filter(pk=asked.pk).update(**change)
    for maker in ({"granted_by": user}, {"seconded_by": user}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(user=user, role=Role.OFFICER, **maker)


def test_who_asked_must_still_be_somebody_who_may() -> None:
    first, second, user = make_admin(), make_admin(), make_user()
    asked = ask(user, first)
    first.grants.update(ends_at=NOW)

    with pytest.raises(NotAllowedError):
        services.agree_to_role(request_id=asked.pk, actor=second, now=NOW + DAY)

    assert not user.grants.exists()


def test_no_needs_a_reason_and_gives_nothing() -> None:
    first, second, user = make_admin(), make_admin(), make_user()
    asked = ask(user, first)

    with pytest.raises(ReasonMissingError):
        services.decline_role(request_id=asked.pk, actor=second, reason=" ", now=NOW)
    services.decline_role(
        request_id=asked.pk, actor=second, reason="not vetted", now=NOW
    )

    asked.refresh_from_db()
    assert (asked.state, asked.decision_reason) == (RequestState.DECLINED, "not vetted")
    assert not user.grants.exists()
    with pytest.raises(DecidedAlreadyError):
        services.agree_to_role(request_id=asked.pk, actor=second, now=NOW)


def test_what_lies_too_long_is_agreed_by_nobody_and_can_be_asked_anew() -> None:
    first, second, user = make_admin(), make_admin(), make_user()
    asked = ask(user, first)
    later = NOW + timedelta(days=8)

    with pytest.raises(DecidedAlreadyError, match="waited too long"):
        services.agree_to_role(request_id=asked.pk, actor=second, now=later)
    again = services.give_role(user=user, terms=MODERATOR, actor=first, now=later)

    asked.refresh_from_db()
    assert asked.state == RequestState.EXPIRED
    assert list(waiting_requests(later)) == [again]


def test_asking_twice_is_asking_once() -> None:
    first, second, user = make_admin(), make_admin(), make_user()

    assert ask(user, first) == ask(user, second)
    assert Entry.objects.count() == 1


def test_who_asked_takes_it_back_and_nobody_else_does() -> None:
    first, second, user = make_admin(), make_admin(), make_user()
    asked = ask(user, first)

    with pytest.raises(NotAllowedError):
        services.withdraw_request(request_id=asked.pk, actor=second, now=NOW)
    services.withdraw_request(request_id=asked.pk, actor=first, now=NOW)

    asked.refresh_from_db()
    assert asked.state == RequestState.WITHDRAWN


def test_a_role_given_meanwhile_ends_the_waiting() -> None:
    """The second administrator left: one word is enough again, and only once."""
    first, second, user = make_admin(), make_admin(), make_user()
    asked = ask(user, first)
    second.grants.update(ends_at=NOW)

    given = services.give_role(user=user, terms=MODERATOR, actor=first, now=NOW)

    asked.refresh_from_db()
    assert isinstance(given, Grant)
    assert asked.state == RequestState.WITHDRAWN
    make_grant(make_user(), Role.ADMIN, None)
    assert Grant.objects.filter(user=user).count() == 1
