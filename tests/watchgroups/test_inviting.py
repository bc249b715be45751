"""Letters that ask to join, and a paper list that becomes letters."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.sealed import unseal
from engagement.outbox.models import SealedLetter
from engagement.people.models import User
from tests.factories.group_roster import make_wish
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import JoinBy, MemberState
from watchgroups.errors import (
    GroupIncompleteError,
    MemberAlreadyError,
    MemberLetterClosedError,
    RosterFileError,
    TooManyLettersError,
)
from watchgroups.models import Group, MemberInvitation, Membership
from watchgroups.services.importing import Plan, import_roster, plan_import
from watchgroups.services.inviting import (
    A_DAY_MOST,
    accept_invitation,
    forget_member_letters,
    invite_member,
    send_due_invitations,
    withdraw_invitation,
)
from watchgroups.services.members import remove_member
from watchgroups.services.own import leave_group

pytestmark = pytest.mark.django_db
BEA = "bea@example.org"


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann")


@pytest.fixture
def group(ann: User) -> Group:
    return make_group(captain=ann, join_by=JoinBy.INVITATION)


def invite(group: Group, by: User, address: str = BEA, **how: Any) -> MemberInvitation:
    how = {"now": now(), **how}
    return invite_member(group_id=group.pk, address=address, actor=by, **how)


def mailed_token() -> str:
    letter = json.loads(unseal(SealedLetter.objects.latest("pk").sealed))
    found = re.search(r"/invited/([\w-]+)/", letter["text"])
    assert found is not None
    return found[1]


def accept(token: str, user: User, **how: Any) -> Membership:
    plain: dict[str, Any] = {
        "wish": make_wish(),
        "answers": {},
        "agrees": True,
        "guardian": "",
        "now": now(),
    }
    return accept_invitation(token=token, user=user, **(plain | how))


def test_a_letter_lets_in_once_and_only_its_address(group: Group, ann: User) -> None:
    letter, bea = invite(group, ann, "Bea+watch@Example.org"), make_user(BEA)
    token = mailed_token()
    with pytest.raises(NotAllowedError):
        accept(token, make_user())

    assert accept(token, bea).state == MemberState.ACTIVE

    letter.refresh_from_db()
    assert (letter.address, letter.accepted_at is None) == (BEA, False)
    with pytest.raises(MemberLetterClosedError):
        accept(token, bea)


def test_what_is_too_old_taken_back_or_replaced_lets_nobody_in(
    group: Group, ann: User
) -> None:
    bea = make_user(BEA)
    first = invite(group, ann)
    token = mailed_token()
    with pytest.raises(MemberLetterClosedError):
        accept(token, bea, now=now() + timedelta(days=15))
    withdraw_invitation(letter_id=first.pk, actor=ann, now=now())
    with pytest.raises(MemberLetterClosedError):
        accept(token, bea)

    invite(group, ann)
    replaced = mailed_token()
    invite(group, ann)

    with pytest.raises(MemberLetterClosedError):
        accept(replaced, bea)
    assert accept(mailed_token(), bea).state == MemberState.ACTIVE


def test_a_letter_is_worth_nothing_once_its_sender_leads_no_more(
    group: Group, ann: User
) -> None:
    invite(group, ann)
    token = mailed_token()
    leave_group(member_id=group.memberships.get(person=ann).pk, now=now())
    make_member(group, part="captain", public_name="Cem")
    Group.objects.filter(pk=group.pk).update(state="active", frozen_because="")

    with pytest.raises(MemberLetterClosedError):
        accept(token, make_user(BEA))


def test_twenty_letters_leave_a_day(group: Group, ann: User) -> None:
    for number in range(A_DAY_MOST):
        invite(group, ann, f"n{number}@example.org")

    with pytest.raises(TooManyLettersError):
        invite(group, ann)
    assert invite(group, ann, now=now() + timedelta(hours=25)).sent_at is not None


def test_members_and_strangers_invite_nobody(group: Group, ann: User) -> None:
    for actor in (make_member(group).person, make_user()):
        with pytest.raises(NotAllowedError):
            invite(group, actor)
    with pytest.raises(GroupIncompleteError):
        invite(group, ann, "nobody")
    with pytest.raises(MemberAlreadyError):
        invite(group, ann, make_member(group).person.email)


def test_addresses_are_let_go_a_month_after_the_letter(group: Group, ann: User) -> None:
    invite(group, ann)

    assert forget_member_letters(now=now() + timedelta(days=29)) == 0
    assert forget_member_letters(now=now() + timedelta(days=31)) == 1
    assert MemberInvitation.objects.count() == 0


# -- a paper list ----------------------------------------------------------------------
def plan(group: Group, by: User, content: str) -> Plan:
    return plan_import(group=group, content=content, actor=by, now=now())


def test_a_dry_run_says_what_each_line_would_do_and_keeps_nothing(
    group: Group, ann: User
) -> None:
    member = make_member(group, make_user("in@example.org"))
    invite(group, ann, "asked@example.org")
    paper = (
        "name,email,street\n"
        f"Bea,{BEA},Mill Road\n"
        "Bea again,Bea+2@example.org,Mill Road\n"
        f"Member,{member.person.email},\n"
        "Asked,asked@example.org,\n"
        "No address,,Elm Street\n"
        "\n"
        "Bad,not an address,\n"
    )

    found = plan(group, ann, paper)

    assert [(line.number, line.fate, line.words) for line in found.lines] == [
        (2, "invited", "Gets a letter."),
        (3, "twice", "Stands in line 2 already."),
        (4, "member", "Is in the group already."),
        (5, "waiting", "Was invited before and has not answered."),
        (6, "bad", "No e-mail address stands here."),
        (8, "bad", "“not an address” is not an e-mail address."),
    ]
    assert (found.invited, found.bad, found.known, found.days) == ([BEA], 2, 3, 0)
    assert MemberInvitation.objects.count() == 1


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        ("", "There is nothing in it. The first line names columns."),
        (
            "name,street\nBea,Mill Road",
            "The first line must name a column “email”, as in the example file.",
        ),
        (
            "email\n" + "a@example.org\n" * 501,
            "It has 501 lines. Send at most 500 at once.",
        ),
    ],
)
def test_what_is_no_list_is_told_in_a_sentence(
    group: Group, ann: User, paper: str, words: str
) -> None:
    with pytest.raises(RosterFileError, match=re.escape(words)):
        plan(group, ann, paper)


def test_semicolons_and_the_mark_of_a_spreadsheet_are_understood(
    group: Group, ann: User
) -> None:
    assert plan(group, ann, f"\ufeffEmail;Name\n{BEA};Bea\n").invited == [BEA]


def test_a_paper_list_becomes_letters_a_few_a_day_and_nobody_is_in(
    group: Group, ann: User
) -> None:
    paper = "email\n" + "".join(f"n{n}@example.org\n" for n in range(45))
    assert plan(group, ann, paper).days == 2

    assert import_roster(group_id=group.pk, content=paper, actor=ann, now=now()) == 45

    def sent() -> int:
        return MemberInvitation.objects.filter(sent_at__isnull=False).count()

    assert (sent(), group.memberships.count()) == (20, 1)
    assert send_due_invitations(now=now() + timedelta(hours=1)) == 0
    assert send_due_invitations(now=now() + timedelta(hours=25)) == 20
    assert send_due_invitations(now=now() + timedelta(hours=50)) == 5
    assert sent() == 45


def test_letters_that_wait_do_not_leave_for_a_captain_who_was_put_out(
    group: Group, ann: User
) -> None:
    bea = make_member(group, part="co")
    paper = "email\n" + "".join(f"n{n}@example.org\n" for n in range(25))
    import_roster(group_id=group.pk, content=paper, actor=bea.person, now=now())

    remove_member(member_id=bea.pk, reason="Sold the list", actor=ann, now=now())

    assert send_due_invitations(now=now() + timedelta(hours=25)) == 0
