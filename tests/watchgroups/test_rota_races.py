"""Fifty members for the last place at the same moment: exactly one has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now

from tests.engagement.concerns.test_races import at_once
from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.groups import make_group, make_member
from watchgroups.choices import ON_IT, WalkPart
from watchgroups.models import Group, Membership, Offer, Patrol, SignUp
from watchgroups.services import signing_up, take_offer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE, RUNS = 50, 20


def last_place(group: Group) -> Patrol:
    return make_patrol(
        group, leads_wanted=0, members_wanted=2, begins_at=now() + timedelta(days=9)
    )


def asking(patrol: Patrol, member: Membership) -> Callable[[], str]:
    def ask() -> str:
        made = signing_up.sign_up(
            patrol_id=patrol.pk, part=WalkPart.MEMBER, actor=member.person, now=now()
        )
        return str(made.state)

    return ask


def race(group: Group, members: list[Membership]) -> tuple[Counter[str], int]:
    """Let all ask for the one place that is left; give the answers and who is on it."""
    patrol = last_place(group)
    make_sign_up(patrol)
    results = at_once(*[asking(patrol, one) for one in members])
    words = Counter(
        one if isinstance(one, str) else type(one).__name__ for one in results
    )
    on_it = SignUp.objects.filter(patrol=patrol, state__in=ON_IT).count()
    Patrol.objects.all().delete()
    return words, on_it


def test_of_fifty_for_the_last_place_one_has_it_in_each_of_twenty_runs() -> None:
    group = make_group()
    members = [make_member(group) for _ in range(PEOPLE)]

    runs = [race(group, members) for _run in range(RUNS)]

    assert runs == [(Counter({"on": 1, "PatrolFullError": PEOPLE - 1}), 2)] * RUNS


def test_control_without_the_lock_more_go_than_there_are_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        signing_up,
        "locked_patrol",
        lambda patrol_id: Patrol.objects.select_related("group").get(pk=patrol_id),
    )
    group = make_group()
    members = [make_member(group) for _ in range(PEOPLE)]

    most = 0
    for _run in range(RUNS):
        most = max(most, race(group, members)[1])
        if most > 2:
            break

    assert most > 2


def test_one_person_is_not_at_two_places_by_asking_two_groups_at_once() -> None:
    first, second = make_group(), make_group()
    here = make_member(first)
    there = make_member(second, here.person)
    begins = now() + timedelta(days=9)
    asks = [
        asking(make_patrol(first, begins_at=begins), here),
        asking(make_patrol(second, begins_at=begins), there),
    ]

    results = at_once(*asks)

    words = {one if isinstance(one, str) else type(one).__name__ for one in results}
    assert words == {"on", "TimesOverlapError"}
    assert SignUp.objects.count() == 1


def test_an_offer_taken_many_times_at_once_changes_hands_once() -> None:
    patrol = last_place(make_group())
    mine, other = make_sign_up(patrol), make_member(patrol.group)
    offer = Offer.objects.create(sign_up=mine, to=other, made_at=now())

    def take() -> int:
        return take_offer(offer_id=offer.pk, actor=other.person, now=now()).member_id

    results = at_once(*[take] * 8)

    assert Counter(type(one).__name__ for one in results) == Counter(
        {"int": 1, "OfferClosedError": 7}
    )
    on_it = SignUp.objects.filter(patrol=patrol, state__in=ON_IT)
    assert [one.member_id for one in on_it] == [other.pk]
