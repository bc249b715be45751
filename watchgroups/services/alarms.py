"""A walk nobody heard of: captains at once, the second, then the duty desk.

Each step of each missed moment is one row, and each letter and text one job, so that
a worker that was killed or a broker that was dead tells nobody twice (decision 0068).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from engagement.audit.services import name_of
from engagement.common.roles import Viewer
from engagement.common.sealed import unseal
from engagement.outbox.services import (
    deliver,
    enqueue,
    finish,
    send_sealed_text,
    withhold,
)
from engagement.outbox.services.accounting import taken
from engagement.outbox.services.letters import known_language
from engagement.outbox.texting import can_text
from engagement.people.models import User
from engagement.people.queries import officers_of
from watchgroups.choices import AlarmStep
from watchgroups.models import Alarm, DutyPhone, Walk, Walker
from watchgroups.permissions import can_answer_alarms
from watchgroups.queries.walks import leaders_of, overdue_walks, second_of
from watchgroups.services.locks import note
from watchgroups.services.walking import hear

AFTER: Final = {
    AlarmStep.CAPTAIN: timedelta(0),
    AlarmStep.SECOND: timedelta(minutes=10),
    AlarmStep.DESK: timedelta(minutes=20),
}
CLOCK_SLIPS: Final = timedelta(minutes=2)


def raise_alarms(*, now: datetime) -> int:
    """Alarm whoever is next for each overdue walk; count the alarms raised.

    A clock that was set back would make a walk wait too long: it begins anew.
    """
    _start_anew(now)
    waiting = list(overdue_walks(now).order_by("pk").values_list("pk", flat=True))
    return sum(_raise_for(walk_id, now) for walk_id in waiting)


@transaction.atomic
def _start_anew(now: datetime) -> None:
    ahead = Walk.objects.filter(ended_at=None, heard_at__gt=now + CLOCK_SLIPS)
    for walk in ahead.order_by("pk").select_for_update():
        hear(walk, now)


@transaction.atomic
def _raise_for(walk_id: int, now: datetime) -> int:
    late = overdue_walks(now).select_for_update(of=("self",)).filter(pk=walk_id)
    walk = late.first()
    if walk is None:
        return 0
    raised = 0
    for step in _steps_due(walk, now):
        alarm, is_new = Alarm.objects.get_or_create(
            walk=walk, due_at=walk.due_at, step=step, defaults={"raised_at": now}
        )
        if is_new:
            _ask_for_words(alarm, now)
            note(walk.patrol.group, None, "patrol.alarm", now, step=step)
            raised += 1
    return raised


def _steps_due(walk: Walk, now: datetime) -> list[AlarmStep]:
    """Name the steps whose time has come and that reach somebody.

    Who is out, or was never named, is not waited for: the next hear at once. The desk
    has a number of its own, so its step is raised whoever is there.
    """
    late, due = now - walk.due_at, list[AlarmStep]()
    waits = False  # for an answer of whoever was told last
    for step, after in AFTER.items():
        if late < after and waits:
            break
        waits = bool(_alarmed_of(step, walk, now))
        if waits or step == AlarmStep.DESK:
            due.append(step)
    return due


def _alarmed_of(step: str, walk: Walk, now: datetime) -> list[User]:
    """List whom a step reaches: those who are not out themselves."""
    group = walk.patrol.group
    out = set(
        Walker.objects.filter(walk=walk, is_out=True).values_list(
            "member__person", flat=True
        )
    )
    if step == AlarmStep.CAPTAIN:
        people = [one.person for one in leaders_of(group.pk)]
    elif step == AlarmStep.SECOND:
        second = second_of(group.pk)
        people = [second.person] if second else []
    else:
        people = list(officers_of(group.neighborhood_id, now).order_by("pk"))
    return [person for person in people if person.pk not in out]


def _ask_for_words(alarm: Alarm, now: datetime) -> None:
    """Ask for a letter to each, and for a text where a number is known."""
    for person in _alarmed_of(alarm.step, alarm.walk, now):
        asked: dict[str, Any] = {"alarm_id": alarm.pk, "person_id": person.pk}
        about = name_of(alarm)
        enqueue(
            task="watchgroups.send_alarm", about=about, now=now, person=person, **asked
        )
        if can_text() and alarm.step != AlarmStep.DESK:
            enqueue(
                task="watchgroups.text_alarm",
                about=about,
                now=now,
                person=person,
                **asked,
            )
    if alarm.step == AlarmStep.DESK and can_text() and settings.WATCH_DUTY_PHONE:
        enqueue(
            task="watchgroups.text_desk",
            about=name_of(alarm),
            now=now,
            alarm_id=alarm.pk,
        )


def send_alarm(*, job_id: int, alarm_id: int, person_id: int, now: datetime) -> None:
    """Write to one of those alarmed, unless those out were heard of by now."""
    alarm, person = _still(alarm_id), User.objects.filter(pk=person_id).first()
    if alarm is None or person is None:
        finish(job_id, now)
        return
    group = alarm.walk.patrol.group
    if not _may_answer(person, alarm):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="patrol_overdue",
        values={
            "group": group.name,
            "patrol": alarm.walk.patrol.title,
            "since": alarm.walk.heard_at,
            "people": alarm.walk.walkers.count(),
            "link": _link(alarm),
        },
        now=now,
    )


@transaction.atomic
def text_alarm(*, job_id: int, alarm_id: int, person_id: int, now: datetime) -> None:
    """Text one of those alarmed who left a number, if it still holds."""
    if taken(job_id) is None:
        return
    alarm, person = _still(alarm_id), User.objects.filter(pk=person_id).first()
    if alarm is not None and person is not None:
        if not _may_answer(person, alarm):
            withhold(job_id=job_id, person_id=person.pk, now=now)
            return
        for number in _numbers_of(person, alarm):
            _text(number, alarm, person.language, now)
    finish(job_id, now)


@transaction.atomic
def text_desk(*, job_id: int, alarm_id: int, now: datetime) -> None:
    """Text the duty desk of the town (setting WATCH_DUTY_PHONE), if it still holds."""
    if taken(job_id) is None:
        return
    alarm = _still(alarm_id)
    if alarm is not None and settings.WATCH_DUTY_PHONE:
        _text(settings.WATCH_DUTY_PHONE, alarm, settings.LANGUAGE_CODE, now)
    finish(job_id, now)


def _still(alarm_id: int) -> Alarm | None:
    """Give an alarm that still holds: nobody was heard of since."""
    found = Alarm.objects.filter(pk=alarm_id, walk__ended_at=None)
    alarm = found.select_related("walk__patrol__group").first()
    return alarm if alarm and alarm.due_at == alarm.walk.due_at else None


def _may_answer(person: User, alarm: Alarm) -> bool:
    return person.is_active and can_answer_alarms(
        Viewer(user=person), alarm.walk.patrol.group
    )


def _numbers_of(person: User, alarm: Alarm) -> Iterator[str]:
    kept = DutyPhone.objects.filter(
        member__person=person, member__group=alarm.walk.patrol.group_id
    )
    yield from (unseal(one.sealed) for one in kept)


def _text(number: str, alarm: Alarm, language: str, now: datetime) -> None:
    with override(known_language(language)):
        words = _(
            "%(group)s: people on patrol have not said that all is well. Look here: %(link)s"
        ) % {"group": alarm.walk.patrol.group.name, "link": _link(alarm)}
    send_sealed_text(to=number, text=words, now=now)


def _link(alarm: Alarm) -> str:
    path = reverse("watchgroups:out_now", args=[alarm.walk.patrol.group.slug])
    return f"{settings.SITE_URL}{path}"
