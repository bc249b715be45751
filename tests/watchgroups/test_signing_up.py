"""Taking a place on a patrol, giving it back, and who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engagement.common.errors import DomainError, NotAllowedError
from engagement.outbox.models import Job
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_requirement,
    make_sign_up,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import (
    GroupState,
    MemberState,
    Part,
    PatrolState,
    SignUpState,
    WalkPart,
)
from watchgroups.errors import (
    GroupRestsError,
    NotReadyError,
    PatrolFullError,
    PatrolOverError,
    TimesCloseError,
    TimesOverlapError,
)
from watchgroups.models import Membership, Patrol, SignUp
from watchgroups.services import drop_out, settle_sign_ups, sign_up

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
IN_A_WEEK = NOW + timedelta(days=7)
TOWN = ZoneInfo("America/New_York")


def take(
    patrol: Patrol, member: Membership, part: str = WalkPart.MEMBER, **how: Any
) -> SignUp:
    return sign_up(patrol_id=patrol.pk, part=part, actor=member.person, now=NOW, **how)


def refused(patrol: Patrol, member: Membership, part: str = WalkPart.MEMBER) -> Any:
    with pytest.raises(DomainError) as caught:
        take(patrol, member, part)
    return type(caught.value), str(caught.value)


def test_a_member_takes_a_place_once_however_often_they_press() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    member = make_member(patrol.group)

    made = [take(patrol, member), take(patrol, member)]

    assert [one.pk for one in made] == [SignUp.objects.get().pk] * 2
    assert made[0].part == WalkPart.MEMBER


def test_when_places_are_taken_the_next_is_told_so() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK, members_wanted=1)
    make_sign_up(patrol)

    assert refused(patrol, make_member(patrol.group))[0] is PatrolFullError


@pytest.mark.parametrize(
    "state", [MemberState.ASKED, MemberState.SUSPENDED, MemberState.REMOVED]
)
def test_who_takes_no_part_now_cannot_sign_up(state: str) -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    ended: dict[str, Any] = {"ended_at": NOW} if state == MemberState.REMOVED else {}
    member = make_member(patrol.group, state=state, reason="Shouted", **ended)

    assert refused(patrol, member)[0] is NotAllowedError
    assert SignUp.objects.count() == 0


def test_a_member_of_another_group_cannot_sign_up() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)

    assert refused(patrol, make_member(make_group()))[0] is NotAllowedError


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"begins_at": NOW}, PatrolOverError),
        (
            {
                "begins_at": IN_A_WEEK,
                "state": PatrolState.CANCELLED,
                "cancel_reason": "Ice",
            },
            PatrolOverError,
        ),
    ],
)
def test_nobody_signs_up_for_what_began_or_was_called_off(
    fields: dict[str, Any], error: type[DomainError]
) -> None:
    patrol = make_patrol(**fields)

    assert refused(patrol, make_member(patrol.group))[0] is error


def test_in_a_paused_group_nobody_signs_up() -> None:
    group = make_group(state=GroupState.FROZEN, frozen_because="no_captain")
    patrol = make_patrol(group, begins_at=IN_A_WEEK)

    assert refused(patrol, make_member(group))[0] is GroupRestsError


def test_who_lacks_a_training_is_refused_with_the_way_to_get_it() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    kind = make_credential_kind(name="First aid", how_to_get="Come on Tuesday.")
    make_requirement(patrol.group, kind)

    said = refused(patrol, make_member(patrol.group))

    assert said == (
        NotReadyError,
        "“First aid” is needed on that day. How to get it: Come on Tuesday.",
    )


def test_what_counts_is_the_day_of_the_patrol_not_today() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    kind = make_requirement(patrol.group).kind
    ends_before, ends_that_day = make_member(patrol.group), make_member(patrol.group)
    make_credential(ends_before.person, kind, until=IN_A_WEEK.date() - timedelta(1))
    make_credential(ends_that_day.person, kind, until=IN_A_WEEK.date())

    take(patrol, ends_that_day)

    assert refused(patrol, ends_before)[0] is NotReadyError
    assert SignUp.objects.get().member == ends_that_day


def test_what_was_taken_back_does_not_count() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    kind = make_requirement(patrol.group).kind
    member = make_member(patrol.group)
    make_credential(member.person, kind, withdrawn_at=NOW)

    assert refused(patrol, member)[0] is NotReadyError


def test_what_is_asked_of_leads_is_not_asked_of_members() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    make_requirement(patrol.group, part=WalkPart.LEAD)
    member = make_member(patrol.group)

    assert refused(patrol, member, WalkPart.LEAD)[0] is NotReadyError
    assert take(patrol, member).part == WalkPart.MEMBER


def test_a_newcomer_goes_only_with_a_lead() -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK, newcomers_wanted=1)
    newcomer = make_member(patrol.group)

    alone = refused(patrol, newcomer, WalkPart.NEWCOMER)[0]
    make_sign_up(patrol, part=WalkPart.LEAD)

    assert alone is PatrolFullError
    assert take(patrol, newcomer, WalkPart.NEWCOMER).part == WalkPart.NEWCOMER


@pytest.mark.parametrize(
    ("begins", "hours", "part", "may"),
    [
        ("2026-06-08T19:00", 2, WalkPart.MEMBER, True),
        ("2026-06-08T19:01", 2, WalkPart.MEMBER, False),
        ("2026-06-08T05:59", 1, WalkPart.MEMBER, False),
        ("2026-06-08T23:00", 2, WalkPart.MEMBER, False),
        ("2026-06-08T12:00", 2, WalkPart.LEAD, False),
        ("2026-06-08T12:00", 2, WalkPart.DRIVER, False),
    ],
)
def test_juniors_go_by_day_and_neither_lead_nor_drive(
    begins: str, hours: int, part: str, *, may: bool
) -> None:
    at = datetime.fromisoformat(begins).replace(tzinfo=TOWN)
    patrol = make_patrol(begins_at=at, hours=hours, drivers_wanted=1)
    junior = make_member(patrol.group, part=Part.JUNIOR)

    if may:
        assert take(patrol, junior, part).part == part
    else:
        assert refused(patrol, junior, part)[0] is NotReadyError


def other_at(member: Membership, minutes: int) -> SignUp:
    """A place on a patrol of another group, beginning so long after the first begins."""
    group = make_group()
    elsewhere = make_member(group, member.person)
    patrol = make_patrol(group, begins_at=IN_A_WEEK + timedelta(minutes=minutes))
    return make_sign_up(patrol, elsewhere)


@pytest.mark.parametrize("minutes", [-119, 0, 119])
def test_nobody_is_at_two_places_at_once_in_any_group(minutes: int) -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    member = make_member(patrol.group)
    other_at(member, minutes)

    assert refused(patrol, member)[0] is TimesOverlapError


@pytest.mark.parametrize("minutes", [-239, -120, 120, 239])
def test_two_patrols_close_together_are_asked_about(minutes: int) -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    member = make_member(patrol.group)
    other_at(member, minutes)

    assert refused(patrol, member)[0] is TimesCloseError
    assert take(patrol, member, knows_it_is_close=True).patrol == patrol


@pytest.mark.parametrize("minutes", [-240, 240])
def test_two_patrols_far_enough_apart_are_nothing_to_ask_about(minutes: int) -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    member = make_member(patrol.group)
    other_at(member, minutes)

    assert take(patrol, member).patrol == patrol


def jobs(task: str) -> int:
    return Job.objects.filter(task=task).count()


@pytest.mark.parametrize(
    ("ahead", "calls"), [(timedelta(hours=48), 1), (timedelta(hours=49), 0)]
)
def test_a_place_given_back_shortly_before_is_called_for(
    ahead: timedelta, calls: int
) -> None:
    patrol = make_patrol(begins_at=NOW + ahead)
    one = make_sign_up(patrol)

    drop_out(sign_up_id=one.pk, actor=one.member.person, now=NOW)

    one.refresh_from_db()
    assert (one.state, one.dropped_at) == (SignUpState.DROPPED, NOW)
    assert jobs("watchgroups.spread_call") == calls


def test_nobody_gives_back_the_place_of_another() -> None:
    one = make_sign_up(make_patrol(begins_at=IN_A_WEEK))

    with pytest.raises(NotAllowedError):
        drop_out(sign_up_id=one.pk, actor=make_user(), now=NOW)

    one.refresh_from_db()
    assert one.state == SignUpState.SIGNED_UP


@pytest.mark.parametrize(
    "change",
    [
        {"state": MemberState.SUSPENDED, "reason": "Shouted"},
        {"state": MemberState.REMOVED, "reason": "Shouted", "ended_at": NOW},
        {"state": MemberState.LEFT, "ended_at": NOW},
        {"part": Part.JUNIOR},
    ],
)
def test_who_may_not_go_out_any_more_is_taken_off_and_told(
    change: dict[str, Any],
) -> None:
    patrol = make_patrol(begins_at=IN_A_WEEK)
    gone, stays = make_sign_up(patrol, part=WalkPart.LEAD), make_sign_up(patrol)
    Membership.objects.filter(pk=gone.member_id).update(**change)

    settle_sign_ups(patrol.group, NOW)

    states = SignUp.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [SignUpState.DROPPED, SignUpState.SIGNED_UP]
    (job,) = Job.objects.filter(task="watchgroups.send_patrol_letter")
    assert job.arguments == {"sign_up_id": gone.pk, "what": "off", "number": 1}
    assert stays.member_id != gone.member_id
