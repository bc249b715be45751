"""The figures of a month: counted once, told to its officers and members."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from engagement.audit.services import name_of
from engagement.common.roles import Viewer
from engagement.common.suppression import answers_shown
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User
from engagement.people.queries import officers_of
from watchgroups.choices import MemberState
from watchgroups.models import ActivityMonth, Group, Membership
from watchgroups.permissions import can_look_after, leads
from watchgroups.queries.activity import (
    figures_of,
    groups_not_counted,
    letter_facts,
    moments_of,
    month_before,
    month_of,
)
from watchgroups.queries.walks import active_member
from watchgroups.services.locks import locked_group

PAPER_COMES_IN: Final = timedelta(days=4)  # sheets are entered first


def sum_up_months(*, now: datetime) -> int:
    """Count last month for every group that has not been; safe to run any number of times."""
    today = localtime(now - PAPER_COMES_IN).date()
    month = month_before(month_of(today))
    waiting = groups_not_counted(month)
    for group_id in waiting:
        with transaction.atomic():
            group = locked_group(group_id)
            if not group.activity_months.filter(month=month).exists():
                _sum_up(group, month, now)
    return len(waiting)


def _sum_up(group: Group, month: date, now: datetime) -> None:
    figures = figures_of(group, *moments_of(month))
    counted = ActivityMonth.objects.create(
        group=group,
        month=month,
        people=figures.people,
        minutes=figures.minutes,
        held=figures.held,
        missed=figures.missed,
        seen=figures.seen,
        counted_at=now,
    )
    if not (figures.people or figures.held or figures.missed):
        return  # nothing to tell
    for person in _readers(group, now):
        enqueue(
            task="watchgroups.send_month",
            about=name_of(counted),
            person=person,
            now=now,
            month_id=counted.pk,
            person_id=person.pk,
        )


def _readers(group: Group, now: datetime) -> list[User]:
    """List its officer (else all of the place) and its members, each once."""
    members = Membership.objects.filter(
        group=group, state=MemberState.ACTIVE, person__is_active=True
    ).select_related("person")
    officers = [group.liaison] if group.liaison else []
    officers = officers or list(officers_of(group.neighborhood_id, now))
    people = [*officers, *(one.person for one in members)]
    return sorted({person.pk: person for person in people}.values(), key=lambda p: p.pk)


def send_month(*, job_id: int, month_id: int, person_id: int, now: datetime) -> None:
    """Tell one reader of a month, if they still belong; members read rounded figures."""
    found = ActivityMonth.objects.filter(pk=month_id).select_related("group")
    counted, person = found.first(), User.objects.filter(pk=person_id).first()
    if counted is None or person is None:
        finish(job_id, now)
        return
    group, viewer = counted.group, Viewer(user=person)
    sees_all = can_look_after(viewer, group) or leads(viewer, group)
    if not person.is_active or not (sees_all or active_member(person, group.pk)):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = group.get_absolute_url()
    if can_look_after(viewer, group):
        path = reverse("watchgroups:desk_activity", args=[group.slug])
    facts = letter_facts(counted)
    if not sees_all:
        facts |= {"people": answers_shown(counted.people)}
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="patrol_month",
        values={**facts, "group": group.name, "link": f"{settings.SITE_URL}{path}"},
        now=now,
    )
