"""Whatever administrators do in whatever order: nobody makes a right for oneself."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from engagement.common.errors import DomainError
from engagement.common.roles import Role
from engagement.people import services
from engagement.people.models import Grant, RoleRequest, User
from engagement.people.permissions import WATCHED
from engagement.people.queries import (
    is_administrator,
    lasting_administrators,
    second_people,
)
from engagement.people.services import Terms
from tests.factories.people import make_admin, make_user
from tests.factories.places import make_neighborhood

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
WHO = st.integers(0, 4)
ROLES = st.sampled_from([Role.ADMIN, Role.OFFICER, Role.ORGANIZER, Role.OVERSEER])
ALONE = frozenset({Role.ORGANIZER, Role.OVERSEER})  # one word is enough for these


class Granting(RuleBasedStateMachine):
    """Five people, two of them administrators at first, and time that passes."""

    @initialize()
    def set_the_scene(self) -> None:
        self.now = START
        self.place = make_neighborhood()
        self.people = [make_admin(), make_admin(), *(make_user() for _ in range(3))]
        self.first = set(Grant.objects.values_list("pk", flat=True))
        self.alone: set[int] = set()

    def user(self, who: int) -> User:
        return User.objects.get(pk=self.people[who].pk)

    @rule(hours=st.sampled_from([1, 30, 24 * 8]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(actor=WHO, to=WHO, role=ROLES, days=st.sampled_from([None, 2, 20]))
    def give(self, actor: int, to: int, role: Role, days: int | None) -> None:
        place = self.place if role in (Role.OFFICER, Role.ORGANIZER) else None
        ends_at = self.now + timedelta(days=days) if days else None
        terms = Terms(role, place, "why", None, ends_at)
        by, user = self.user(actor), self.user(to)
        others = second_people(self.now, by.pk, user.pk).exists()
        was_admin = is_administrator(by.pk, self.now)
        with contextlib.suppress(DomainError), transaction.atomic():
            given = services.give_role(user=user, terms=terms, actor=by, now=self.now)
            assert was_admin or (role == Role.ORGANIZER)
            assert by != user
            if isinstance(given, Grant):
                assert role in ALONE or not others
                self.alone.add(given.pk)

    @rule(actor=WHO, number=st.integers(0, 5), yes=st.booleans())
    def decide(self, actor: int, number: int, yes: bool) -> None:  # noqa: FBT001 - drawn
        asked = RoleRequest.objects.order_by("-pk")[number : number + 1].first()
        if asked is None:
            return
        by = self.user(actor)
        with contextlib.suppress(DomainError), transaction.atomic():
            if yes:
                grant = services.agree_to_role(
                    request_id=asked.pk, actor=by, now=self.now
                )
                assert len({by.pk, asked.asked_by_id, grant.user_id}) == 3
            else:
                services.decline_role(
                    request_id=asked.pk, actor=by, reason="no", now=self.now
                )

    @rule(actor=WHO, number=st.integers(0, 8))
    def end(self, actor: int, number: int) -> None:
        grants = Grant.objects.order_by("-pk")
        grant = grants[number : number + 1].first()
        if grant is not None:
            with contextlib.suppress(DomainError), transaction.atomic():
                services.end_grant(
                    grant_id=grant.pk,
                    actor=self.user(actor),
                    reason="why",
                    now=self.now,
                )

    @rule(actor=WHO, who=WHO)
    def suspend(self, actor: int, who: int) -> None:
        with contextlib.suppress(DomainError), transaction.atomic():
            services.suspend_person(
                user=self.user(who),
                actor=self.user(actor),
                reason="why",
                now=self.now,
                spoke_in={self.place.pk},
            )

    @rule(actor=WHO, who=WHO)
    def open_again(self, actor: int, who: int) -> None:
        with contextlib.suppress(DomainError), transaction.atomic():
            services.open_account(
                user=self.user(who),
                actor=self.user(actor),
                reason="why",
                now=self.now,
            )

    @invariant()
    def somebody_can_always_give_roles(self) -> None:
        assert lasting_administrators(self.now).exists()

    @invariant()
    def no_right_is_made_for_oneself_or_alone(self) -> None:
        made = Grant.objects.exclude(pk__in=self.first)
        for grant in made:
            people = [grant.user_id, grant.granted_by_id, grant.seconded_by_id]
            assert grant.granted_by_id is not None
            assert grant.seconded_by_id is not None or grant.pk in self.alone
            assert len(set(people)) == 3

    @invariant()
    def nothing_is_held_twice(self) -> None:
        open_ones = Grant.objects.unended(self.now)
        held = Counter(open_ones.values_list("user", "role", "neighborhood"))
        assert [what for what, times in held.items() if times > 1] == []

    @invariant()
    def nobody_oversees_themselves(self) -> None:
        held = Grant.objects.unended(self.now).values_list("user", "role")
        overseers = {user for user, role in held if role == Role.OVERSEER}
        watched = {user for user, role in held if role in WATCHED}
        assert overseers & watched == set()


@pytest.mark.slow
@pytest.mark.django_db
def test_roles_keep_their_rules_in_whatever_order() -> None:
    class InOneTransaction(Granting):
        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    run_state_machine_as_test(
        InOneTransaction,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
