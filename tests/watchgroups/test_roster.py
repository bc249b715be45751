"""The list of members: narrowing, looks that are told, words through the site."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.sealed import unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import User
from tests.factories.group_roster import make_request
from tests.factories.groups import make_group, make_member
from tests.factories.moderation import make_overseer
from tests.factories.people import make_admin, make_officer, make_user
from watchgroups.choices import MemberState, Opened, Part
from watchgroups.details import Details
from watchgroups.errors import GroupIncompleteError, TooManyLooksError
from watchgroups.models import CodeOfConduct, Group, MemberLook
from watchgroups.queries.roster import looks_at, members_found, requests_of
from watchgroups.services.looking import (
    MOST_LOOKS,
    look_at_member,
    open_member,
    open_member_list,
)
from watchgroups.services.relaying import write_to_member

pytestmark = pytest.mark.django_db
MISSING = "A child of theirs is missing"


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann")


@pytest.fixture
def group(ann: User) -> Group:
    return make_group(captain=ann)


def found(group: Group, **wanted: str) -> list[str]:
    return [member.name for member in members_found(group, wanted, now())]


def test_the_list_is_narrowed_by_words_part_and_standing(group: Group) -> None:
    make_member(make_group(), name="Bea elsewhere")
    make_member(group, name="Bea", street="Mill Road")
    make_member(group, name="Cem", street="Elm Street", part=Part.BLOCK_CAPTAIN)
    make_member(group, name="Dan", letters_unanswered=3)
    make_member(group, name="Eve", state=MemberState.SUSPENDED, reason="Shouted")
    late = now() - timedelta(days=31)
    make_member(group, name="Fay", agreed_code=None, told_code=1, told_code_at=late)
    make_member(group, name="Gil", agreed_code=None, told_code=1, told_code_at=now())
    make_request(group, name="Hal")

    assert found(group, q="mill bea") == ["Bea"]
    assert found(group, q="hal") == []
    assert found(group, part="block") == ["Cem"]
    assert found(group, standing="rests") == ["Dan"]
    assert found(group, standing="paused") == ["Eve"]
    assert found(group, standing="rules") == ["Fay"]
    assert [one.name for one in requests_of(group)] == ["Hal"]


def test_an_address_shows_only_by_consent_and_the_member_sees_the_look(
    group: Group, ann: User
) -> None:
    shy, open_one = make_member(group), make_member(group, shares_contact=True)
    with pytest.raises(NotAllowedError):
        look_at_member(member_id=shy.pk, what=Opened.CONTACT, actor=ann, now=now())

    reached = look_at_member(
        member_id=open_one.pk, what=Opened.CONTACT, actor=ann, now=now()
    )

    assert (reached.address, reached.emergency_contact) == (open_one.person.email, "")
    assert [(look.actor, look.what) for look in looks_at(open_one)] == [
        (ann, "contact")
    ]
    assert looks_at(shy) == []
    assert Entry.objects.latest("pk").action == "group.view_contact"


def test_an_emergency_contact_is_opened_by_a_press_and_told(
    group: Group, ann: User
) -> None:
    shy = make_member(group, details=Details(emergency_contact="Cem, 555 0100"))

    reached = look_at_member(
        member_id=shy.pk, what=Opened.EMERGENCY, actor=ann, now=now()
    )

    assert (reached.address, reached.emergency_contact) == ("", "Cem, 555 0100")
    assert [look.what for look in looks_at(shy)] == ["emergency"]


def test_looks_are_few_in_a_day(group: Group, ann: User) -> None:
    for _ in range(MOST_LOOKS):
        member = make_member(group, shares_contact=True)
        look_at_member(member_id=member.pk, what=Opened.CONTACT, actor=ann, now=now())

    with pytest.raises(TooManyLooksError):
        look_at_member(member_id=member.pk, what=Opened.CONTACT, actor=ann, now=now())
    tomorrow = now() + timedelta(hours=25)
    look_at_member(member_id=member.pk, what=Opened.CONTACT, actor=ann, now=tomorrow)


@pytest.mark.parametrize("what", [Opened.CONTACT, Opened.EMERGENCY])
def test_nobody_but_those_who_lead_this_group_looks(group: Group, what: Opened) -> None:
    member = make_member(group, shares_contact=True)
    elsewhere = make_user()
    make_group(captain=elsewhere)
    officer = make_officer(of=group.neighborhood)
    for actor in (elsewhere, officer, make_admin(), make_member(group).person):
        with pytest.raises(NotAllowedError):
            look_at_member(member_id=member.pk, what=what, actor=actor, now=now())
    assert MemberLook.objects.count() == 0


def test_an_administrator_opens_for_a_reason_and_all_are_told(group: Group) -> None:
    admin, overseer, member = make_admin(), make_overseer(), make_member(group)
    with pytest.raises(GroupIncompleteError):
        open_member(member_id=member.pk, reason="Why", actor=admin, now=now())

    open_member_list(group_id=group.pk, reason=MISSING, actor=admin, now=now())
    reached = open_member(member_id=member.pk, reason=MISSING, actor=admin, now=now())

    assert reached.address == member.person.email
    looks = [(one.what, one.by_admin, one.reason) for one in looks_at(member)]
    assert looks == [("contact", True, MISSING), ("list", True, MISSING)]
    job = Job.objects.get()  # one letter in an hour
    assert (job.task, job.person_id) == ("watchgroups.warn_of_looks", overseer.pk)


def test_captains_break_no_glass(group: Group, ann: User) -> None:
    with pytest.raises(NotAllowedError):
        open_member_list(group_id=group.pk, reason=MISSING, actor=ann, now=now())


# -- words through the site ------------------------------------------------------------
def test_a_word_reaches_a_member_whose_address_stays_closed(
    group: Group, ann: User
) -> None:
    member = make_member(group)

    write_to_member(
        member_id=member.pk, text="Can you come on Friday?", actor=ann, now=now()
    )

    letter = json.loads(unseal(SealedLetter.objects.get().sealed))
    assert letter["to"] == member.person.email
    assert "Can you come on Friday?" in letter["text"]
    assert ann.email not in letter["text"]


@pytest.mark.parametrize(
    "text", ["Call +1 507 555 0134 now", "Watch Kevin Miller of number 12", " "]
)
def test_words_that_point_to_somebody_do_not_leave(
    group: Group, ann: User, text: str
) -> None:
    member = make_member(group)

    with pytest.raises(GroupIncompleteError):
        write_to_member(member_id=member.pk, text=text, actor=ann, now=now())
    assert SealedLetter.objects.count() == 0


def test_a_stranger_writes_to_nobody(group: Group) -> None:
    member = make_member(group)
    with pytest.raises(NotAllowedError):
        write_to_member(member_id=member.pk, text="Hi", actor=make_user(), now=now())


def test_new_rules_are_shown_as_not_agreed_only_after_a_month(group: Group) -> None:
    make_member(group, name="Bea", told_code=2, told_code_at=now() - timedelta(days=29))
    CodeOfConduct.objects.create(group=group, number=2, text="New", made_at=now())

    assert found(group, standing="rules") == []
