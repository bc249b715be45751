"""What the clock does with members: asking, telling, letting go; and the letters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils.timezone import now

from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_roster import make_member_look, make_request
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from tests.factories.places import make_town
from watchgroups import tasks
from watchgroups.choices import GroupState, MemberState, Part
from watchgroups.models import Group, MemberLook, Membership
from watchgroups.services import write_code
from watchgroups.services.members import take_in
from watchgroups.services.own import agree_to_rules, confirm_taking_part, leave_group
from watchgroups.services.telling import (
    ask_whether_lists_are_right,
    tell_of_waiting_requests,
)
from watchgroups.services.upkeep import (
    ask_to_agree_anew,
    ask_whether_they_take_part,
    forget_member_looks,
    forget_memberships,
)

pytestmark = pytest.mark.django_db
LONG = timedelta(days=181)
A_MONTH = timedelta(days=30)


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann")


@pytest.fixture
def group(ann: User) -> Group:
    make_town()
    return make_group(captain=ann)


def kinds() -> list[str]:
    return [job.arguments["kind"] for job in Job.objects.order_by("pk")]


def work_off() -> list[str]:
    """Do every letter that waits; give the subjects that left."""
    mail.outbox.clear()
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        task: Any = getattr(tasks, job.task.partition(".")[2])
        task(job_id=job.pk, **job.arguments)
    return [str(letter.subject) for letter in mail.outbox]


def test_a_silent_member_is_asked_twice_and_then_rests(group: Group) -> None:
    silent = make_member(group, confirmed_at=now() - LONG)
    make_member(group)

    steps = []
    for month in range(4):
        asked = ask_whether_they_take_part(now=now() + month * A_MONTH)
        silent.refresh_from_db()
        steps.append((asked, silent.letters_unanswered, silent.rests))

    assert steps == [(1, 1, False), (1, 2, False), (0, 3, True), (0, 3, True)]


def test_nobody_is_asked_twice_within_a_month(group: Group) -> None:
    make_member(group, confirmed_at=now() - LONG)

    assert ask_whether_they_take_part(now=now()) == 1
    assert ask_whether_they_take_part(now=now() + timedelta(days=29)) == 0


def test_one_word_ends_the_rest(group: Group) -> None:
    member = make_member(group, letters_unanswered=3, confirmed_at=now() - LONG)

    confirm_taking_part(member_id=member.pk, now=now())

    member.refresh_from_db()
    assert (member.rests, member.letters_unanswered) == (False, 0)
    assert ask_whether_they_take_part(now=now()) == 0


def test_new_rules_are_told_once_to_those_who_have_not_agreed(
    group: Group, ann: User
) -> None:
    member = make_member(group, told_code=1)
    Membership.objects.filter(person=ann).update(told_code=1)
    assert ask_to_agree_anew(now=now()) == 0

    write_code(group_id=group.pk, text="We also water trees.", actor=ann, now=now())
    assert (ask_to_agree_anew(now=now()), ask_to_agree_anew(now=now())) == (2, 0)

    agree_to_rules(member_id=member.pk, actor=member.person, now=now())
    member.refresh_from_db()
    assert member.agreed_code == group.codes.get(number=2)
    assert work_off() == [f"{group.name}: there are new rules"]  # the captain's alone


def test_captains_are_told_of_requests_once_a_day_and_asked_once_a_month(
    group: Group,
) -> None:
    make_request(group)
    make_member(group, part=Part.CO_CAPTAIN)

    for _ in range(2):
        tell_of_waiting_requests(now=now())
        ask_whether_lists_are_right(now=now())

    assert kinds() == ["requests", "requests", "list", "list"]
    assert sorted(set(work_off())) == [
        f"{group.name}: is this list right?",
        f"{group.name}: one person asks to join",
    ]


def test_no_letter_leaves_about_what_holds_no_more(group: Group, ann: User) -> None:
    request = make_request(group)
    tell_of_waiting_requests(now=now())
    take_in(member_id=request.pk, actor=ann, now=now())
    leave_group(member_id=request.pk, now=now())

    assert work_off() == []


def test_a_captain_who_was_put_out_gets_no_more_letters(
    group: Group, ann: User
) -> None:
    make_request(group)
    tell_of_waiting_requests(now=now())
    leave_group(member_id=group.memberships.get(person=ann).pk, now=now())
    Group.objects.filter(pk=group.pk).update(state=GroupState.ACTIVE, frozen_because="")

    assert work_off() == []


@pytest.mark.parametrize(
    ("state", "days", "gone"),
    [
        (MemberState.DECLINED, 29, 0),
        (MemberState.DECLINED, 31, 1),
        (MemberState.LEFT, 364, 0),
        (MemberState.LEFT, 366, 1),
        (MemberState.REMOVED, 366, 1),
    ],
)
def test_what_is_over_is_let_go(
    group: Group, state: MemberState, days: int, gone: int
) -> None:
    ended = now() - timedelta(days=days)
    make_member(group, state=state, ended_at=ended, reason="Shouted")

    assert forget_memberships(now=now()) == gone


def test_looks_are_let_go_after_two_years(group: Group) -> None:
    make_member_look(make_member(group))

    assert forget_member_looks(now=now() + timedelta(days=729)) == 0
    assert forget_member_looks(now=now() + timedelta(days=731)) == 1
    assert MemberLook.objects.count() == 0
