"""Vetting, training and agreement: who asks for it, who writes it down, who sees it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.common.errors import DomainError, NotAllowedError
from engagement.people.choices import CredentialSort
from engagement.people.errors import CredentialIncompleteError
from engagement.people.models import Credential
from engagement.people.services import grant_credential, record_credential
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_requirement,
    make_sign_up,
)
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import sign_in
from watchgroups.choices import MemberState, SignUpState, WalkPart
from watchgroups.models import Requirement, SignUp
from watchgroups.queries.ready_words import ready_words
from watchgroups.services import (
    give_member_credential,
    require_of_group,
    stop_requiring,
    take_credential_back,
)

pytestmark = pytest.mark.django_db


def test_a_credential_holds_as_long_as_its_kind_says_and_is_given_once_a_day() -> None:
    kind = make_credential_kind(months=12)
    person, officer = make_user(), make_officer()
    today = localdate()
    given = {"person_id": person.pk, "kind_id": kind.pk, "issued_on": today}

    made = [grant_credential(**given, actor=officer, now=now()) for _ in range(2)]  # type: ignore[arg-type]  # plain values

    assert {one.pk for one in made} == {Credential.objects.get().pk}
    assert made[0].expires_on == today + relativedelta(months=12)
    assert made[0].checked_by == officer


@pytest.mark.parametrize("days", [1, -3651])
def test_days_nobody_could_have_checked_are_refused(days: int) -> None:
    with pytest.raises(CredentialIncompleteError):
        grant_credential(
            person_id=make_user().pk,
            kind_id=make_credential_kind().pk,
            issued_on=localdate() + timedelta(days=days),
            actor=None,
            now=now(),
        )


def test_officers_and_administrators_write_down_what_they_checked_of_others() -> None:
    kind, person = make_credential_kind(CredentialSort.VETTING), make_user()
    given = {"kind_id": kind.pk, "issued_on": localdate(), "now": now()}

    for actor in (make_officer(), make_admin()):
        record_credential(address=person.email, actor=actor, **given)  # type: ignore[arg-type]  # plain values
        with pytest.raises(NotAllowedError):
            record_credential(address=actor.email, actor=actor, **given)  # type: ignore[arg-type]  # plain values
    with pytest.raises(NotAllowedError):
        record_credential(address=person.email, actor=make_user(), **given)  # type: ignore[arg-type]  # plain values
    with pytest.raises(CredentialIncompleteError):
        record_credential(address="no@example.org", actor=make_officer(), **given)  # type: ignore[arg-type]  # plain values
    assert Credential.objects.count() == 1


def test_captains_ask_for_trainings_officers_for_vetting_too() -> None:
    group = make_group()
    captain, officer = make_captain(group), make_officer(of=group.neighborhood)
    training = make_credential_kind()
    vetting = make_credential_kind(CredentialSort.VETTING)
    asking = {"group_id": group.pk, "part": "", "now": now()}

    require_of_group(kind_id=training.pk, actor=captain, **asking)  # type: ignore[arg-type]  # plain values
    asked = require_of_group(kind_id=vetting.pk, actor=officer, **asking)  # type: ignore[arg-type]  # plain values

    strangers = (make_officer(), make_captain(make_group()), make_member(group).person)
    for actor in (captain, *strangers[1:]):
        with pytest.raises(NotAllowedError):
            stop_requiring(
                group_id=group.pk, requirement_id=asked.pk, actor=actor, now=now()
            )
    assert Requirement.objects.count() == 2


def test_what_is_asked_for_anew_takes_those_off_who_lack_it() -> None:
    group = make_group()
    captain = make_captain(group)
    kind = make_credential_kind()
    patrol = make_patrol(group)
    has, lacks = make_sign_up(patrol), make_sign_up(patrol)
    make_credential(has.member.person, kind)

    require_of_group(
        group_id=group.pk, kind_id=kind.pk, part="", actor=captain, now=now()
    )

    lacks.refresh_from_db()
    on_it = SignUp.objects.filter(state=SignUpState.SIGNED_UP)
    assert [one.pk for one in on_it] == [has.pk]
    assert lacks.state == SignUpState.DROPPED


def test_taking_a_vetting_back_takes_its_person_off_patrols() -> None:
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    kind = make_requirement(group, make_credential_kind(CredentialSort.VETTING)).kind
    one = make_sign_up(make_patrol(group))
    held = make_credential(one.member.person, kind, checked_by=officer)

    with pytest.raises(NotAllowedError):
        take_credential_back(credential_id=held.pk, actor=make_officer(), now=now())
    take_credential_back(credential_id=held.pk, actor=officer, now=now())

    one.refresh_from_db()
    assert one.state == SignUpState.DROPPED


def test_a_captain_writes_down_trainings_of_members_and_of_nobody_else() -> None:
    group = make_group()
    captain, member = make_captain(group), make_member(group)
    own = group.memberships.get(person=captain)
    training = make_credential_kind()
    vetting = make_credential_kind(CredentialSort.VETTING)
    left = make_member(group, state=MemberState.LEFT, ended_at=now())
    wrong = [
        (make_member(make_group()).pk, training.pk),
        (left.pk, training.pk),
        (own.pk, training.pk),
        (member.pk, vetting.pk),
    ]

    for member_id, kind_id in wrong:
        with pytest.raises(DomainError):
            give_member_credential(
                group_id=group.pk,
                member_id=member_id,
                kind_id=kind_id,
                issued_on=localdate(),
                actor=captain,
                now=now(),
            )
    give_member_credential(
        group_id=group.pk,
        member_id=member.pk,
        kind_id=training.pk,
        issued_on=localdate(),
        actor=captain,
        now=now(),
    )

    assert Credential.objects.get().person == member.person


def test_the_page_says_in_words_who_lapses(client: Client) -> None:
    group = make_group()
    captain = make_captain(group)
    kind = make_requirement(group, make_credential_kind(name="First aid")).kind
    today = localdate()
    for name, until in (("Ann", 400), ("Bea", 10), ("Cy", -5)):
        person = make_user(name=name)
        make_member(group, person)
        make_credential(person, kind, until=today + timedelta(days=until))
    make_member(group, make_user(name="Dan"))
    sign_in(client, captain)

    page = client.get(reverse("watchgroups:ready", args=[group.slug])).content.decode()

    tags = [part.split("</span>")[0] for part in page.split('class="ui-tag ')[1:]]
    words = [tag.split('">')[1].split(" ")[0] for tag in tags]
    assert sorted(words) == ["ended", "ends", "missing", "missing", "until"]
    assert "4 members lack something, or have something that ends soon." in page


def test_the_desk_shows_officers_what_they_wrote_and_no_member(client: Client) -> None:
    group = make_group()
    officer = make_officer(of=group.neighborhood)
    make_member(group, make_user(name="Hidden Member"))
    kind = make_credential_kind(CredentialSort.VETTING, name="Vetting X")
    person = make_user(name="Bea Vetted")
    sign_in(client, officer)
    url = reverse("watchgroups:desk_ready", args=[group.slug])

    answer = client.post(
        url,
        {
            "act": "write",
            "address": person.email,
            "kind": kind.pk,
            "issued_on": f"{localdate()}",
        },
    )

    page = client.get(url).content.decode()
    assert (answer.status_code, Credential.objects.get().person) == (302, person)
    assert ("Bea Vetted" in page, "Hidden Member" in page) == (True, False)


def test_the_roster_says_in_words_who_is_ready() -> None:
    group = make_group()
    ann, bea = make_member(group), make_member(group)
    assert ready_words([ann, bea], now()) == {}
    kind = make_requirement(group, make_credential_kind(name="First aid")).kind
    make_credential(ann.person, kind)

    assert ready_words([ann, bea], now()) == {
        ann.pk: "ready",
        bea.pk: "First aid: missing",
    }


def test_what_is_asked_of_leads_alone_is_no_lack_of_others(client: Client) -> None:
    group = make_group()
    captain = make_captain(group)
    make_requirement(group, make_credential_kind(name="First aid"), WalkPart.LEAD)
    bea = make_member(group)
    sign_in(client, captain)

    page = client.get(reverse("watchgroups:ready", args=[group.slug])).content.decode()

    assert ready_words([bea], now()) == {
        bea.pk: "First aid: not there, asked only of: Lead"
    }
    assert "0 members lack something, or have something that ends soon." in page


def test_each_label_of_the_page_belongs_to_one_field(client: Client) -> None:
    group = make_group()
    make_credential_kind()
    make_member(group)
    sign_in(client, make_captain(group))

    page = client.get(reverse("watchgroups:ready", args=[group.slug])).content.decode()

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert [one for one in ids if ids.count(one) > 1] == []
