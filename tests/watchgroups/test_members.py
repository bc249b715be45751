"""Joining, being taken in, suspended, put out; parts, leaving, a second word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_roster import GUARDIAN_LINK, make_request, make_wish
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood
from watchgroups.choices import GroupState, JoinBy, MemberState, Part, Verdict
from watchgroups.details import Details, read_details
from watchgroups.errors import (
    GroupIncompleteError,
    GroupRestsError,
    MemberAlreadyError,
    MemberLetterClosedError,
)
from watchgroups.models import Group, Guardian, Membership
from watchgroups.services.appeals import answer_appeal, appeal_removal
from watchgroups.services.asking import add_join_question, end_join_question
from watchgroups.services.guardians import (
    agree_as_guardian,
    end_as_guardian,
    end_unanswered,
)
from watchgroups.services.joining import ask_to_join
from watchgroups.services.members import (
    decline_member,
    give_part,
    let_member_back,
    remove_member,
    suspend_member,
    take_in,
)
from watchgroups.services.own import (
    leave_group,
    link_of,
    member_of_link,
)

pytestmark = pytest.mark.django_db
WHY = "Followed a neighbor home"


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann")


@pytest.fixture
def group(ann: User) -> Group:
    return make_group(captain=ann)


def join(group: Group, person: User, **how: Any) -> Membership:
    plain: dict[str, Any] = {
        "wish": make_wish(),
        "answers": {},
        "agrees": True,
        "guardian": "",
        "now": now(),
    }
    return ask_to_join(group_id=group.pk, actor=person, **(plain | how))


def state_of(member: Membership) -> str:
    member.refresh_from_db()
    return member.state


def letters() -> list[tuple[str, str]]:
    """Which letters wait, and for whom, in order."""
    jobs = Job.objects.order_by("pk")
    return [(job.arguments["kind"], str(job.person_id)) for job in jobs]


# -- joining ---------------------------------------------------------------------------
def test_a_request_waits_for_a_captain_and_is_told_to_them_once_a_day(
    group: Group, ann: User
) -> None:
    first, second = make_user(), make_user()

    member = join(group, first)
    join(group, second)

    assert (member.state, member.agreed_code, member.began_at) == (
        MemberState.ASKED,
        group.codes.get(),
        None,
    )
    assert letters() == [
        ("asked", str(first.pk)),
        ("requests", str(ann.pk)),
        ("asked", str(second.pk)),
    ]


def test_an_open_group_is_joined_at_once(ann: User) -> None:
    member = join(make_group(captain=ann, join_by=JoinBy.OPEN), make_user())

    assert member.state == MemberState.ACTIVE
    assert read_details(member.sealed).emergency_contact == "Cem, 555 0100"
    assert b"555" not in bytes(member.sealed)


def test_a_group_by_invitation_is_not_joined_without_one(ann: User) -> None:
    group = make_group(captain=ann, join_by=JoinBy.INVITATION)

    with pytest.raises(NotAllowedError):
        join(group, make_user())


def test_nobody_joins_without_agreeing_or_while_the_group_rests(group: Group) -> None:
    with pytest.raises(GroupIncompleteError):
        join(group, make_user(), agrees=False)
    with pytest.raises(GroupRestsError):
        join(
            make_group(state=GroupState.FROZEN, frozen_because="no_captain"),
            make_user(),
        )


def test_nobody_asks_twice_or_within_a_week_of_a_no(group: Group, ann: User) -> None:
    bea = make_user()
    member = join(group, bea)
    with pytest.raises(MemberAlreadyError):
        join(group, bea)

    decline_member(
        member_id=member.pk, reason="You live far away", actor=ann, now=now()
    )
    with pytest.raises(MemberAlreadyError):
        join(group, bea)

    later = join(group, bea, now=now() + timedelta(days=8))
    assert later.state == MemberState.ASKED


def test_who_was_put_out_does_not_walk_into_an_open_group(ann: User) -> None:
    group, bea = make_group(captain=ann, join_by=JoinBy.OPEN), make_user()
    member = join(group, bea)
    remove_member(member_id=member.pk, reason=WHY, actor=ann, now=now())

    assert join(group, bea).state == MemberState.ASKED


def test_the_questions_of_the_group_are_answered_and_others_dropped(
    group: Group, ann: User
) -> None:
    asked = add_join_question(
        group_id=group.pk, text="Do you have a dog?", actor=ann, now=now()
    )
    old = add_join_question(group_id=group.pk, text="Old?", actor=ann, now=now())
    end_join_question(group_id=group.pk, question_id=old.pk, actor=ann, now=now())

    answers = {str(asked.pk): "Two", str(old.pk): "No", "999": "Else"}
    member = join(group, make_user(), answers=answers)

    assert read_details(member.sealed).answers == {str(asked.pk): "Two"}
    with pytest.raises(NotAllowedError):
        add_join_question(group_id=group.pk, text="Why?", actor=make_user(), now=now())


# -- a young person --------------------------------------------------------------------
def test_a_young_person_is_nothing_before_the_guardian_agrees(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = make_group(captain=ann, join_by=JoinBy.OPEN)
    monkeypatch.setattr("secrets.token_urlsafe", lambda _size: GUARDIAN_LINK)
    member = join(group, make_user(), guardian="Parent@Example.org")
    assert (member.part, member.state) == (Part.JUNIOR, MemberState.ASKED)
    with pytest.raises(GroupIncompleteError):
        take_in(member_id=member.pk, actor=ann, now=now())

    agree_as_guardian(token=GUARDIAN_LINK, now=now())
    assert state_of(member) == MemberState.ACTIVE

    end_as_guardian(token=GUARDIAN_LINK, now=now())
    assert state_of(member) == MemberState.LEFT
    assert Guardian.objects.count() == 0
    with pytest.raises(MemberLetterClosedError):
        agree_as_guardian(token=GUARDIAN_LINK, now=now())


def test_a_guardian_who_says_nothing_ends_the_request(group: Group) -> None:
    member = join(group, make_user(), guardian="parent@example.org")

    assert end_unanswered(now=now() + timedelta(days=13)) == 0
    assert end_unanswered(now=now() + timedelta(days=15)) == 1
    assert state_of(member) == MemberState.LEFT


def test_one_is_not_one_s_own_guardian(group: Group) -> None:
    bea = make_user("bea@example.org")

    with pytest.raises(GroupIncompleteError):
        join(group, bea, guardian="Bea+young@example.org")


# -- what captains do ------------------------------------------------------------------
def test_a_captain_takes_in_and_the_person_is_told(group: Group, ann: User) -> None:
    member = make_request(group)

    take_in(member_id=member.pk, actor=ann, now=now())

    assert state_of(member) == MemberState.ACTIVE
    assert letters() == [("taken_in", str(member.person_id))]
    assert Entry.objects.latest("pk").action == "group.take_in"
    with pytest.raises(MemberAlreadyError):
        take_in(member_id=member.pk, actor=ann, now=now())


@pytest.mark.parametrize("act", [take_in, let_member_back])
def test_only_who_leads_this_group_acts_on_its_members(act: Any, group: Group) -> None:
    member = make_request(group)
    other = make_user()
    make_group(captain=other)
    for actor in (other, member.person, make_officer(of=group.neighborhood)):
        with pytest.raises(NotAllowedError):
            act(member_id=member.pk, actor=actor, now=now())


def test_a_no_has_words_and_wipes_what_was_said(group: Group, ann: User) -> None:
    member = make_request(group, details=Details(note="Shy"), street="Mill Road")
    with pytest.raises(GroupIncompleteError):
        decline_member(member_id=member.pk, reason=" ", actor=ann, now=now())

    decline_member(member_id=member.pk, reason="We are many", actor=ann, now=now())

    member.refresh_from_db()
    assert (member.state, member.reason, member.street, member.name) == (
        MemberState.DECLINED,
        "We are many",
        "",
        "",
    )
    assert read_details(member.sealed) == Details()


def test_a_suspended_member_comes_back(group: Group, ann: User) -> None:
    member = make_member(group)

    suspend_member(member_id=member.pk, reason=WHY, actor=ann, now=now())
    assert (state_of(member), member.reason) == (MemberState.SUSPENDED, WHY)

    let_member_back(member_id=member.pk, actor=ann, now=now())
    assert (state_of(member), member.reason) == (MemberState.ACTIVE, "")


def test_an_administrator_may_put_a_captain_out_and_the_group_rests(
    group: Group, ann: User
) -> None:
    captain = group.memberships.get(person=ann)

    remove_member(member_id=captain.pk, reason=WHY, actor=make_admin(), now=now())

    group.refresh_from_db()
    ann.refresh_from_db()
    assert (group.state, group.frozen_because) == (GroupState.FROZEN, "no_captain")
    assert not ann.needs_mfa


def test_only_the_captain_says_who_is_co_captain(group: Group, ann: User) -> None:
    bea, cem = make_member(group), make_member(group)
    give_part(member_id=bea.pk, part=Part.CO_CAPTAIN, streets=(), actor=ann, now=now())
    bea.person.refresh_from_db()
    assert bea.person.needs_mfa

    for part, member in (
        (Part.CO_CAPTAIN, cem),
        (Part.MEMBER, group.memberships.get(person=ann)),
    ):
        with pytest.raises(NotAllowedError):
            give_part(
                member_id=member.pk, part=part, streets=(), actor=bea.person, now=now()
            )

    give_part(member_id=bea.pk, part=Part.MEMBER, streets=(), actor=ann, now=now())
    bea.person.refresh_from_db()
    assert not bea.person.needs_mfa


def test_a_block_captain_has_streets_of_the_map(group: Group, ann: User) -> None:
    member = make_member(group)

    with pytest.raises(GroupIncompleteError):
        give_part(
            member_id=member.pk,
            part=Part.BLOCK_CAPTAIN,
            streets=("Nowhere Road",),
            actor=ann,
            now=now(),
        )
    junior = make_member(group, part=Part.JUNIOR)
    with pytest.raises(GroupIncompleteError):
        give_part(
            member_id=junior.pk, part=Part.CO_CAPTAIN, streets=(), actor=ann, now=now()
        )


# -- leaving -------------------------------------------------------------------------
def test_a_link_in_a_letter_lets_go_until_one_has_left(group: Group) -> None:
    member = make_member(group, street="Mill Road")
    token = link_of(member)
    assert member_of_link(token) == member

    leave_group(member_id=member.pk, now=now())

    member.refresh_from_db()
    assert (member.state, member.street, bytes(member.sealed)) == ("left", "", b"")
    for worthless in (token, token[:-1], "x"):
        with pytest.raises(MemberLetterClosedError):
            member_of_link(worthless)


def test_a_captain_who_leaves_lets_the_group_rest(group: Group, ann: User) -> None:
    leave_group(member_id=group.memberships.get(person=ann).pk, now=now())

    group.refresh_from_db()
    assert group.state == GroupState.FROZEN


# -- a second word ---------------------------------------------------------------------
def put_out(group: Group, ann: User) -> Membership:
    member = make_member(group)
    remove_member(member_id=member.pk, reason=WHY, actor=ann, now=now())
    Job.objects.all().delete()
    return member


def appealed(member: Membership) -> int:
    asked = appeal_removal(
        member_id=member.pk, words="I walked home", actor=member.person, now=now()
    )
    return asked.pk


def test_an_officer_takes_back_who_was_put_out_and_both_are_told(
    group: Group, ann: User
) -> None:
    member = put_out(group, ann)
    number = appealed(member)
    officer = make_officer(of=group.neighborhood)

    answer_appeal(
        appeal_id=number,
        verdict=Verdict.BACK,
        answer="It was a mistake",
        actor=officer,
        now=now(),
    )

    assert (state_of(member), member.ended_at) == (MemberState.ACTIVE, None)
    assert letters() == [("appeal", str(member.person_id)), ("appeal", str(ann.pk))]
    with pytest.raises(MemberAlreadyError):
        answer_appeal(
            appeal_id=number, verdict="stands", answer="No", actor=officer, now=now()
        )


def test_what_stands_stays_and_needs_words(group: Group, ann: User) -> None:
    member = put_out(group, ann)
    number = appealed(member)
    officer = make_officer(of=group.neighborhood)
    with pytest.raises(GroupIncompleteError):
        answer_appeal(
            appeal_id=number, verdict="stands", answer="", actor=officer, now=now()
        )

    answer_appeal(
        appeal_id=number, verdict="stands", answer="He did", actor=officer, now=now()
    )

    assert state_of(member) == MemberState.REMOVED


def test_only_officers_of_the_place_answer_and_no_member_of_the_group(
    group: Group, ann: User
) -> None:
    number = appealed(put_out(group, ann))
    here = make_officer(of=group.neighborhood)
    make_member(group, here)

    for actor in (ann, here, make_officer(of=make_neighborhood())):
        with pytest.raises(NotAllowedError):
            answer_appeal(
                appeal_id=number, verdict="stands", answer="No", actor=actor, now=now()
            )


def test_one_appeals_once_oneself_and_within_a_month(group: Group, ann: User) -> None:
    member = put_out(group, ann)
    for actor, at in ((ann, now()), (member.person, now() + timedelta(days=31))):
        with pytest.raises(NotAllowedError):
            appeal_removal(member_id=member.pk, words="No", actor=actor, now=at)
    appealed(member)

    with pytest.raises(MemberAlreadyError):
        appealed(member)
