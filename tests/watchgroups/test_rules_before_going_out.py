"""Nobody goes out who has not agreed to the rules as they stand."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.group_walks import make_pair, make_running_patrol
from tests.factories.groups import make_captain, make_member
from tests.factories.people import make_user
from watchgroups.choices import SignUpState, WalkPart
from watchgroups.errors import NotReadyError
from watchgroups.models import Group, Membership, Patrol, SignUp, Walk
from watchgroups.services import offer_place, settle_rotas, sign_up, write_code
from watchgroups.services.own import agree_to_rules
from watchgroups.services.settling import settle_sign_ups
from watchgroups.services.walking import sign_on

pytestmark = pytest.mark.django_db
THE_WAY = "Read and agree to the new rules"


def new_rules(group: Group) -> None:
    captain = make_captain(group)
    write_code(group_id=group.pk, text="We call first.", actor=captain, now=now())


def agree(*members: Membership) -> None:
    for one in members:
        agree_to_rules(member_id=one.pk, actor=one.person, now=now())


def take(patrol: Patrol, member: Membership) -> SignUp:
    return sign_up(
        patrol_id=patrol.pk, part=WalkPart.MEMBER, actor=member.person, now=now()
    )


def go(patrol: Patrol, me: Membership, partner: Membership) -> Walk:
    return sign_on(
        patrol_id=patrol.pk,
        partner_ids=[partner.pk],
        area="",
        minutes=30,
        actor=me.person,
        now=now(),
    )


def test_who_has_not_agreed_takes_no_place_until_they_do() -> None:
    patrol = make_patrol()
    member = make_member(patrol.group)
    new_rules(patrol.group)

    with pytest.raises(NotReadyError, match="There are new rules"):
        take(patrol, member)
    agree(member)

    assert take(patrol, member).state == SignUpState.SIGNED_UP


def test_a_place_is_not_passed_on_to_somebody_who_has_not_agreed() -> None:
    patrol = make_patrol()
    one = make_sign_up(patrol)
    other = make_member(patrol.group)
    new_rules(patrol.group)

    made = offer_place(
        sign_up_id=one.pk,
        address=other.person.email,
        actor=one.member.person,
        now=now(),
    )

    assert made is None


def test_new_rules_take_nobody_off_a_patrol_to_come() -> None:
    patrol = make_patrol()
    one = make_sign_up(patrol)
    new_rules(patrol.group)

    taken_off = settle_sign_ups(patrol.group, now()), settle_rotas(now=now())

    one.refresh_from_db()
    assert (taken_off, one.state) == ((0, 0), SignUpState.SIGNED_UP)


def test_at_signing_on_it_is_asked_again_of_oneself() -> None:
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    new_rules(patrol.group)
    agree(partner)

    with pytest.raises(NotReadyError, match="Read them on your page in the group"):
        go(patrol, me, partner)
    agree(me)

    assert go(patrol, me, partner).walkers.count() == 2


def test_at_signing_on_it_is_asked_of_partners_by_their_name() -> None:
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    partner.person.name = "Noor"
    partner.person.save()
    new_rules(patrol.group)
    agree(me)

    with pytest.raises(NotReadyError, match="Noor has not agreed to the new rules"):
        go(patrol, me, partner)

    assert Walk.objects.count() == 0


def test_the_pages_lead_to_where_one_agrees(client: Client) -> None:
    ahead = make_patrol()
    group = ahead.group
    running = make_running_patrol(group)
    me, _partner = make_pair(running)
    me.person = make_user()
    me.save()
    client.force_login(me.person)
    pages = [
        reverse("watchgroups:patrol", args=[group.slug, ahead.pk]),
        reverse("watchgroups:walk", args=[group.slug]),
    ]
    before = [THE_WAY in client.get(one).content.decode() for one in pages]
    new_rules(group)

    after = [client.get(one).content.decode() for one in pages]

    own = reverse("watchgroups:own", args=[group.slug])
    assert before == [False, False]
    assert [f'href="{own}">{THE_WAY}' in page for page in after] == [True, True]


def test_a_group_without_rules_asks_for_none() -> None:
    patrol = make_patrol()
    member = make_member(patrol.group, agreed_code=None, agreed_at=None)
    Membership.objects.filter(group=patrol.group).update(agreed_code=None)
    patrol.group.codes.all().delete()

    assert take(patrol, member).state == SignUpState.SIGNED_UP
