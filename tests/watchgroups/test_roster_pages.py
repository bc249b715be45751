"""The pages of members: what is shown to whom, what a press does, how many questions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from tests.factories.group_roster import (
    GUARDIAN_LINK,
    MEMBER_LINK,
    make_appeal,
    make_junior,
    make_member_invitation,
    make_member_look,
    make_request,
)
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups.choices import JoinBy, MemberState
from watchgroups.details import Details
from watchgroups.models import Group, Guardian, MemberInvitation, Membership
from watchgroups.services.own import link_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann")


@pytest.fixture
def group(ann: User) -> Group:
    make_town()
    return make_group(captain=ann)


def page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"watchgroups:{name}", args=args)).content.decode()


def press(client: Client, page_name: str, /, *args: object, **data: object) -> int:
    address = reverse(f"watchgroups:{page_name}", args=args)
    return client.post(address, data).status_code


def asked_for(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert client.get(url).status_code == 200
    return len(questions)


# -- joining ---------------------------------------------------------------------------
def test_a_neighbor_asks_to_join_and_takes_it_back(group: Group) -> None:
    bea = make_user(name="Bea")
    client = just_signed_in(bea)
    assert "Ask to join" in client.get(group.get_absolute_url()).content.decode()

    assert press(client, "join", group.slug, name="Bea") == 200  # the rules not agreed
    assert press(client, "join", group.slug, name="Bea", agrees="on") == 302

    member = Membership.objects.get(person=bea)
    assert (member.name, member.state) == ("Bea", MemberState.ASKED)
    assert "A captain answers you" in page(client, "own", group.slug)
    press(client, "own_act", group.slug, act="leave")
    member.refresh_from_db()
    assert member.state == MemberState.LEFT


def test_a_young_person_names_a_guardian_who_agrees_without_an_account(
    group: Group,
) -> None:
    client = just_signed_in(make_user())
    young = {"name": "Timo", "agrees": "on", "is_young": "on"}
    assert press(client, "join", group.slug, **young) == 200
    asked = make_junior(group)

    shown = page(Client(), "guardian", GUARDIAN_LINK)
    assert "Timo" in shown
    agreed = Guardian.objects.filter(pk=asked.pk, agreed_at__isnull=False)
    assert not agreed.exists()  # looking is not agreeing
    press(Client(), "guardian", GUARDIAN_LINK, act="agree")
    assert agreed.exists()
    press(Client(), "guardian", GUARDIAN_LINK, act="end")
    assert "does not work any more" in page(Client(), "guardian", GUARDIAN_LINK)


def test_an_invitation_leads_in_whoever_it_was_sent_to(ann: User) -> None:
    make_town()
    group = make_group(captain=ann, join_by=JoinBy.INVITATION)
    make_member_invitation(group, by=ann)
    stranger, bea = just_signed_in(make_user()), make_user("bea@example.org")
    client = just_signed_in(bea)
    assert "was sent to another address" in page(stranger, "invited", MEMBER_LINK)
    assert press(stranger, "invited_join", MEMBER_LINK, name="X", agrees="on") == 302
    assert group.memberships.count() == 1

    press(client, "invited_join", MEMBER_LINK, name="Bea", agrees="on")

    assert group.memberships.get(person=bea).state == MemberState.ACTIVE
    assert "does not work any more" in page(client, "invited", MEMBER_LINK)


def test_a_letter_s_link_leaves_in_one_press_and_not_by_looking(group: Group) -> None:
    member = make_member(group)
    link = link_of(member)
    page(Client(), "member_link", link)
    member.refresh_from_db()
    assert member.state == MemberState.ACTIVE

    press(Client(), "member_link", link, act="leave")

    member.refresh_from_db()
    assert member.state == MemberState.LEFT
    assert "does not work any more" in page(Client(), "member_link", link)


# -- one's own page --------------------------------------------------------------------
def test_a_member_sees_who_looked_agrees_and_changes_what_was_said(
    group: Group, ann: User
) -> None:
    member = make_member(group, agreed_code=None, name="Bea")
    make_member_look(member, ann)
    client = just_signed_in(member.person)
    shown = page(client, "own", group.slug)
    assert "There are new rules" in shown
    assert "Ann" in shown

    press(client, "own_act", group.slug, act="agree")
    press(client, "own_edit", group.slug, name="Bea B.", shares_contact="on")

    member.refresh_from_db()
    assert (member.name, member.shares_contact) == ("Bea B.", True)
    assert member.agreed_code == group.codes.get()
    assert group.name in page(client, "mine")


def test_who_was_put_out_reads_why_and_appeals(group: Group) -> None:
    member = make_member(
        group, state=MemberState.REMOVED, reason="Followed a neighbor", ended_at=now()
    )
    client = just_signed_in(member.person)
    assert "Followed a neighbor" in page(client, "own", group.slug)

    press(client, "own_act", group.slug, act="appeal", words="I walked home")

    assert member.appeal.words == "I walked home"
    officer = just_signed_in(make_officer(of=group.neighborhood))
    assert group.name in page(officer, "appeals")
    number = member.appeal.pk
    assert press(officer, "appeal", number, verdict="back", answer="Right") == 302
    member.refresh_from_db()
    assert member.state == MemberState.ACTIVE


# -- captains --------------------------------------------------------------------------
def test_the_roster_shows_names_and_streets_and_no_contact(
    group: Group, ann: User
) -> None:
    details = Details(emergency_contact="Cem, 555 0100", availability="Evenings")
    bea = make_user("bea@example.net")
    make_member(
        group, bea, name="Bea", street="Mill Road", details=details, shares_contact=True
    )
    make_request(group, name="Rosa")
    client = just_signed_in(ann)

    for name in ("roster", "roster_print"):
        shown = page(client, name, group.slug)
        assert ("Bea" in shown, "Mill Road" in shown) == (True, True)
        assert "bea@example.net" not in shown
        assert "555 0100" not in shown
    assert "Rosa" in page(client, "roster", group.slug)
    assert (
        "Nobody fits"
        in client.get(
            reverse("watchgroups:roster", args=[group.slug]), {"q": "nobody"}
        ).content.decode()
    )


def test_a_captain_opens_a_contact_by_a_press(group: Group, ann: User) -> None:
    bea = make_user("bea@example.net")
    member = make_member(group, bea, name="Bea", shares_contact=True)
    client = just_signed_in(ann)
    assert "bea@example.net" not in page(client, "member", group.slug, member.pk)
    url = reverse("watchgroups:member_contact", args=[group.slug, member.pk])

    assert "bea@example.net" in client.post(url, {"what": "contact"}).content.decode()
    for _ in range(9):
        client.post(url, {"what": "contact"})

    assert client.post(url, {"what": "contact"}).status_code == 429


def test_a_captain_answers_requests_and_puts_out_with_words(
    group: Group, ann: User
) -> None:
    client, rosa = just_signed_in(ann), make_request(group)
    press(client, "member_act", group.slug, rosa.pk, act="take_in")
    rosa.refresh_from_db()
    assert rosa.state == MemberState.ACTIVE

    assert press(client, "member_act", group.slug, rosa.pk, act="remove") == 200
    words = {"act": "remove", "remove-reason": "Shouted"}
    press(client, "member_act", group.slug, rosa.pk, **words)
    rosa.refresh_from_db()
    assert (rosa.state, rosa.reason) == (MemberState.REMOVED, "Shouted")
    assert press(client, "member_act", group.slug, rosa.pk, act="let_back") == 404


def test_a_captain_has_no_door_to_another_group(group: Group, ann: User) -> None:
    other = make_group(captain=make_user())
    member = make_member(other, name="Bea", shares_contact=True)
    client = just_signed_in(ann)

    said = {
        press(client, "member_act", other.slug, member.pk, act="take_in"),
        press(client, "member_act", group.slug, member.pk, act="take_in"),
        press(client, "member_contact", group.slug, member.pk, what="contact"),
        press(client, "member_word", group.slug, member.pk),
        client.get(reverse("watchgroups:roster", args=[other.slug])).status_code,
    }
    assert said == {404}


def test_a_captain_who_was_put_out_is_out_at_the_next_request(
    group: Group, ann: User
) -> None:
    client = just_signed_in(ann)
    url = reverse("watchgroups:roster", args=[group.slug])
    assert client.get(url).status_code == 200

    group.memberships.filter(person=ann).update(
        state=MemberState.REMOVED, ended_at=now(), reason="Sold the list"
    )

    assert client.get(url).status_code == 404


def test_a_paper_list_is_looked_at_before_letters_leave(
    group: Group, ann: User
) -> None:
    client = just_signed_in(ann)
    paper = "name,email\nBea,bea@example.org\nBad,nothing\n"
    file = SimpleUploadedFile("list.csv", paper.encode())
    url = reverse("watchgroups:roster_import", args=[group.slug])

    shown = client.post(url, {"file": file, "act": "look"}).content.decode()
    assert "1 person gets a letter." in shown
    assert "“nothing” is not an e-mail address." in shown
    assert MemberInvitation.objects.count() == 0

    client.post(url, {"lines": paper, "act": "send"})
    assert MemberInvitation.objects.get().address == "bea@example.org"
    example = client.get(reverse("watchgroups:roster_example", args=[group.slug]))
    assert example.content.decode() == (
        "\ufeffname,email,street\r\nAnn Example,ann@example.org,Mill Road\r\n"
    )
    bad = SimpleUploadedFile("list.csv", b"\xff\xfe\x00email")
    assert "Save it as CSV" in client.post(url, {"file": bad}).content.decode()


def test_an_invitation_is_sent_shown_and_taken_back(group: Group, ann: User) -> None:
    client = just_signed_in(ann)
    press(client, "invite", group.slug, act="send", address="bea@example.org")
    letter = MemberInvitation.objects.get()
    assert "bea@example.org" in page(client, "invite", group.slug)

    press(client, "invite", group.slug, act=str(letter.pk))

    letter.refresh_from_db()
    assert letter.withdrawn_at is not None
    assert "bea@example.org" not in page(client, "invite", group.slug)


# -- administrators --------------------------------------------------------------------
def test_an_administrator_opens_the_list_for_a_reason(group: Group) -> None:
    member = make_member(group, name="Bea", street="Elm Street")
    client = just_signed_in(make_admin())
    url = reverse("watchgroups:desk_members", args=[group.slug])
    assert "Elm Street" not in client.get(url).content.decode()
    assert "Elm Street" not in client.post(url, {"reason": "Why"}).content.decode()

    shown = client.post(url, {"reason": "A child is missing"}).content.decode()

    assert "Elm Street" in shown
    own = page(just_signed_in(member.person), "own", group.slug)
    assert "A child is missing" in own


# -- many -----------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["roster", "captain", "invite", "roster_print"])
def test_a_page_asks_as_often_for_three_as_for_one(
    group: Group, ann: User, name: str
) -> None:
    client, url = just_signed_in(ann), reverse(f"watchgroups:{name}", args=[group.slug])
    make_member(group, details=Details(availability="Evenings"))
    make_member_invitation(group, address="a@example.org", token="a")
    asked_for(client, url)
    one = asked_for(client, url)
    for number in range(2):
        make_member(group, agreed_code=None)
        make_member_invitation(
            group, address=f"b{number}@example.org", token=f"b{number}"
        )

    assert asked_for(client, url) == one


def test_appeals_and_own_groups_ask_as_often_for_three_as_for_one(
    group: Group,
) -> None:
    officer, bea = make_officer(of=group.neighborhood), make_user()
    client, own = just_signed_in(officer), just_signed_in(bea)
    appeals, mine = reverse("watchgroups:appeals"), reverse("watchgroups:mine")
    make_appeal(group)
    make_member(group, bea)
    asked_for(client, appeals)
    asked_for(own, mine)
    one = asked_for(client, appeals), asked_for(own, mine)
    for _ in range(2):
        make_appeal(group)
        make_member(make_group(), bea)

    assert (asked_for(client, appeals), asked_for(own, mine)) == one


@pytest.mark.slow
def test_five_thousand_members_and_two_hundred_groups_stay_quick(
    group: Group, ann: User
) -> None:
    code = group.codes.get()
    people = User.objects.bulk_create(
        User(email=f"many{n}@example.org", name=f"Many {n}") for n in range(5_000)
    )
    Membership.objects.bulk_create(
        Membership(
            group=group,
            person=person,
            state=MemberState.ACTIVE,
            name=person.name,
            street=f"Street {person.pk % 90}",
            asked_at=now() - timedelta(minutes=person.pk),
            began_at=now(),
            confirmed_at=now(),
            agreed_code=code,
        )
        for person in people
    )
    for _ in range(199):
        make_captain(make_group(neighborhood=group.neighborhood))
    client = just_signed_in(ann)
    url = reverse("watchgroups:roster", args=[group.slug])
    asked_for(client, url)

    with CaptureQueriesContext(connection) as questions:
        shown = client.get(url, {"q": "many 499"}).content.decode()
    slowest = max(float(one["time"]) for one in questions)

    assert shown.count("<tr>") == 16  # the fifteen whose name holds 499, and the head
    assert asked_for(client, url) < 40
    assert slowest < 1
    assert asked_for(client, reverse("watchgroups:groups")) < 40
