"""What pages and letters say of rest, texts, letters and reports is what happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.front.doors import doors_of
from engagement.moderation.choices import State
from engagement.outbox.models import Job
from tests.factories.group_messages import make_member_post, make_member_report
from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.group_walks import (
    make_duty_phone,
    make_place,
    make_running_patrol,
    make_walk,
)
from tests.factories.groups import (
    make_appointment,
    make_captain,
    make_group,
    make_member,
)
from tests.factories.moderation import make_moderator
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.harness.sessions import just_signed_in
from watchgroups import tasks
from watchgroups.choices import (
    AppointmentState,
    FrozenBecause,
    GroupState,
    MemberState,
    Part,
    PostKind,
    ReportOutcome,
    WalkPart,
)
from watchgroups.errors import WalkError
from watchgroups.models import Call, Group, MemberAppeal, Membership, Patrol, Walk
from watchgroups.queries import open_appointment_of
from watchgroups.services.appeals import answer_appeal
from watchgroups.services.reporting import decide_report
from watchgroups.services.rota_clock import remind_of_patrols, spread_call
from watchgroups.services.signing_up import sign_up
from watchgroups.services.walking import sign_on
from watchgroups.services.wall import settle_posts

pytestmark = pytest.mark.django_db
DESK = "/desk/groups/"


@pytest.fixture
def group() -> Group:
    make_town()
    return make_group(name="Mill Road Watch", slug="mill-road")


def rest(group: Group) -> None:
    group.state, group.frozen_because = GroupState.FROZEN, FrozenBecause.OFFICER
    group.frozen_reason = "A quarrel"
    group.save()


def go_on(group: Group) -> None:
    group.state, group.frozen_because, group.frozen_reason = GroupState.ACTIVE, "", ""
    group.save()


# -- at rest -----------------------------------------------------------------------------
def test_a_group_at_rest_reminds_and_calls_nobody(group: Group) -> None:
    patrol = make_patrol(group, begins_at=now() + timedelta(hours=20))
    make_sign_up(patrol)
    make_member(group)
    call = Call.objects.create(patrol=patrol, part=WalkPart.MEMBER, made_at=now())

    rest(group)
    meanwhile = (
        remind_of_patrols(now=now()),
        spread_call(job_id=0, call_id=call.pk, now=now()),
    )
    go_on(group)

    assert meanwhile == (0, 0)
    assert remind_of_patrols(now=now()) == 1
    assert spread_call(job_id=0, call_id=call.pk, now=now()) == 1


def test_letters_to_members_wait_until_it_goes_on(group: Group) -> None:
    captain = make_captain(group)
    post = make_member_post(
        group, state=State.PASSED, kind=PostKind.MESSAGE, author=captain
    )

    rest(group)
    meanwhile = settle_posts(now=now())
    post.refresh_from_db()
    assert (meanwhile, post.spread_at) == (0, None)
    go_on(group)

    assert settle_posts(now=now()) == 1
    post.refresh_from_db()
    assert post.spread_at is not None


def test_nobody_is_called_who_has_to_agree_first(group: Group) -> None:
    patrol = make_patrol(group, begins_at=now() + timedelta(hours=20))
    behind, ready = make_member(group), make_member(group)
    make_captain(group)
    Membership.objects.filter(pk=behind.pk).update(agreed_code=None)
    call = Call.objects.create(patrol=patrol, part=WalkPart.MEMBER, made_at=now())

    spread_call(job_id=0, call_id=call.pk, now=now())

    called = set(call.letters.values_list("member", flat=True))
    assert (behind.pk in called, ready.pk in called) == (False, True)


# -- going out ---------------------------------------------------------------------------
def go(patrol: Patrol, me: Membership, *partners: Membership) -> Walk:
    return sign_on(
        patrol_id=patrol.pk,
        partner_ids=[one.pk for one in partners],
        area="",
        minutes=30,
        actor=me.person,
        now=now(),
    )


def test_a_new_member_goes_out_with_the_lead_only(group: Group) -> None:
    patrol = make_running_patrol(group)
    parts = (WalkPart.LEAD, WalkPart.MEMBER, WalkPart.NEWCOMER)
    lead, member, newcomer = (make_member(group) for _part in parts)
    for one, part in zip((lead, member, newcomer), parts, strict=True):
        make_place(patrol, one, part=part)

    with pytest.raises(WalkError, match="with the lead only"):
        go(patrol, member, newcomer)
    with pytest.raises(WalkError, match="with the lead only"):
        go(patrol, newcomer, member)

    assert go(patrol, newcomer, member, lead).walkers.count() == 3


@pytest.mark.parametrize("act", ["sign up", "sign on"])
def test_whoever_goes_out_need_not_say_that_they_take_part(
    act: str, group: Group
) -> None:
    patrol = make_running_patrol(group) if act == "sign on" else make_patrol(group)
    me, partner = make_member(group), make_member(group)
    Membership.objects.update(
        confirmed_at=now() - timedelta(days=300), letters_unanswered=1
    )

    if act == "sign on":
        for one in (me, partner):
            make_place(patrol, one)
        go(patrol, me, partner)
    else:
        sign_up(patrol_id=patrol.pk, part="member", actor=me.person, now=now())

    me.refresh_from_db()
    assert me.confirmed_at is not None
    assert me.confirmed_at > now() - timedelta(minutes=5)
    assert me.letters_unanswered == 0


def test_no_number_of_somebody_who_is_out_as_well_is_given(group: Group) -> None:
    captain = make_captain(group)
    leading = group.memberships.get(person=captain)
    make_duty_phone(leading, "+16175550123")
    patrol = make_running_patrol(group)
    me, partner = make_member(group), make_member(group)
    alone = make_walk(patrol, me, partner)
    page = reverse("watchgroups:walk", args=[group.slug])
    before = just_signed_in(me.person).get(page).content.decode()
    alone.walkers.filter(member=partner).update(member=leading)

    after = just_signed_in(me.person).get(page).content.decode()

    assert ("+16175550123" in before, "+16175550123" in after) == (True, False)


@pytest.mark.parametrize("sms", ["", "json://localhost/{to}"])
def test_texts_are_promised_where_the_town_sends_them(
    sms: str, group: Group, settings: LazySettings
) -> None:
    settings.SMS_URL = sms
    captain = just_signed_in(make_captain(group))

    number = captain.get(reverse("watchgroups:duty_phone", args=[group.slug]))
    ways = captain.get(reverse("watchgroups:safety", args=[group.slug]))

    told = "We text it" in number.content.decode()
    assert told == bool(sms)
    assert ("by text if they left a number" in ways.content.decode()) == bool(sms)
    assert ("This site sends no texts" in number.content.decode()) != told


# -- reports, appeals, appointments ---------------------------------------------------------
def test_officers_are_told_suspend_and_alone_learn_whose_account_it_is(
    group: Group,
) -> None:
    member = make_member(group)
    report = make_member_report(group, about=member.person)
    moderator = make_moderator(of=group.neighborhood)
    officer = make_officer(of=group.neighborhood)
    page = reverse("watchgroups:report", args=[report.pk])
    asks = just_signed_in(moderator)
    asks.post(page, {"outcome": "suspend", "reason": "He carries a weapon"})
    for job in Job.objects.filter(task="watchgroups.tell_of_report"):
        tasks.tell_of_report(job_id=job.pk, **job.arguments)

    acts = just_signed_in(officer)
    shown = [one.get(page).content.decode() for one in (asks, acts)]
    acts.post(page, {"outcome": "settled", "suspends": "on", "reason": "Done"})

    assert [letter.to for letter in mail.outbox] == [[officer.email]]
    assert [member.person.email in one for one in shown] == [False, True]
    assert ["Suspend them in this group now" in one for one in shown] == [False, True]
    member.refresh_from_db()
    assert member.state == MemberState.SUSPENDED


def test_a_moderator_does_not_suspend(group: Group) -> None:
    member = make_member(group)
    report = make_member_report(
        group,
        about=member.person,
        outcome=ReportOutcome.SUSPEND,
        decision="A weapon",
        decided_at=now(),
    )

    with pytest.raises(NotAllowedError):
        decide_report(
            report_id=report.pk,
            outcome="settled",
            reason="Done",
            suspends=True,
            actor=make_moderator(of=group.neighborhood),
            now=now(),
        )


@pytest.mark.parametrize(("days", "may"), [(29, True), (31, False)])
def test_the_way_to_appeal_is_offered_while_it_is_open(
    *, days: int, may: bool, group: Group
) -> None:
    member = make_member(
        group,
        state=MemberState.REMOVED,
        reason="A quarrel",
        ended_at=now() - timedelta(days=days),
    )

    page = just_signed_in(member.person).get(
        reverse("watchgroups:own", args=[group.slug])
    )

    assert ("Ask an officer</button>" in page.content.decode()) == may
    assert ("They are over." in page.content.decode()) != may


def test_a_letter_that_ran_out_keeps_nobody_from_asking_anew(group: Group) -> None:
    make_appointment(group, expires_at=now() - timedelta(hours=1))
    officer = just_signed_in(make_officer(of=group.neighborhood))

    page = officer.get(reverse("watchgroups:desk_group", args=[group.slug]))

    assert open_appointment_of(group, now()) is None
    assert "Ask somebody to lead it" in page.content.decode()


def test_officers_see_what_waits_for_their_word(group: Group) -> None:
    officer, other = [make_officer(of=group.neighborhood) for _one in range(2)]
    member = make_member(group, state=MemberState.REMOVED, reason="X", ended_at=now())
    MemberAppeal.objects.create(
        membership=member, words="It was not me", asked_at=now()
    )
    state = AppointmentState.WAITING
    make_appointment(group, state=state, token_hash="", asked_by=other)

    counts = [
        {door.url: door.count for door in doors_of(Viewer(user=one), now())}[DESK]
        for one in (officer, other, make_officer(of=make_neighborhood()))
    ]
    page = just_signed_in(officer).get(DESK).content.decode()

    assert counts == [2, 1, 0]
    assert "Somebody is proposed to lead “Mill Road Watch”" in page
    assert '<span class="ui-count">1</span>' in page


def test_a_young_member_reads_that_they_ask_anew(group: Group) -> None:
    officer = make_officer(of=group.neighborhood)
    young = make_member(
        group, state=MemberState.REMOVED, part=Part.JUNIOR, reason="X", ended_at=now()
    )
    asked = MemberAppeal.objects.create(membership=young, words="No", asked_at=now())

    answer_appeal(
        appeal_id=asked.pk, verdict="back", answer="Sorry", actor=officer, now=now()
    )
    for job in Job.objects.filter(task="watchgroups.send_member_letter"):
        tasks.send_member_letter(job_id=job.pk, **job.arguments)

    own = reverse("watchgroups:own", args=[group.slug])
    page = just_signed_in(young.person).get(own).content.decode()
    assert "guardian has to agree anew" in str(mail.outbox[0].body)
    assert "You are taken back" not in str(mail.outbox[0].body)
    assert "guardian has to agree anew" in page
