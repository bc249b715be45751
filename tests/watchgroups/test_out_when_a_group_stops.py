"""A group that closes or rests while members are out: nobody is forgotten outside."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from tests.factories.group_walks import make_pair, make_running_patrol, make_second
from tests.factories.group_walks import make_walk as walk_of
from tests.factories.groups import make_captain, make_group
from tests.factories.people import make_officer, make_user
from tests.harness.sessions import sign_in
from watchgroups.choices import FrozenBecause, GroupState
from watchgroups.errors import GroupRestsError, WalkError
from watchgroups.models import Alarm, Group, Membership, Walk
from watchgroups.services import close_group, pause_group
from watchgroups.services.alarms import raise_alarms
from watchgroups.services.own import leave_group
from watchgroups.services.walking import all_well, end_walk, reached, sign_on

pytestmark = pytest.mark.django_db


def out_now() -> tuple[Group, User, Walk, Membership]:
    """A led group with two members out since an hour, and one of them."""
    group = make_group(captain=make_user())
    began = now() - timedelta(minutes=60)
    patrol = make_running_patrol(group, at=began)
    me, partner = make_pair(patrol)
    walk = walk_of(patrol, me, partner, at=began, minutes=45)
    walk.due_at = now() + timedelta(minutes=5)
    walk.save()
    return group, make_officer(of=group.neighborhood), walk, me


def steps_after(walk: Walk, minutes: int) -> list[str]:
    """Raise what is due so long after the moment; give whom it went to."""
    raise_alarms(now=walk.due_at + timedelta(minutes=minutes))
    return list(Alarm.objects.order_by("pk").values_list("step", flat=True))


def close(group: Group, officer: User) -> Group:
    return close_group(
        group_id=group.pk, reason="Nobody comes", actor=officer, now=now()
    )


def lose_the_captain(group: Group, at: datetime) -> None:
    captain = group.memberships.get(part="captain")
    leave_group(member_id=captain.pk, now=at)
    group.refresh_from_db()
    assert (group.state, group.frozen_because) == (
        GroupState.FROZEN,
        FrozenBecause.NO_CAPTAIN,
    )


def test_a_group_is_not_closed_while_somebody_is_out() -> None:
    group, officer, walk, me = out_now()

    with pytest.raises(WalkError, match="Members are out on patrol now"):
        close(group, officer)
    end_walk(walk_id=walk.pk, actor=me.person, now=now())

    assert close(group, officer).state == GroupState.CLOSED


def test_the_desk_says_why_it_cannot_be_closed(client: Client) -> None:
    group, officer, _walk, _me = out_now()
    sign_in(client, officer)

    answer = client.post(
        reverse("watchgroups:group_act", args=[group.slug]),
        {"act": "close", "close-reason": "Nobody comes"},
        follow=True,
    )

    assert "Members are out on patrol now." in answer.content.decode()
    group.refresh_from_db()
    assert group.state == GroupState.ACTIVE


def test_without_a_captain_the_alarm_goes_to_the_second_at_once_then_to_the_desk() -> (
    None
):
    group, _officer, walk, _me = out_now()
    make_second(group)

    lose_the_captain(group, now())

    assert steps_after(walk, 0) == ["second"]
    assert steps_after(walk, 19) == ["second"]
    assert steps_after(walk, 20) == ["second", "desk"]


def test_with_nobody_to_reach_the_desk_hears_at_once() -> None:
    group, _officer, walk, _me = out_now()

    lose_the_captain(group, now())

    assert steps_after(walk, 0) == ["desk"]


def test_with_a_captain_to_reach_the_others_wait_for_their_time() -> None:
    _group, _officer, walk, _me = out_now()

    assert steps_after(walk, 0) == ["captain"]


@pytest.mark.parametrize("why", ["no captain", "an officer"])
def test_those_out_go_on_pressing_in_a_group_that_rests(why: str) -> None:
    group, officer, walk, me = out_now()
    second = make_second(group)
    if why == "no captain":
        lose_the_captain(group, now())
    else:
        pause_group(group_id=group.pk, reason="A fight", actor=officer, now=now())

    heard = all_well(walk_id=walk.pk, actor=me.person, now=now())
    told = reached(walk_id=walk.pk, are_done=False, actor=second.person, now=now())
    ended = end_walk(walk_id=walk.pk, actor=me.person, now=now())

    assert heard.due_at > walk.due_at
    assert told.ended_at is None
    assert ended.ended_at is not None


def test_the_page_of_those_out_stays_while_the_group_rests(client: Client) -> None:
    group, _officer, _walk, me = out_now()
    lose_the_captain(group, now())
    client.force_login(me.person)

    page = client.get(reverse("watchgroups:walk", args=[group.slug]))
    pressed = client.post(
        reverse("watchgroups:walk_act", args=[group.slug]), {"act": "done"}
    )

    assert "All well" in page.content.decode()
    assert pressed.status_code == 302
    assert not Walk.objects.filter(ended_at=None).exists()


def test_nobody_new_goes_out_for_a_group_that_rests() -> None:
    group = make_group()
    make_captain(group)
    patrol = make_running_patrol(group)
    me, partner = make_pair(patrol)
    lose_the_captain(group, now())

    with pytest.raises(GroupRestsError):
        sign_on(
            patrol_id=patrol.pk,
            partner_ids=[partner.pk],
            area="",
            minutes=30,
            actor=me.person,
            now=now(),
        )

    assert Walk.objects.count() == 0
