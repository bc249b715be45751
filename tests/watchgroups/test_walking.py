"""Going out, being heard of, and the alarm when nobody is."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import now

from config.celery import app
from engagement.common.errors import DomainError, NotAllowedError
from engagement.common.sealed import unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import User
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_requirement,
)
from tests.factories.group_walks import (
    make_alarm,
    make_duty_phone,
    make_pair,
    make_place,
    make_running_patrol,
    make_second,
    make_walk,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import just_signed_in
from watchgroups.choices import MemberState, Part, SignUpState
from watchgroups.errors import GroupRestsError, NotReadyError, WalkError
from watchgroups.models import DutyPhone, Group, Membership, Patrol, SignUp, Walk
from watchgroups.services.alarms import raise_alarms
from watchgroups.services.safety import (
    forget_duty_phones,
    keep_duty_phone,
    name_second,
)
from watchgroups.services.walking import all_well, end_walk, reached, sign_on

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("UTC"))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def go_out(patrol: Patrol, me: Membership, *partners: Membership, **said: Any) -> Walk:
    plain: dict[str, Any] = {"area": "Mill Street and the park"}
    plain |= {"minutes": 30, "now": NOON}
    return sign_on(
        patrol_id=patrol.pk,
        partner_ids=[one.pk for one in partners],
        actor=me.person,
        **(plain | said),
    )


def a_led_group() -> tuple[Group, User]:
    captain = make_user("ann@example.org")
    return make_group(captain=captain), captain


# -- signing on -------------------------------------------------------------------------
def test_signing_on_starts_the_timer_for_both() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)

    walk = go_out(patrol, me, partner, minutes=15)

    assert walk.due_at == NOON + minutes(15)
    assert walk.area == "Mill Street and the park"
    assert [one.member for one in walk.walkers.order_by("pk")] == [me, partner]


def test_signing_on_twice_is_once() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)

    first = go_out(patrol, me, partner)

    assert go_out(patrol, me, partner) == first
    assert go_out(patrol, partner, me) == first
    assert Walk.objects.count() == 1


def test_nobody_goes_out_alone() -> None:
    patrol = make_running_patrol(at=NOON)
    me, _partner = make_pair(patrol)

    with pytest.raises(WalkError, match="Nobody goes out alone"):
        go_out(patrol, me)


@pytest.mark.parametrize("lacking", ["me", "the partner", "nobody"])
def test_nobody_goes_out_whose_training_ran_out_since_they_signed_up(
    lacking: str,
) -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)
    kind = make_credential_kind()
    make_requirement(patrol.group, kind)
    day = NOON.date()
    for who, one in (("me", me), ("the partner", partner)):
        ends = day - timedelta(days=1) if who == lacking else day
        issued = day - timedelta(days=99)
        make_credential(one.person, kind, issued_on=issued, expires_on=ends)

    if lacking == "nobody":
        assert go_out(patrol, me, partner).patrol == patrol
    else:
        with pytest.raises(NotReadyError, match="is needed on that day"):
            go_out(patrol, me, partner)
        assert not Walk.objects.exists()


def test_a_partner_needs_a_place_and_is_not_out_already() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)
    third = make_member(patrol.group)
    with pytest.raises(WalkError):
        go_out(patrol, me, third)
    make_place(patrol, third)
    go_out(patrol, partner, third)

    with pytest.raises(WalkError):
        go_out(patrol, me, third)


@pytest.mark.parametrize(
    ("begins", "ends", "may"),
    [(30, 90, True), (31, 90, False), (-60, 1, True), (-60, 0, False)],
)
def test_one_signs_on_from_half_an_hour_before_to_the_end(
    begins: int, ends: int, *, may: bool
) -> None:
    patrol = make_running_patrol(
        begins_at=NOON + minutes(begins), ends_at=NOON + minutes(ends)
    )
    me, partner = make_pair(patrol)

    with suppress(WalkError):
        go_out(patrol, me, partner)

    assert Walk.objects.exists() is may


def test_who_dropped_out_or_is_suspended_does_not_go_out() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)
    SignUp.objects.filter(member=me).update(state=SignUpState.DROPPED, dropped_at=NOON)
    with pytest.raises(WalkError, match="no place"):
        go_out(patrol, me, partner)

    Membership.objects.filter(pk=partner.pk).update(
        state=MemberState.SUSPENDED, reason="Rest"
    )
    with pytest.raises(NotAllowedError):
        go_out(patrol, partner, me)


def test_a_suspended_partner_does_not_go_out() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)
    Membership.objects.filter(pk=partner.pk).update(
        state=MemberState.SUSPENDED, reason="Rest"
    )

    with pytest.raises(WalkError):
        go_out(patrol, me, partner)


def test_nobody_goes_out_for_a_paused_group() -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)
    Group.objects.update(state="frozen", frozen_because="no_captain")

    with pytest.raises(GroupRestsError):
        go_out(patrol, me, partner)


@pytest.mark.parametrize(
    "area", ["By the house of Maria Lopez", "12 Mill Street", "Call 617 555 0123"]
)
def test_the_area_names_no_person_and_no_door(area: str) -> None:
    patrol = make_running_patrol(at=NOON)
    me, partner = make_pair(patrol)

    with pytest.raises(WalkError, match="Take out"):
        go_out(patrol, me, partner, area=area)


def test_the_database_keeps_anybody_from_being_out_twice() -> None:
    walk = make_walk(at=NOON)
    me = walk.walkers.order_by("pk")[0].member

    with pytest.raises(IntegrityError), transaction.atomic():
        make_walk(walk.patrol, me, at=NOON)


# -- being heard of ----------------------------------------------------------------------
def test_all_well_moves_the_moment_and_leaves_no_track() -> None:
    walk = make_walk(at=NOON)
    partner = walk.walkers.order_by("pk")[1].member

    all_well(walk_id=walk.pk, actor=partner.person, now=NOON + minutes(20))

    walk.refresh_from_db()
    assert (walk.heard_at, walk.due_at) == (NOON + minutes(20), NOON + minutes(50))
    assert walk.alarms.count() == 0


def test_only_those_out_say_that_all_is_well() -> None:
    walk = make_walk(at=NOON)

    with pytest.raises(NotAllowedError):
        all_well(walk_id=walk.pk, actor=make_user(), now=NOON)
    with pytest.raises(NotAllowedError):
        end_walk(walk_id=walk.pk, actor=make_user(), now=NOON)


def test_done_ends_it_for_both_and_says_they_came() -> None:
    walk = make_walk(at=NOON)
    me = walk.walkers.order_by("pk")[0].member

    end_walk(walk_id=walk.pk, actor=me.person, now=NOON + minutes(70))

    walk.refresh_from_db()
    assert walk.ended_at == NOON + minutes(70)
    assert walk.walkers.filter(is_out=True).count() == 0
    assert set(SignUp.objects.values_list("state", flat=True)) == {SignUpState.CAME}


# -- the alarm -----------------------------------------------------------------------------
def steps(walk: Walk) -> list[str]:
    return list(walk.alarms.order_by("pk").values_list("step", flat=True))


@pytest.mark.parametrize(
    ("late", "told"),
    [
        (-0.1, []),
        (0, ["captain"]),
        (9, ["captain"]),
        (10, ["captain", "second"]),
        (19, ["captain", "second"]),
        (20, ["captain", "second", "desk"]),
        (600, ["captain", "second", "desk"]),
    ],
)
def test_the_alarm_goes_to_captain_second_and_desk_in_turn(
    late: float, told: list[str]
) -> None:
    group, _captain = a_led_group()
    make_second(group)
    walk = make_walk(make_running_patrol(group, at=NOON), at=NOON)

    raise_alarms(now=NOON + minutes(30 + late))

    assert steps(walk) == told


def test_each_step_is_raised_once() -> None:
    group, captain = a_led_group()
    second = make_second(group)
    walk = make_walk(make_running_patrol(group, at=NOON), at=NOON)

    for late in (0, 1, 2, 12, 13):
        raise_alarms(now=NOON + minutes(30 + late))

    assert steps(walk) == ["captain", "second"]
    letters = Job.objects.filter(task="watchgroups.send_alarm").order_by("pk")
    assert [job.person_id for job in letters] == [captain.pk, second.person_id]


def test_a_captain_who_is_out_is_not_waited_for() -> None:
    group, captain = a_led_group()
    second = make_second(group)
    patrol = make_running_patrol(group, at=NOON)
    lead = group.memberships.get(person=captain)
    make_walk(patrol, lead, make_member(group), at=NOON)

    raise_alarms(now=NOON + minutes(30))

    letters = Job.objects.filter(task="watchgroups.send_alarm")
    assert [job.person_id for job in letters] == [second.person_id]


@pytest.mark.parametrize("what", ["well", "done", "reached", "home"])
def test_the_alarm_stops_when_they_are_heard_of(what: str) -> None:
    group, captain = a_led_group()
    walk = make_walk(make_running_patrol(group, at=NOON), at=NOON)
    me = walk.walkers.order_by("pk")[0].member.person
    late = NOON + minutes(31)
    raise_alarms(now=late)

    if what == "well":
        all_well(walk_id=walk.pk, actor=me, now=late)
    elif what == "done":
        end_walk(walk_id=walk.pk, actor=me, now=late)
    else:
        reached(walk_id=walk.pk, are_done=what == "home", actor=captain, now=late)
    raise_alarms(now=NOON + minutes(55))
    run_jobs()

    assert steps(walk) == ["captain"]
    assert mail.outbox == []


def test_a_second_missed_moment_is_a_second_alarm() -> None:
    group, captain = a_led_group()
    walk = make_walk(make_running_patrol(group, at=NOON), at=NOON)
    raise_alarms(now=NOON + minutes(30))
    reached(walk_id=walk.pk, are_done=False, actor=captain, now=NOON + minutes(32))

    raise_alarms(now=NOON + minutes(62))

    assert steps(walk) == ["captain", "captain"]


def test_strangers_and_members_do_not_say_they_were_reached() -> None:
    group, _captain = a_led_group()
    walk = make_walk(make_running_patrol(group, at=NOON), at=NOON)

    for person in (
        make_user(),
        make_member(group).person,
        make_officer(of=make_neighborhood()),
    ):
        with pytest.raises(NotAllowedError):
            reached(walk_id=walk.pk, are_done=False, actor=person, now=NOON)


def test_a_clock_set_back_starts_the_timer_anew() -> None:
    walk = make_walk(at=NOON + timedelta(hours=1))

    raise_alarms(now=NOON)
    walk.refresh_from_db()

    assert (walk.heard_at, walk.due_at) == (NOON, NOON + minutes(30))
    raise_alarms(now=NOON + minutes(31))
    assert steps(walk)[:1] == ["desk"]  # no captain is there


def test_a_change_of_the_towns_clocks_moves_no_timer() -> None:
    """Clocks in the town go forward at 07:00 UTC that night; moments do not."""
    before = datetime(2026, 3, 8, 6, 50, tzinfo=ZoneInfo("UTC"))
    walk = make_walk(at=before)

    raise_alarms(now=before + minutes(29))
    assert steps(walk) == []
    raise_alarms(now=before + minutes(30))
    assert steps(walk)[:1] == ["desk"]  # no captain is there


def test_who_left_for_good_raises_no_alarm() -> None:
    walk = make_walk(at=NOON)
    Membership.objects.filter(walkers__walk=walk).delete()

    assert raise_alarms(now=NOON + timedelta(hours=1)) == 0


# -- what leaves -----------------------------------------------------------------------------
def run_jobs() -> None:
    app.loader.import_default_modules()
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        app.tasks[job.task](job_id=job.pk, **job.arguments)


def overdue(**group: Any) -> tuple[Group, User, Walk]:
    """A walk half an hour late by the real clock, which the tasks read."""
    found, captain = a_led_group()
    began = now() - minutes(60)
    patrol = make_running_patrol(found, at=began)
    return found, captain, make_walk(patrol, at=began)


def texts() -> list[tuple[str, str]]:
    return [
        (said["to"], said["text"])
        for one in SealedLetter.objects.order_by("pk")
        for said in [json.loads(unseal(one.sealed))]
    ]


def test_letters_go_to_captain_second_and_officers_each_once() -> None:
    group, captain, _walk = overdue()
    second = make_second(group)
    officer = make_officer(of=group.neighborhood)

    raise_alarms(now=now())
    run_jobs()
    raise_alarms(now=now())
    run_jobs()

    assert [letter.to for letter in mail.outbox] == [
        [captain.email],
        [second.person.email],
        [officer.email],
    ]
    assert f"/captain/{group.slug}/out/" in str(mail.outbox[0].body)


def test_texts_go_to_the_numbers_that_are_known(settings: LazySettings) -> None:
    settings.WATCH_DUTY_PHONE = "+16175550199"
    group, captain, _walk = overdue()
    make_duty_phone(group.memberships.get(person=captain), "+16175550111")
    make_second(group)

    raise_alarms(now=now())
    run_jobs()

    assert [to for to, _text in texts()] == ["+16175550111", "+16175550199"]
    assert {f"{group.slug}/out/" in text for _to, text in texts()} == {True}


def test_without_a_text_service_letters_alone_leave(settings: LazySettings) -> None:
    settings.SMS_URL = ""
    settings.WATCH_DUTY_PHONE = "+16175550199"
    group, captain, _walk = overdue()
    make_duty_phone(group.memberships.get(person=captain))

    raise_alarms(now=now())

    assert {job.task for job in Job.objects.all()} == {"watchgroups.send_alarm"}


def test_a_captain_put_out_since_reads_nothing() -> None:
    group, captain, _walk = overdue()
    make_duty_phone(group.memberships.get(person=captain))
    raise_alarms(now=now())
    Membership.objects.filter(person=captain).update(part=Part.MEMBER)

    run_jobs()

    assert (mail.outbox, texts()) == ([], [])


# -- whom alarms go to -------------------------------------------------------------------
def test_the_second_is_a_member_who_does_not_lead() -> None:
    group, captain = a_led_group()
    member = make_member(group)
    stranger = make_member(make_group())

    name_second(group_id=group.pk, member_id=member.pk, actor=captain, now=NOON)
    for wrong in (stranger, group.memberships.get(person=captain)):
        with pytest.raises(WalkError):
            name_second(group_id=group.pk, member_id=wrong.pk, actor=captain, now=NOON)
    with pytest.raises(NotAllowedError):
        name_second(group_id=group.pk, member_id=None, actor=member.person, now=NOON)

    assert group.safety_plan.second == member


def test_a_duty_phone_is_sealed_and_goes_with_the_part() -> None:
    group, captain = a_led_group()
    member = make_member(group)
    with pytest.raises(NotAllowedError):
        keep_duty_phone(
            group_id=group.pk, number="+1 617 555 0123", actor=member.person, now=NOON
        )
    keep_duty_phone(
        group_id=group.pk, number="+1 617 555 0123", actor=captain, now=NOON
    )
    kept = DutyPhone.objects.get()
    assert b"5550123" not in bytes(kept.sealed)
    assert unseal(kept.sealed) == "+16175550123"
    assert forget_duty_phones(now=NOON) == 0

    Membership.objects.filter(person=captain).update(part=Part.MEMBER)

    assert forget_duty_phones(now=NOON) == 1


def test_a_number_nobody_can_text_is_refused() -> None:
    group, captain = a_led_group()

    with pytest.raises(DomainError):
        keep_duty_phone(group_id=group.pk, number="911", actor=captain, now=NOON)


# -- pages ------------------------------------------------------------------------------------
def test_a_member_signs_on_says_all_is_well_and_signs_off() -> None:
    patrol = make_running_patrol()
    me, partner = make_pair(patrol)
    browser = just_signed_in(me.person)
    page = f"/groups/{patrol.group.slug}/out/"
    prefix = f"p{patrol.pk}"

    browser.post(
        page,
        {
            "patrol": patrol.pk,
            f"{prefix}-partners": [partner.pk],
            f"{prefix}-area": "The park",
            f"{prefix}-minutes": "15",
        },
    )
    walk = Walk.objects.get()
    out = browser.get(page).content.decode()
    browser.post(f"{page}act/", {"act": "well"})
    due = Walk.objects.get().due_at
    browser.post(f"{page}act/", {"act": "done"})

    assert "All well" in out
    assert walk.due_at < due
    assert Walk.objects.get().ended_at is not None


def test_a_stranger_finds_no_page_to_sign_on(client: Client) -> None:
    patrol = make_running_patrol()
    stranger = just_signed_in(make_user())

    assert stranger.get(f"/groups/{patrol.group.slug}/out/").status_code == 404
    assert stranger.get(f"/captain/{patrol.group.slug}/out/").status_code == 404


def test_officers_read_who_is_out_only_once_the_desk_was_told() -> None:
    group, captain, walk = overdue()
    Membership.objects.filter(walkers__walk=walk).update(public_name="Zora Q.")
    page = f"/captain/{group.slug}/out/"
    officer = just_signed_in(make_officer(of=group.neighborhood))

    before = officer.get(page).content.decode()
    make_alarm(walk, "desk")
    after = officer.get(page).content.decode()

    assert ("Zora Q." in before, "Zora Q." in after) == (False, True)
    led = just_signed_in(captain).get(page).content.decode()
    way = f"/captain/{group.slug}/members/{walk.walkers.all()[0].member_id}/"
    assert "Zora Q." in led
    assert (way in led, way in after) == (True, False)


def test_a_captain_says_they_were_reached() -> None:
    group, captain, walk = overdue()

    just_signed_in(captain).post(
        f"/captain/{group.slug}/out/", {"walk": walk.pk, "act": "home"}
    )

    walk.refresh_from_db()
    assert walk.ended_at is not None


def test_another_captains_walk_is_not_there() -> None:
    _group, _captain, walk = overdue()
    other = make_user()
    elsewhere = make_group(captain=other)

    answer = just_signed_in(other).post(
        f"/captain/{elsewhere.slug}/out/", {"walk": walk.pk, "act": "home"}
    )

    walk.refresh_from_db()
    assert (answer.status_code, walk.ended_at) == (404, None)


def test_a_captain_names_the_second_and_leaves_a_number() -> None:
    group, captain = a_led_group()
    member = make_member(group)
    browser = just_signed_in(captain)

    browser.post(f"/captain/{group.slug}/safety/", {"second": member.pk})
    browser.post(f"/groups/{group.slug}/duty-phone/", {"number": "617 555 0123"})

    assert group.safety_plan.second == member
    assert DutyPhone.objects.count() == 1
    assert (
        just_signed_in(make_member(group).person)
        .get(f"/groups/{group.slug}/duty-phone/")
        .status_code
        == 404
    )


@pytest.mark.parametrize("number", [1, 3])
def test_who_is_out_costs_the_same_for_one_and_three(
    number: int, django_assert_num_queries: Any
) -> None:
    group, captain = a_led_group()
    for _ in range(number):
        make_walk(make_running_patrol(group))
    browser = just_signed_in(captain)

    with django_assert_num_queries(12):
        browser.get(f"/captain/{group.slug}/out/")
