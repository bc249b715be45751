"""Reminders, calls, swaps, absences, warnings: what the rota does by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from config.celery import app
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_requirement,
    make_sign_up,
)
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_user
from tests.factories.places import make_town
from watchgroups.choices import (
    MemberState,
    OfferState,
    Outcome,
    PatrolState,
    SignUpState,
    WalkPart,
)
from watchgroups.errors import OfferClosedError, PatrolIncompleteError, PatrolOverError
from watchgroups.models import Absence, CallLetter, Offer, Patrol, SignUp
from watchgroups.services import (
    answer_absence,
    close_patrols,
    decline_offer,
    drop_out,
    lift_absence,
    note_absence,
    offer_place,
    remind_of_patrols,
    rota_letters,
    take_offer,
    warn_of_lapses,
)
from watchgroups.services.rota_clock import spread_call

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def asked(task: str) -> list[Mapping[str, Any]]:
    return [job.arguments for job in Job.objects.filter(task=task).order_by("pk")]


# -- reminders ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ahead", "reminders"),
    [(25, 0), (24, 1), (7, 1), (6, 0), (3, 0), (2, 1), (1, 1), (0.5, 0), (0, 0)],
)
def test_reminders_come_a_day_and_two_hours_before_each_once(
    ahead: float, reminders: int
) -> None:
    make_sign_up(make_patrol(begins_at=NOW + ahead * HOUR))

    assert remind_of_patrols(now=NOW) == reminders
    assert remind_of_patrols(now=NOW) == 0


def test_a_patrol_that_moves_is_reminded_of_before_its_new_hour() -> None:
    patrol = make_patrol(begins_at=NOW + 24 * HOUR)
    make_sign_up(patrol)
    first = remind_of_patrols(now=NOW)
    later = NOW + 48 * HOUR
    Patrol.objects.filter(pk=patrol.pk).update(
        begins_at=later, ends_at=later + HOUR, version=2
    )

    assert (first, remind_of_patrols(now=NOW)) == (1, 0)
    assert remind_of_patrols(now=NOW + 24 * HOUR) == 1


def test_who_signed_up_later_than_the_reminder_and_who_left_get_none() -> None:
    patrol = make_patrol(begins_at=NOW + 23 * HOUR)
    make_sign_up(patrol, signed_up_at=NOW)
    make_sign_up(patrol, state=SignUpState.DROPPED, dropped_at=NOW)
    called_off = make_patrol(
        begins_at=NOW + 23 * HOUR, state=PatrolState.CANCELLED, cancel_reason="Ice"
    )
    make_sign_up(called_off)

    assert remind_of_patrols(now=NOW) == 0


def letters_of(sign_up: SignUp, what: str, number: int = 1) -> list[str]:
    """Send one letter; give what left."""
    make_town()
    mail.outbox.clear()
    about = f"a letter {Job.objects.count()}"
    job = enqueue(task="watchgroups.send_patrol_letter", about=about, now=NOW)
    assert job is not None
    rota_letters.send_patrol_letter(
        job_id=job.pk, sign_up_id=sign_up.pk, what=what, number=number, now=NOW
    )
    return [str(letter.subject) for letter in mail.outbox]


@pytest.mark.parametrize(
    ("what", "fields", "subject"),
    [
        ("reminder", {}, "Soon: Evening walk"),
        ("moved", {"move_reason": "Rain"}, "Other hours: Evening walk"),
        (
            "cancelled",
            {"state": PatrolState.CANCELLED, "cancel_reason": "Ice"},
            "Called off: Evening walk",
        ),
    ],
)
def test_a_letter_leaves_while_it_holds_and_a_stale_one_does_not(
    what: str, fields: dict[str, Any], subject: str
) -> None:
    one = make_sign_up(make_patrol(begins_at=NOW + 9 * HOUR, **fields))

    assert letters_of(one, what) == [subject]
    assert letters_of(one, what, number=7) == []


def test_who_was_taken_off_reads_why() -> None:
    patrol = make_patrol(begins_at=NOW + 9 * HOUR)
    kind = make_credential_kind(name="First aid", how_to_get="Come on Tuesday.")
    make_requirement(patrol.group, kind)
    one = make_sign_up(patrol, state=SignUpState.DROPPED, dropped_at=NOW)

    subjects = letters_of(one, "off")

    assert subjects == ["You are not on this patrol any more: Evening walk"]
    assert "“First aid” is needed on that day" in str(mail.outbox[0].body)


# -- calls -------------------------------------------------------------------------------
def test_a_call_asks_everybody_who_can_and_nobody_else_and_once_a_day() -> None:
    group = make_group()
    patrol = make_patrol(group, begins_at=NOW + 24 * HOUR)
    kind = make_requirement(group).kind
    ready, lapsed, paused, busy, partner, gone = (make_member(group) for _ in range(6))
    for one in (ready, paused, busy, partner, gone):
        make_credential(one.person, kind)
    paused.state, paused.reason = MemberState.SUSPENDED, "Shouted"
    paused.save()
    make_sign_up(make_patrol(group, begins_at=patrol.begins_at), busy)
    make_sign_up(patrol, partner, WalkPart.LEAD)
    mine = make_sign_up(patrol, gone)
    drop_out(sign_up_id=mine.pk, actor=gone.person, now=NOW)
    (call,) = asked("watchgroups.spread_call")

    counts = [spread_call(job_id=0, now=NOW, **call) for _ in range(2)]

    assert counts == [1, 0]
    assert [one.member_id for one in CallLetter.objects.all()] == [ready.pk]
    assert lapsed.pk != ready.pk


def test_a_call_for_a_place_somebody_took_asks_nobody() -> None:
    patrol = make_patrol(begins_at=NOW + 24 * HOUR, members_wanted=1)
    make_member(patrol.group)
    one = make_sign_up(patrol)
    drop_out(sign_up_id=one.pk, actor=one.member.person, now=NOW)
    make_sign_up(patrol)
    (call,) = asked("watchgroups.spread_call")

    assert spread_call(job_id=0, now=NOW, **call) == 0


# -- swaps -------------------------------------------------------------------------------
def offered() -> tuple[SignUp, Offer]:
    patrol = make_patrol(begins_at=NOW + 24 * HOUR)
    one, other = make_sign_up(patrol, part=WalkPart.LEAD), make_member(patrol.group)
    offer = offer_place(
        sign_up_id=one.pk,
        address=other.person.email,
        actor=one.member.person,
        now=NOW,
    )
    assert offer is not None
    return one, offer


def test_a_place_changes_hands_in_one_step_and_nobody_else_is_called() -> None:
    one, offer = offered()

    made = take_offer(offer_id=offer.pk, actor=offer.to.person, now=NOW)

    one.refresh_from_db()
    assert (one.state, made.state) == (SignUpState.DROPPED, SignUpState.SIGNED_UP)
    assert (made.member_id, made.part) == (offer.to_id, WalkPart.LEAD)
    assert asked("watchgroups.spread_call") == []
    assert asked("watchgroups.send_offer_answer") == [{"offer_id": offer.pk}]


def test_who_declines_leaves_the_place_where_it_was() -> None:
    one, offer = offered()

    decline_offer(offer_id=offer.pk, actor=offer.to.person, now=NOW)

    one.refresh_from_db()
    assert one.state == SignUpState.SIGNED_UP
    with pytest.raises(OfferClosedError):
        take_offer(offer_id=offer.pk, actor=offer.to.person, now=NOW)


def test_only_whom_it_was_offered_to_takes_it() -> None:
    _one, offer = offered()

    with pytest.raises(NotAllowedError):
        take_offer(
            offer_id=offer.pk,
            actor=make_member(offer.to.group).person,
            now=NOW,
        )


def test_giving_the_place_back_takes_the_offer_back() -> None:
    one, offer = offered()

    drop_out(sign_up_id=one.pk, actor=one.member.person, now=NOW)

    offer.refresh_from_db()
    assert offer.state == OfferState.WITHDRAWN


def test_an_offer_to_nobody_of_the_group_tells_nothing_and_writes_to_nobody() -> None:
    one, _offer = offered()
    stranger, lapsed = make_user(), make_member(one.patrol.group)
    make_requirement(one.patrol.group)
    Job.objects.all().delete()

    made = [
        offer_place(
            sign_up_id=one.pk, address=address, actor=one.member.person, now=NOW
        )
        for address in (stranger.email, lapsed.person.email, "nobody@example.org")
    ]

    assert made == [None, None, None]
    assert Job.objects.count() == 0


# -- what became of it, who did not come -------------------------------------------------
@pytest.mark.parametrize(
    ("people", "outcome"),
    [(0, Outcome.MISSED), (1, Outcome.UNDERSTAFFED), (2, Outcome.HELD)],
)
def test_what_became_of_a_patrol_is_written_down_when_it_is_over(
    people: int, outcome: str
) -> None:
    patrol = make_patrol(begins_at=NOW - 2 * HOUR)
    for _ in range(people):
        make_sign_up(patrol)
    make_sign_up(patrol, state=SignUpState.DROPPED, dropped_at=NOW)
    make_patrol(begins_at=NOW - HOUR)

    assert (close_patrols(now=NOW), close_patrols(now=NOW)) == (1, 0)
    patrol.refresh_from_db()
    assert (patrol.outcome, patrol.people) == (outcome, people)


def absent() -> tuple[SignUp, SignUp]:
    """A pair whose patrol is over, and that was counted."""
    patrol = make_patrol(begins_at=NOW - 3 * HOUR)
    pair = make_sign_up(patrol), make_sign_up(patrol)
    close_patrols(now=NOW)
    return pair


def test_a_partner_says_who_did_not_come_and_the_person_is_told() -> None:
    missing, partner = absent()

    made = note_absence(sign_up_id=missing.pk, actor=partner.member.person, now=NOW)

    missing.refresh_from_db()
    assert (missing.state, made.noted_by) == (SignUpState.NO_SHOW, partner.member)
    patrol = Patrol.objects.get()
    assert (patrol.outcome, patrol.people) == (Outcome.UNDERSTAFFED, 1)
    assert asked("watchgroups.send_patrol_letter")[0]["what"] == "absent"
    assert letters_of(missing, "absent") == [
        "Somebody said you did not come: Evening walk"
    ]


def test_only_who_was_on_it_says_so_of_somebody_else_and_within_a_week() -> None:
    missing, partner = absent()
    outsider = make_member(missing.member.group)

    for actor in (outsider.person, missing.member.person, make_user()):
        with pytest.raises(NotAllowedError):
            note_absence(sign_up_id=missing.pk, actor=actor, now=NOW)
    with pytest.raises(PatrolOverError):
        note_absence(
            sign_up_id=missing.pk,
            actor=partner.member.person,
            now=NOW + timedelta(days=8),
        )
    note_absence(sign_up_id=missing.pk, actor=partner.member.person, now=NOW)
    with pytest.raises(PatrolIncompleteError):
        note_absence(sign_up_id=missing.pk, actor=partner.member.person, now=NOW)


def test_the_person_answers_and_a_captain_takes_it_back() -> None:
    missing, partner = absent()
    captain = make_captain(missing.member.group)
    made = note_absence(sign_up_id=missing.pk, actor=partner.member.person, now=NOW)

    with pytest.raises(NotAllowedError):
        answer_absence(
            absence_id=made.pk, text="Ill", actor=partner.member.person, now=NOW
        )
    answered = answer_absence(
        absence_id=made.pk, text="I was there", actor=missing.member.person, now=NOW
    )
    with pytest.raises(NotAllowedError):
        lift_absence(absence_id=made.pk, actor=missing.member.person, now=NOW)
    lift_absence(absence_id=made.pk, actor=captain, now=NOW)

    missing.refresh_from_db()
    assert (answered.answer, missing.state) == ("I was there", SignUpState.CAME)
    assert Absence.objects.count() == 0
    assert Patrol.objects.get().outcome == Outcome.HELD


# -- what ends soon ----------------------------------------------------------------------
def test_person_and_captain_are_told_once_thirty_days_ahead() -> None:
    group = make_group()
    captain, member = make_captain(group), make_member(group)
    kind = make_requirement(group).kind
    make_credential(member.person, kind, until=date(2026, 7, 1))
    make_credential(make_member(group).person, kind, until=date(2026, 7, 2))

    assert (warn_of_lapses(now=NOW), warn_of_lapses(now=NOW)) == (1, 0)
    assert len(asked("people.send_credential_letter")) == 1
    assert asked("watchgroups.send_lapse_letter") == [
        {"group_id": group.pk, "person_id": captain.pk}
    ]


def test_who_has_it_anew_is_not_warned_of_the_old_one() -> None:
    person, kind = make_user(), make_credential_kind()
    make_credential(person, kind, until=date(2026, 6, 20))
    make_credential(person, kind, until=date(2027, 6, 20), issued_on=date(2026, 5, 1))

    assert warn_of_lapses(now=NOW) == 0


def test_every_task_of_the_rota_is_known_to_the_worker() -> None:
    app.loader.import_default_modules()
    wanted = {job for job in app.tasks if job.startswith("watchgroups.")}

    assert {
        "watchgroups.grow_patrols",
        "watchgroups.send_call",
        "watchgroups.send_lapse_letter",
        "watchgroups.send_offer",
        "watchgroups.send_offer_answer",
        "watchgroups.send_patrol_letter",
        "watchgroups.spread_call",
        "watchgroups.tend_rota",
    } <= wanted
