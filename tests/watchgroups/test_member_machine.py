"""Whatever people do in whatever order: no group at work is without a captain."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engagement.common.errors import DomainError
from engagement.people.models import User
from tests.factories.group_roster import make_wish
from tests.factories.groups import make_appointment, make_group
from tests.factories.people import make_admin, make_officer, make_user
from watchgroups import belongings
from watchgroups.choices import JoinBy, MemberState, Part
from watchgroups.details import Details, read_details
from watchgroups.models import Group, Membership
from watchgroups.services import accept_captaincy, end_captaincy, settle_groups
from watchgroups.services.appeals import answer_appeal, appeal_removal
from watchgroups.services.joining import ask_to_join
from watchgroups.services.members import (
    decline_member,
    give_part,
    let_member_back,
    remove_member,
    suspend_member,
    take_in,
)
from watchgroups.services.own import leave_group
from watchgroups.services.upkeep import (
    ask_whether_they_take_part,
    forget_memberships,
)

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
SOMEBODY = st.integers(0, 200)
WHY = "It had to be"
REASONED = (decline_member, suspend_member, remove_member)


class Belonging(RuleBasedStateMachine):
    """One group, and people who join, lead, are put out, leave, close their account."""

    @initialize(join_by=st.sampled_from([JoinBy.OPEN, JoinBy.APPROVAL]))
    def set_the_scene(self, join_by: JoinBy) -> None:
        self.now, self.links = START, 0
        self.group = make_group(captain=make_user(), join_by=join_by)
        self.officer = make_officer(of=self.group.neighborhood)
        self.admin = make_admin()
        self.people = [make_user() for _ in range(4)]

    def member(self, number: int) -> Membership | None:
        found = list(Membership.objects.filter(group=self.group).order_by("pk"))
        return found[number % len(found)] if found else None

    def actor(self, number: int) -> User:
        lead = Membership.objects.filter(
            group=self.group, part__in=("captain", "co"), state=MemberState.ACTIVE
        )
        who = [one.person for one in lead.order_by("pk")] + [self.admin]
        return who[number % len(who)]

    @rule(number=SOMEBODY)
    def join(self, number: int) -> None:
        with contextlib.suppress(DomainError):
            ask_to_join(
                group_id=self.group.pk,
                wish=make_wish(),
                answers={},
                agrees=True,
                guardian="",
                actor=self.people[number % len(self.people)],
                now=self.now,
            )

    @rule(number=SOMEBODY, by=SOMEBODY, act=st.sampled_from([take_in, let_member_back]))
    def let_in(self, number: int, by: int, act: object) -> None:
        if (member := self.member(number)) is not None:
            with contextlib.suppress(DomainError):
                act(member_id=member.pk, actor=self.actor(by), now=self.now)  # type: ignore[operator]  # a service

    @rule(number=SOMEBODY, by=SOMEBODY, act=st.sampled_from(REASONED))
    def put_out(self, number: int, by: int, act: object) -> None:
        if (member := self.member(number)) is not None:
            with contextlib.suppress(DomainError):
                act(  # type: ignore[operator]  # a service
                    member_id=member.pk,
                    reason=WHY,
                    actor=self.actor(by),
                    now=self.now,
                )

    @rule(number=SOMEBODY, by=SOMEBODY, part=st.sampled_from(["co", "member"]))
    def give(self, number: int, by: int, part: str) -> None:
        if (member := self.member(number)) is not None:
            with contextlib.suppress(DomainError):
                give_part(
                    member_id=member.pk,
                    part=part,
                    streets=(),
                    actor=self.actor(by),
                    now=self.now,
                )

    @rule(number=SOMEBODY)
    def leave(self, number: int) -> None:
        if (member := self.member(number)) is not None:
            with contextlib.suppress(DomainError):
                leave_group(member_id=member.pk, now=self.now)

    @rule(number=SOMEBODY)
    def appeal(self, number: int) -> None:
        member = self.member(number)
        if member is None:
            return
        with contextlib.suppress(DomainError):
            asked = appeal_removal(
                member_id=member.pk, words=WHY, actor=member.person, now=self.now
            )
            answer_appeal(
                appeal_id=asked.pk,
                verdict="back",
                answer=WHY,
                actor=self.officer,
                now=self.now,
            )

    @rule(number=SOMEBODY)
    def take_the_lead(self, number: int) -> None:
        self.links += 1
        token, user = f"link-{self.links}", self.people[number % len(self.people)]
        make_appointment(
            self.group, token=token, address=user.email, asked_by=self.officer
        )
        with contextlib.suppress(DomainError):
            accept_captaincy(
                token=token, public_name="Bea P.", agrees=True, user=user, now=self.now
            )
        self.group.appointments.all().delete()

    @rule()
    def end_the_lead(self) -> None:
        with contextlib.suppress(DomainError):
            end_captaincy(
                group_id=self.group.pk, reason=WHY, actor=self.officer, now=self.now
            )

    @precondition(lambda self: len(self.people) > 1)
    @rule(number=SOMEBODY, erases=st.booleans())
    def close_an_account(self, number: int, erases: bool) -> None:  # noqa: FBT001 - hypothesis names it
        person = self.people.pop(number % len(self.people))
        if erases:
            belongings.erase_person(person)
            return
        User.objects.filter(pk=person.pk).update(is_active=False)
        settle_groups(now=self.now)  # the clock’s, within a minute

    @rule(days=st.sampled_from([1, 31, 200]))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)
        ask_whether_they_take_part(now=self.now)
        forget_memberships(now=self.now)

    @invariant()
    def a_group_at_work_has_one_captain(self) -> None:
        captains = Membership.objects.filter(
            group=self.group,
            part=Part.CAPTAIN,
            state=MemberState.ACTIVE,
            person__is_active=True,
        )
        group = Group.objects.get(pk=self.group.pk)
        assert captains.count() == (1 if group.is_active else 0)

    @invariant()
    def what_is_over_holds_no_words_of_theirs(self) -> None:
        over = Membership.objects.filter(group=self.group, ended_at__isnull=False)
        for member in over:
            said = (member.name, member.street, read_details(member.sealed))
            assert said == ("", "", Details())

    @invariant()
    def a_second_step_is_asked_of_those_who_lead_and_no_others(self) -> None:
        lead = Membership.objects.filter(
            part__in=("captain", "co"), state=MemberState.ACTIVE, began_at__gte=START
        )
        asked = {one.person_id for one in lead.filter(person__is_active=True)}
        needs = User.objects.filter(
            pk__in=[one.pk for one in self.people], needs_mfa=True
        )
        assert set(needs.values_list("pk", flat=True)) <= asked


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_leaves_a_group_at_work_without_a_captain() -> None:
    class OneTown(Belonging):
        """Each run is undone, so that the next begins in an empty town."""

        def __init__(self) -> None:
            super().__init__()
            self.undo = transaction.atomic()
            self.undo.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    run_state_machine_as_test(
        OneTown,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
