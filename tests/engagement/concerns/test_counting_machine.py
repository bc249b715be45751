"""Whatever people and officers do in whatever order, the counters equal a recount."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.counters import (
    COLUMNS,
    HALF_LIFE,
    Count,
    drift_between,
    effective_voices,
)
from engagement.concerns.errors import CannotMergeError
from engagement.concerns.models import Issue, Voice
from engagement.concerns.services import (
    add_voice,
    merge_issues,
    recount_proved,
    rekind_issue,
    unmerge_issue,
    withdraw_voice,
)
from engagement.concerns.services.rule import Family, which_count
from engagement.people.choices import ProofKind
from engagement.people.models import Proof
from tests.factories.concerns import make_issue, make_kind
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

START = datetime(2026, 6, 1, 12, tzinfo=UTC)
ISSUES = st.integers(0, 3)
PEOPLE = st.integers(0, 3)
NETWORKS = st.sampled_from([None, "203.0.113.7"])


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


class Counting(RuleBasedStateMachine):
    """Four issues of one line, four people, one officer, and time that passes."""

    @initialize()
    def set_the_scene(self) -> None:
        self.now = START
        self.place = make_neighborhood()
        self.kinds = [make_kind(), make_kind()]
        self.officer = make_officer(of=self.place)
        self.people = [make_user() for _ in range(4)]
        self.issues = [
            make_issue(kind=self.kinds[0], neighborhood=self.place, at=START)
            for _ in range(4)
        ]

    @rule(hours=st.integers(1, 24 * 40))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(issue=ISSUES, person=PEOPLE, network=NETWORKS)
    def somebody_signed_in_speaks(
        self, issue: int, person: int, network: str | None
    ) -> None:
        add_voice(
            issue_id=self.issues[issue].pk,
            person=self.people[person],
            device=f"device {person}",
            network=network,
            now=self.now,
        )

    @rule(issue=ISSUES, device=PEOPLE, network=NETWORKS)
    def somebody_unknown_speaks(
        self, issue: int, device: int, network: str | None
    ) -> None:
        add_voice(
            issue_id=self.issues[issue].pk,
            person=None,
            device=f"device {device}",
            network=network,
            now=self.now,
        )

    @rule(issue=ISSUES, person=PEOPLE)
    def somebody_takes_it_back(self, issue: int, person: int) -> None:
        withdraw_voice(
            issue_id=self.issues[issue].pk,
            person=self.people[person],
            device=f"device {person}",
            now=self.now,
        )

    @rule(issue=ISSUES, into=ISSUES)
    def the_officer_merges(self, issue: int, into: int) -> None:
        try:
            merge_issues(
                issue_id=self.issues[issue].pk,
                into_id=self.issues[into].pk,
                actor=self.officer,
                reason="One",
                now=self.now,
            )
        except CannotMergeError:
            return

    @rule(issue=ISSUES)
    def the_officer_takes_apart(self, issue: int) -> None:
        try:
            unmerge_issue(
                issue_id=self.issues[issue].pk,
                actor=self.officer,
                reason="Two",
                now=self.now,
            )
        except CannotMergeError:
            return

    @precondition(lambda _self: not Issue.objects.filter(merged_into__isnull=False))
    @rule(issue=ISSUES, kind=st.integers(0, 1))
    def the_officer_changes_the_kind(self, issue: int, kind: int) -> None:
        rekind_issue(
            issue_id=self.issues[issue].pk,
            kind_id=self.kinds[kind].pk,
            actor=self.officer,
            reason="Of this kind",
            now=self.now,
        )

    @rule(person=PEOPLE)
    def somebody_is_proved(self, person: int) -> None:
        Proof.objects.get_or_create(
            user=self.people[person],
            kind=ProofKind.PHONE,
            defaults={"at": self.now},
        )
        recount_proved(now=self.now)

    def teardown(self) -> None:
        """Look once at the end of every run: the counters, and the rule of three."""
        assert drift_between(0, 10**9) == []
        for person in self.people:
            for kind in self.kinds:
                self._assert_the_rule_of_three(person.pk, kind.pk)

    def _assert_the_rule_of_three(self, person: int, kind: int) -> None:
        families: dict[int, Family] = {}
        stored: dict[int, set[bool]] = {}
        for voice in Voice.objects.filter(person=person).order_by("at", "pk"):
            root = voice.issue.merged_into or voice.issue
            if root.kind_id == kind:
                fresh = Family(root=root.pk, at=voice.at, first=voice.pk)
                families.setdefault(root.pk, fresh)
                stored.setdefault(root.pk, set()).add(voice.counts)
        expected = which_count(families.values())
        assert stored == {root: {counts} for root, counts in expected.items()}


class InOneTransaction(Counting):
    """Every run in a transaction of its own, rolled back at its end."""

    def __init__(self) -> None:
        super().__init__()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)


@pytest.mark.slow
@pytest.mark.django_db
def test_counters_and_the_rule_of_three_survive_any_order_of_acts() -> None:
    run_state_machine_as_test(
        InOneTransaction,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@given(
    ages=st.lists(
        st.tuples(st.sampled_from(sorted(COLUMNS)), st.integers(0, 24 * 90)),
        min_size=1,
        max_size=30,
    ),
    is_open=st.booleans(),
)
def test_a_new_voice_never_lowers_and_age_never_raises_what_an_issue_weighs(
    *, ages: list[tuple[tuple[VoiceRole, Tier], int]], is_open: bool
) -> None:
    def weigh(voices: list[tuple[tuple[VoiceRole, Tier], int]], later: int) -> float:
        names = dict.fromkeys(COLUMNS, Count(0, 0))
        for column, hours in voices:
            old = names[column]
            fresh = 0.5 ** ((hours + later) * 3600 / HALF_LIFE)
            names[column] = Count(old.n + 1, old.f + fresh)
        kept = [names[column].at(0, is_open=is_open) for column in COLUMNS]
        return effective_voices(*kept)

    assert weigh(ages, 0) >= weigh(ages[:-1], 0) - 1e-12
    assert weigh(ages, 24) <= weigh(ages, 0) + 1e-12


def test_the_worked_numbers_of_the_paper() -> None:
    """SCIENCE 1.4: v of two issues of Riverside, and the point oracles."""
    day = 86_400.0
    speeding = [Count(n, n).at(3 * day, is_open=True) for n in (6, 0, 12, 0)]
    lamps = [Count(n, n).at(5 * day, is_open=True) for n in (4, 3, 30, 0)]
    closed = [Count(n, n).at(45 * day, is_open=False) for n in (1, 0, 0, 0)]

    assert round(effective_voices(*speeding), 4) == 7.7916
    assert round(effective_voices(*lamps), 4) == 9.4342
    assert round(effective_voices(*closed), 4) == 0.1250
    assert effective_voices(0, 50, 0, 0) == 2
    assert effective_voices(3, 50, 0, 0) == 8
    assert effective_voices(10, 4, 0, 0) == 14
