"""Presses at the same moment: one walk, one alarm, one entry, one concern."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils.timezone import now

from engagement.concerns.models import Concern
from engagement.outbox.models import Job
from tests.engagement.concerns.test_races import at_once
from tests.factories.concerns import make_kind
from tests.factories.group_walks import (
    make_observation,
    make_pair,
    make_running_patrol,
    make_walk,
)
from tests.factories.groups import make_group
from tests.factories.people import make_user
from watchgroups.models import Alarm, Group, Membership, Observation, Patrol, Walk
from watchgroups.services import walking
from watchgroups.services.alarms import raise_alarms
from watchgroups.services.observing import Sight, make_concern, observe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY, RUNS = 6, 20


def signing_on(
    patrol: Patrol, me: Membership, partner: Membership
) -> Callable[[], str]:
    def press() -> str:
        try:
            walking.sign_on(
                patrol_id=patrol.pk,
                partner_ids=[partner.pk],
                area="",
                minutes=30,
                actor=me.person,
                now=now(),
            )
        except IntegrityError:
            return "broke"
        return "out"

    return press


def both_press() -> list[str]:
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    presses = [signing_on(patrol, me, partner), signing_on(patrol, partner, me)]
    return [str(said) for said in at_once(*presses, *presses)]


def test_both_of_a_pair_sign_on_at_once_and_it_is_one_walk() -> None:
    assert both_press() == ["out"] * 4
    assert Walk.objects.count() == 1


def test_control_without_the_lock_somebody_is_told_nothing_but_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlocked(group_id: int) -> Group:
        return Group.objects.get(pk=group_id)

    monkeypatch.setattr(walking, "locked_group", unlocked)

    assert any("broke" in both_press() for _run in range(RUNS))


def test_two_clocks_at_once_raise_one_alarm() -> None:
    group = make_group(captain=make_user())
    began = now() - timedelta(minutes=31)
    make_walk(make_running_patrol(group, at=began), at=began)

    raised = at_once(*[lambda: raise_alarms(now=now())] * MANY)

    assert Counter(raised) == Counter({0: MANY - 1, 1: 1})
    assert (Alarm.objects.count(), Job.objects.count()) == (1, 2)


def test_an_entry_sent_many_times_at_once_is_one_and_becomes_one_concern() -> None:
    make_kind("street_lighting")
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    make_walk(patrol, me, partner)
    sight = Sight(kind="light", key="a-key-of-sixteen-letters")

    def send() -> int:
        return observe(
            group_id=patrol.group_id, sight=sight, actor=me.person, now=now()
        ).pk

    (seen,) = set(at_once(*[send] * MANY))

    def press() -> int | None:
        return make_concern(
            observation_id=int(str(seen)), actor=me.person, now=now()
        ).concern_id

    assert len(set(at_once(*[press] * MANY))) == 1
    assert (Observation.objects.count(), Concern.objects.count()) == (1, 1)


def test_entries_of_others_are_their_own() -> None:
    patrol = make_running_patrol()
    first, second = make_pair(patrol)
    for member in (first, second):
        make_observation(patrol=patrol, writer=member, key="the-same-key-of-both")

    assert Observation.objects.count() == 2
