"""What the clock does with the rota: reminders, calls, what became of each patrol, warnings."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate

from engagement.audit.services import name_of
from engagement.outbox.services import enqueue, finish
from engagement.people.models import Credential
from engagement.people.services import warn_of_credentials
from watchgroups.choices import (
    LEADING,
    GroupState,
    MemberState,
    Outcome,
    PatrolState,
    SignUpState,
)
from watchgroups.models import (
    Call,
    CallLetter,
    Group,
    Membership,
    Patrol,
    Reminder,
    SignUp,
)
from watchgroups.queries.ready import active_members, readiness_of
from watchgroups.queries.rota import others_at
from watchgroups.services.fitness import why_not
from watchgroups.services.locks import note
from watchgroups.services.locks_rota import locked_patrol
from watchgroups.services.places import FEWEST, on_it, places_left

REMINDERS: Final = (timedelta(days=1), timedelta(hours=2))
USEFUL_FOR: Final = 0.75  # of its time ahead; later it tells nobody anything
CLOSED_AT_ONCE: Final = 500


def remind_of_patrols(*, now: datetime) -> int:
    """Remind whoever is on a patrol a day and two hours before; each once for each hour.

    A patrol that moved keeps its time ahead: its reminders come before the new hour.
    """
    asked = 0
    for before in REMINDERS:
        last = now + before * (1 - USEFUL_FOR)
        due = SignUp.objects.filter(
            state=SignUpState.SIGNED_UP,
            patrol__state=PatrolState.PLANNED,
            patrol__group__state=GroupState.ACTIVE,  # at rest nobody can sign on
            patrol__begins_at__gt=last,
            patrol__begins_at__lte=now + before,
        )
        minutes = int(before.total_seconds()) // 60
        for pk in due.order_by("pk").values_list("pk", flat=True):
            asked += _remind(pk, before, minutes, now)
    return asked


@transaction.atomic
def _remind(sign_up_id: int, before: timedelta, minutes: int, now: datetime) -> bool:
    rows = SignUp.objects.select_related("patrol").select_for_update(of=("self",))
    one = rows.filter(pk=sign_up_id, state=SignUpState.SIGNED_UP).first()
    if one is None or one.signed_up_at > one.patrol.begins_at - before:
        return False  # who signs up later than that knows
    reminder, is_new = Reminder.objects.get_or_create(
        sign_up=one,
        minutes_before=minutes,
        of=one.patrol.begins_at,
        defaults={"at": now},
    )
    if is_new:
        enqueue(
            task="watchgroups.send_patrol_letter",
            about=name_of(reminder),
            now=now,
            sign_up_id=one.pk,
            what="reminder",
            number=one.patrol.version,
        )
    return is_new


@transaction.atomic
def spread_call(*, job_id: int, call_id: int, now: datetime) -> int:
    """Ask every member who can take the place, each of them at most once a day."""
    call = Call.objects.select_related("patrol__group").filter(pk=call_id).first()
    finish(job_id, now)
    if call is None or call.patrol.is_cancelled or call.patrol.begins_at <= now:
        return 0
    if not call.patrol.group.is_active:
        return 0
    here = on_it(call.patrol)
    if places_left(call.patrol, here).get(call.part, 0) < 1:
        return 0
    asked = 0
    for member in _who_can(call, {one.member_id for one in here}):
        letter, is_new = CallLetter.objects.get_or_create(
            member=member, on=localdate(now), defaults={"call": call}
        )
        if is_new:
            enqueue(
                task="watchgroups.send_call",
                about=name_of(letter),
                now=now,
                call_letter_id=letter.pk,
            )
            asked += 1
    return asked


def _who_can(call: Call, on_it_already: set[int]) -> list[Membership]:
    patrol = call.patrol
    left = SignUp.objects.filter(patrol=patrol, state=SignUpState.DROPPED)
    gave_up = set(left.values_list("member_id", flat=True))
    members = list(active_members(patrol.group).exclude(pk__in=on_it_already | gave_up))
    people = {member.person_id for member in members}
    busy = set(others_at(people, patrol).values_list("member__person_id", flat=True))
    ready = readiness_of(patrol.group, people)
    return [
        one
        for one in members
        if one.person_id not in busy and not why_not(one, patrol, call.part, ready)
    ]


def close_patrols(*, now: datetime) -> int:
    """Write down what became of patrols that are over; say of how many."""
    over = Patrol.objects.filter(
        state=PatrolState.PLANNED, outcome="", ends_at__lte=now
    ).order_by("ends_at", "pk")
    waiting = list(over.values_list("pk", flat=True)[:CLOSED_AT_ONCE])
    for patrol_id in waiting:
        with transaction.atomic():
            patrol = locked_patrol(patrol_id)
            if not patrol.outcome:
                count_patrol(patrol, now)
    return len(waiting)


def count_patrol(patrol: Patrol, now: datetime) -> None:
    """Say how a patrol went by who was on it; its row is locked."""
    people = len(on_it(patrol))
    outcome = Outcome.HELD if people >= FEWEST else Outcome.UNDERSTAFFED
    if not people:
        outcome = Outcome.MISSED
    patrol.people, patrol.outcome = people, outcome
    patrol.save(update_fields=["people", "outcome"])
    if outcome == Outcome.MISSED:
        note(patrol.group, None, "patrol.missed", now, patrol=patrol.pk)
    elif outcome == Outcome.UNDERSTAFFED:
        note(patrol.group, None, "patrol.understaffed", now, patrol=patrol.pk)


@transaction.atomic
def warn_of_lapses(*, now: datetime) -> int:
    """Tell people and their captains once what ends within 30 days; say of how many."""
    told = warn_of_credentials(now=now)
    for group_id in _groups_that_ask(told):
        captains = Membership.objects.filter(
            group=group_id, part__in=LEADING, state=MemberState.ACTIVE
        )
        for captain in captains.select_related("person"):
            enqueue(
                task="watchgroups.send_lapse_letter",
                about=f"watchgroups.group:{group_id} lapses {localdate(now)}",
                person=captain.person,
                now=now,
                group_id=group_id,
                person_id=captain.person_id,
            )
    return len(told)


def _groups_that_ask(told: list[Credential]) -> list[int]:
    """Name the groups that ask for one of these of one of their members."""
    found: set[int] = set()
    for one in told:
        groups = Group.objects.filter(
            requirements__kind=one.kind_id,
            memberships__person=one.person_id,
            memberships__state=MemberState.ACTIVE,
        )
        found |= set(groups.values_list("pk", flat=True))
    return sorted(found)
