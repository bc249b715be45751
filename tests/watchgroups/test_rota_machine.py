"""Whatever happens in whatever order: nobody unfit is on a patrol, none is overfull."""

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
from engagement.people.models import Credential
from engagement.people.services import withdraw_credential
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_requirement,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_admin, make_user
from watchgroups.choices import MemberState, SignUpState, WalkPart
from watchgroups.models import Membership, Offer, Patrol, SignUp
from watchgroups.services import (
    change_patrol,
    drop_out,
    offer_place,
    settle_rotas,
    sign_up,
    take_offer,
)
from watchgroups.services.places import wanted
from watchgroups.services.planning import PatrolPlan

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANY = st.integers(0, 50)


class Rota(RuleBasedStateMachine):
    """Five members, three patrols, one training that runs out or is taken back."""

    @initialize(days=st.lists(st.integers(2, 30), min_size=5, max_size=5))
    def set_the_scene(self, days: list[int]) -> None:
        self.now = START
        self.captain, self.admin = make_user(), make_admin()
        self.group = make_group(captain=self.captain)
        self.kind = make_credential_kind()
        make_requirement(self.group, self.kind)
        self.members = [make_member(self.group) for _ in days]
        for member, day in zip(self.members, days, strict=True):
            until = (START + timedelta(days=day)).date()
            make_credential(member.person, self.kind, until=until)
        self.patrols = [
            make_patrol(self.group, begins_at=START + timedelta(days=day, hours=hour))
            for day, hour in ((5, 0), (5, 1), (20, 0))
        ]

    def places(self) -> list[SignUp]:
        rows = SignUp.objects.filter(state=SignUpState.SIGNED_UP)
        return list(rows.select_related("member__person", "patrol").order_by("pk"))

    @rule(who=ANY, which=ANY, part=st.sampled_from(WalkPart.values))
    def take(self, who: int, which: int, part: str) -> None:
        with contextlib.suppress(DomainError):
            sign_up(
                patrol_id=self.patrols[which % 3].pk,
                part=part,
                actor=self.members[who % 5].person,
                now=self.now,
                knows_it_is_close=True,
            )

    @rule(which=ANY)
    def drop(self, which: int) -> None:
        if places := self.places():
            one = places[which % len(places)]
            with contextlib.suppress(DomainError):
                drop_out(sign_up_id=one.pk, actor=one.member.person, now=self.now)

    @rule(which=ANY, to=ANY)
    def offer(self, which: int, to: int) -> None:
        if places := self.places():
            one = places[which % len(places)]
            with contextlib.suppress(DomainError):
                offer_place(
                    sign_up_id=one.pk,
                    address=self.members[to % 5].person.email,
                    actor=one.member.person,
                    now=self.now,
                )

    @rule()
    def swap(self) -> None:
        offer = Offer.objects.select_related("to__person").order_by("-pk").first()
        if offer is not None:
            with contextlib.suppress(DomainError):
                take_offer(offer_id=offer.pk, actor=offer.to.person, now=self.now)

    @rule(who=ANY, state=st.sampled_from([MemberState.ACTIVE, MemberState.SUSPENDED]))
    def suspend(self, who: int, state: str) -> None:
        Membership.objects.filter(pk=self.members[who % 5].pk).update(
            state=state, reason="Shouted"
        )
        settle_rotas(now=self.now)

    @rule(who=ANY)
    def take_back(self, who: int) -> None:
        held = Credential.objects.filter(person=self.members[who % 5].person).last()
        if held is not None:
            withdraw_credential(credential_id=held.pk, actor=self.admin, now=self.now)
            settle_rotas(now=self.now)

    @rule(which=ANY, hours=st.integers(1, 700))
    def move(self, which: int, hours: int) -> None:
        patrol = Patrol.objects.get(pk=self.patrols[which % 3].pk)
        begins = self.now + timedelta(hours=hours)
        with contextlib.suppress(DomainError):
            change_patrol(
                patrol_id=patrol.pk,
                plan=PatrolPlan(title=patrol.title),
                begins_at=begins,
                ends_at=begins + timedelta(hours=2),
                reason="Rain",
                actor=self.captain,
                now=self.now,
            )

    @rule(hours=st.sampled_from([1, 30, 100]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    def ahead(self) -> list[SignUp]:
        return [one for one in self.places() if one.patrol.begins_at > self.now]

    @invariant()
    def nobody_unfit_is_on_a_patrol_to_come(self) -> None:
        for one in self.ahead():
            day = one.patrol.begins_at.astimezone(UTC).date()
            held = Credential.objects.filter(
                person=one.member.person, kind=self.kind, withdrawn_at=None
            )
            has = any(each.holds_on(day) for each in held)
            assert (one.member.state, has) == (MemberState.ACTIVE, True)

    @invariant()
    def no_patrol_is_overfull(self) -> None:
        taken = Counter((one.patrol_id, one.part) for one in self.places())
        for patrol in Patrol.objects.all():
            for part, most in wanted(patrol).items():
                assert taken[patrol.pk, part] <= most

    @invariant()
    def nobody_is_at_two_places_at_once(self) -> None:
        places = self.ahead()
        for one in places:
            clashes = [
                two
                for two in places
                if two.pk != one.pk
                and two.member_id == one.member_id
                and two.patrol.begins_at < one.patrol.ends_at
                and one.patrol.begins_at < two.patrol.ends_at
            ]
            assert clashes == []


@pytest.mark.slow
@pytest.mark.django_db
def test_no_order_of_acts_leaves_somebody_unfit_on_a_patrol() -> None:
    class OneTown(Rota):
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
            max_examples=15,
            stateful_step_count=25,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
