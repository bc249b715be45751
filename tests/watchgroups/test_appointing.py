"""A captain is asked by letter, agreed to, and accepted; a group without one rests."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.sealed import unseal
from engagement.outbox.models import SealedLetter
from engagement.people.models import Grant, User
from engagement.people.services import set_needs_mfa
from tests.factories.groups import (
    CAPTAIN_LINK,
    make_appointment,
    make_captain,
    make_group,
    make_member,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.harness.sessions import sign_in
from watchgroups.choices import AppointmentState, GroupState, MemberState, Part
from watchgroups.errors import AppointmentClosedError, GroupIncompleteError
from watchgroups.models import Appointment, Group, Membership
from watchgroups.queries import captain_of
from watchgroups.services import (
    accept_captaincy,
    agree_to_captain,
    appoint_captain,
    ask_to_hand_over,
    decline_captain,
    end_captaincy,
    forget_appointments,
    settle_groups,
    withdraw_appointment,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    """A group that rests because nobody leads it yet."""
    return make_group(state=GroupState.FROZEN, frozen_because="no_captain")


@pytest.fixture
def officer(group: Group) -> User:
    return make_officer(of=group.neighborhood)


def appoint(group: Group, actor: User, address: str = "ann@example.org") -> Appointment:
    return appoint_captain(
        group_id=group.pk,
        address=address,
        reason="She knows every street",
        actor=actor,
        language="en",
        now=now(),
    )


def accept(user: User, token: str = CAPTAIN_LINK) -> Membership:
    return accept_captaincy(
        token=token, public_name="Ann P.", agrees=True, user=user, now=now()
    )


def mailed_token() -> str:
    letter = json.loads(unseal(SealedLetter.objects.latest("pk").sealed))
    found = re.search(r"/asked/([\w-]+)/", letter["text"])
    assert found is not None
    return found[1]


def stands(group: Group) -> tuple[str, str, str | None]:
    group.refresh_from_db()
    captain = captain_of(group)
    return group.state, group.frozen_because, captain.person.email if captain else None


# -- appointed by an officer -----------------------------------------------------------
def test_a_letter_makes_a_captain_once_and_the_group_goes_on(
    group: Group, officer: User
) -> None:
    ann = make_user("ann@example.org")
    asked = appoint(group, officer, "Ann+watch@Example.org")
    token = mailed_token()

    accept(ann, token)
    with pytest.raises(AppointmentClosedError):
        accept(ann, token)

    asked.refresh_from_db()
    ann.refresh_from_db()
    assert stands(group) == ("active", "", "ann@example.org")
    assert (asked.state, asked.accepted_by) == (AppointmentState.DONE, ann)
    assert (ann.needs_mfa, ann.needs_mfa_for) == (True, ["watchgroups"])


def test_a_member_who_accepts_stays_one_row(group: Group, officer: User) -> None:
    ann = make_user("ann@example.org")
    before = make_member(group, ann)
    appoint(group, officer)

    captain = accept(ann, mailed_token())

    assert (captain.pk, captain.part) == (before.pk, Part.CAPTAIN)


def test_only_the_address_the_letter_went_to_accepts(group: Group) -> None:
    make_appointment(group, asked_by=make_officer(of=group.neighborhood))

    with pytest.raises(NotAllowedError, match="another address"):
        accept(make_user("bea@example.org"))

    assert stands(group)[0] == "frozen"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": AppointmentState.WITHDRAWN},
        {"state": AppointmentState.DONE},
        {"expires_at": now() - timedelta(seconds=1)},
    ],
)
def test_a_letter_taken_back_used_or_too_old_opens_nothing(
    group: Group, wrong: dict[str, Any]
) -> None:
    make_appointment(group, asked_by=make_officer(of=group.neighborhood), **wrong)

    with pytest.raises(AppointmentClosedError):
        accept(make_user("ann@example.org"))


def test_a_letter_of_somebody_who_is_no_officer_any_more_opens_nothing(
    group: Group, officer: User
) -> None:
    appoint(group, officer)
    Grant.objects.filter(user=officer).update(ends_at=now() - timedelta(seconds=1))

    with pytest.raises(NotAllowedError, match="may not ask you any more"):
        accept(make_user("ann@example.org"), mailed_token())


@pytest.mark.parametrize("agrees", [True, False])
def test_who_does_not_agree_or_give_a_name_does_not_lead(
    group: Group, officer: User, *, agrees: bool
) -> None:
    appoint(group, officer)
    name = "" if agrees else "Ann P."

    with pytest.raises(GroupIncompleteError):
        accept_captaincy(
            token=mailed_token(),
            public_name=name,
            agrees=agrees,
            user=make_user("ann@example.org"),
            now=now(),
        )


def test_nobody_else_may_appoint(group: Group) -> None:
    outsiders = [
        make_user(),
        make_officer(of=make_group().neighborhood),
        make_captain(make_group()),
    ]
    for one in outsiders:
        with pytest.raises(NotAllowedError):
            appoint(group, one)
    assert Appointment.objects.count() == 0


def test_nobody_appoints_oneself_or_the_captain_again(officer: User) -> None:
    group = make_group(
        neighborhood=officer.grants.get().neighborhood, captain=make_user("ann@a.org")
    )
    for address in (officer.email, "ann@a.org", "no address"):
        with pytest.raises(GroupIncompleteError):
            appoint(group, officer, address)


def test_a_new_letter_makes_the_earlier_one_worthless(
    group: Group, officer: User
) -> None:
    appoint(group, officer)
    first = mailed_token()
    appoint(group, officer, "bea@example.org")

    with pytest.raises(AppointmentClosedError):
        accept(make_user("ann@example.org"), first)


# -- where the town asks for two people ------------------------------------------------
@pytest.fixture
def _two(settings: object) -> None:
    settings.TWO_PEOPLE_FOR = frozenset({"captain"})  # type: ignore[attr-defined]  # pytest-django's own kind


@pytest.mark.usefixtures("_two")
def test_a_second_officer_has_to_agree_where_there_is_one(
    group: Group, officer: User
) -> None:
    second = make_officer(of=group.neighborhood)
    asked = appoint(group, officer)
    assert (asked.state, asked.token_hash) == (AppointmentState.WAITING, "")
    with pytest.raises(NotAllowedError):
        agree_to_captain(
            appointment_id=asked.pk, actor=officer, language="en", now=now()
        )

    agree_to_captain(appointment_id=asked.pk, actor=second, language="en", now=now())
    accept(make_user("ann@example.org"), mailed_token())

    assert stands(group)[2] == "ann@example.org"


@pytest.mark.usefixtures("_two")
def test_without_a_second_officer_one_word_is_enough(
    group: Group, officer: User
) -> None:
    assert appoint(group, officer).state == AppointmentState.SENT


@pytest.mark.usefixtures("_two")
def test_who_agreed_must_still_be_an_officer_when_the_letter_is_answered(
    group: Group, officer: User
) -> None:
    second = make_officer(of=group.neighborhood)
    asked = appoint(group, officer)
    agree_to_captain(appointment_id=asked.pk, actor=second, language="en", now=now())
    Grant.objects.filter(user=second).delete()

    with pytest.raises(NotAllowedError):
        accept(make_user("ann@example.org"), mailed_token())


@pytest.mark.usefixtures("_two")
def test_a_second_officer_may_say_no_with_a_reason(group: Group, officer: User) -> None:
    second = make_officer(of=group.neighborhood)
    asked = appoint(group, officer)
    with pytest.raises(GroupIncompleteError):
        decline_captain(appointment_id=asked.pk, reason=" ", actor=second, now=now())

    decline_captain(
        appointment_id=asked.pk, reason="Not yet trained", actor=second, now=now()
    )

    asked.refresh_from_db()
    assert (asked.state, asked.decision_reason) == ("declined", "Not yet trained")
    with pytest.raises(AppointmentClosedError):
        agree_to_captain(
            appointment_id=asked.pk, actor=second, language="en", now=now()
        )


# -- handed over -----------------------------------------------------------------------
def hand_over(group: Group, actor: User) -> Appointment:
    return ask_to_hand_over(
        group_id=group.pk,
        address="bea@example.org",
        reason="I move away",
        actor=actor,
        now=now(),
    )


def test_a_group_is_handed_over_with_an_officers_word(officer: User) -> None:
    ann, bea = make_user("ann@example.org"), make_user("bea@example.org")
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    asked = hand_over(group, ann)
    assert SealedLetter.objects.count() == 0

    agree_to_captain(appointment_id=asked.pk, actor=officer, language="en", now=now())
    assert stands(group)[2] == "ann@example.org"
    accept(bea, mailed_token())

    ann.refresh_from_db()
    assert stands(group) == ("active", "", "bea@example.org")
    assert Membership.objects.get(person=ann).part == Part.MEMBER
    assert (ann.needs_mfa, ann.needs_mfa_for) == (False, [])


def test_only_the_captain_hands_over(officer: User) -> None:
    group = make_group(
        neighborhood=officer.grants.get().neighborhood, captain=make_user()
    )
    helper = make_member(group, part=Part.CO_CAPTAIN).person

    for one in (helper, officer, make_user()):
        with pytest.raises(NotAllowedError):
            hand_over(group, one)


def test_a_captain_who_left_meanwhile_hands_nothing_over(officer: User) -> None:
    ann = make_user()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    asked = hand_over(group, ann)
    agree_to_captain(appointment_id=asked.pk, actor=officer, language="en", now=now())
    end_captaincy(group_id=group.pk, reason="Asked to stop", actor=officer, now=now())

    with pytest.raises(NotAllowedError):
        accept(make_user("bea@example.org"), mailed_token())
    assert stands(group) == ("frozen", "no_captain", None)


def test_a_captain_takes_the_asking_back(officer: User) -> None:
    ann = make_user()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    asked = hand_over(group, ann)

    withdraw_appointment(appointment_id=asked.pk, actor=ann, now=now())

    with pytest.raises(AppointmentClosedError):
        agree_to_captain(
            appointment_id=asked.pk, actor=officer, language="en", now=now()
        )


# -- never without a captain and at work ------------------------------------------------
def test_an_officer_ends_a_captains_part_and_the_group_rests(officer: User) -> None:
    ann = make_user()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)

    end_captaincy(group_id=group.pk, reason="Shouted", actor=officer, now=now())

    assert stands(group) == ("frozen", "no_captain", None)


def test_the_second_step_stays_asked_while_another_app_asks(officer: User) -> None:
    ann = make_user()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    for app in ("watchgroups", "meetings"):
        set_needs_mfa(user=ann, needs_mfa=True, because=app, actor=None, now=now())

    end_captaincy(group_id=group.pk, reason="Shouted", actor=officer, now=now())

    ann.refresh_from_db()
    assert (ann.needs_mfa, ann.needs_mfa_for) == (True, ["meetings"])


@pytest.mark.parametrize("gone", ["account", "paused", "left"])
def test_the_clock_pauses_a_group_whose_captain_cannot_act(gone: str) -> None:
    ann = make_user()
    group, other = make_group(captain=ann), make_group(captain=make_user())
    if gone == "account":
        User.objects.filter(pk=ann.pk).update(is_active=False)
    else:
        state = MemberState.SUSPENDED if gone == "paused" else MemberState.LEFT
        ended = None if gone == "paused" else now()
        Membership.objects.filter(person=ann).update(
            state=state, ended_at=ended, reason="x"
        )

    assert (settle_groups(now=now()), settle_groups(now=now())) == (1, 0)

    assert stands(group)[:2] == ("frozen", "no_captain")
    assert stands(other)[0] == "active"


def test_a_captain_whose_account_was_closed_opens_nothing(officer: User) -> None:
    """At the very next request, whatever the clock has not done yet."""
    ann, client = make_user(), Client()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    sign_in(client, ann)
    desk = reverse("watchgroups:captain", args=[group.slug])
    before = client.get(desk).status_code
    end_captaincy(group_id=group.pk, reason="Shouted", actor=officer, now=now())

    assert (before, client.get(desk).status_code) == (200, 404)


def test_letters_are_forgotten_a_month_after_they_ran_out(group: Group) -> None:
    old = make_appointment(group, expires_at=now() - timedelta(days=31))
    new = make_appointment(
        make_group(), token="other", expires_at=now() - timedelta(days=29)
    )

    assert forget_appointments(now=now()) == 1

    assert list(Appointment.objects.values_list("pk", flat=True)) == [new.pk]
    assert old.pk != new.pk


# -- the pages -------------------------------------------------------------------------
def test_who_is_asked_reads_the_rules_and_says_yes(group: Group) -> None:
    officer, ann, client = make_admin(), make_user("ann@example.org"), Client()
    make_appointment(group, asked_by=officer)
    sign_in(client, ann)
    page = reverse("watchgroups:asked", args=[CAPTAIN_LINK])
    accept_url = reverse("watchgroups:asked_accept", args=[CAPTAIN_LINK])

    shown = client.get(page).content.decode()
    wrong = client.post(accept_url, {"public_name": "Ann P."}).content.decode()
    done = client.post(accept_url, {"public_name": "Ann P.", "agrees": "on"})

    assert "We watch and call. We follow nobody." in shown
    assert 'value="Ann P."' in wrong
    assert "Read the rules of the group and agree to them." in wrong
    assert done.headers["Location"] == reverse("watchgroups:captain", args=[group.slug])
    assert stands(group)[0] == "active"


def test_a_hand_over_waits_at_the_officers_desk(officer: User) -> None:
    ann, client = make_user(), Client()
    group = make_group(neighborhood=officer.grants.get().neighborhood, captain=ann)
    sign_in(client, ann)
    client.post(
        reverse("watchgroups:hand_over", args=[group.slug]),
        {"address": "bea@example.org", "reason": "I move away"},
    )
    asked = Appointment.objects.get()
    sign_in(client, officer)

    desk = client.get(reverse("watchgroups:desk_group", args=[group.slug]))
    client.post(
        reverse("watchgroups:decide_captain", args=[group.slug, asked.pk]),
        {"act": "agree"},
    )

    asked.refresh_from_db()
    assert "I move away" in desk.content.decode()
    assert asked.state == AppointmentState.SENT


def test_an_invitation_is_read_by_nobody_it_does_not_name(group: Group) -> None:
    make_appointment(group, asked_by=make_admin())
    client = Client()

    answer = client.get(reverse("watchgroups:asked", args=[CAPTAIN_LINK]))
    unknown = client.get(reverse("watchgroups:asked", args=["another"]))

    assert "Sign in with the address this letter came to." in answer.content.decode()
    assert (answer.headers["X-Robots-Tag"], unknown.status_code) == ("noindex", 404)
