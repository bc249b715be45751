"""Patrols that come again: written weeks ahead, changed only where nobody signed up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.common.recurrence import (
    BadRuleError,
    Occurrence,
    first_start,
    occurrences,
    read_rule,
)
from engagement.people.models import User
from watchgroups.choices import GroupState, PatrolState
from watchgroups.errors import PatrolIncompleteError
from watchgroups.models import Patrol, PatrolSeries
from watchgroups.services.locks import (
    group_of_leader,
    locked_group,
    note,
    require_active,
)
from watchgroups.services.locks_rota import series_of_leader
from watchgroups.services.places import on_it
from watchgroups.services.planning import (
    FURTHEST,
    PLACES,
    WORDS,
    PatrolPlan,
    fill,
    require_lasting,
)

WEEKS_AHEAD: Final = 8


@transaction.atomic
def begin_patrols(
    *,
    group_id: int,
    plan: PatrolPlan,
    rule: str,
    first: datetime,
    minutes: int,
    actor: User,
    now: datetime,
) -> PatrolSeries:
    """Begin patrols that come again; `first` is what the town's clocks show.

    Raises NotAllowedError, GroupRestsError, PatrolIncompleteError, GroupIncompleteError.
    """
    group = group_of_leader(group_id, actor)
    require_active(group)
    series = PatrolSeries(group=group, made_by=actor, made_at=now)
    _fill_series(series, plan, rule, first, minutes, now)
    series.save()
    if not write_patrols(series, now):
        raise PatrolIncompleteError(
            _("No day of the next weeks fits. Choose other days or a later end.")
        )
    note(group, actor, "patrol.begin_series", now, series=series.pk)
    return series


@transaction.atomic
def change_patrols(
    *,
    series_id: int,
    plan: PatrolPlan,
    rule: str,
    first: datetime,
    minutes: int,
    actor: User,
    now: datetime,
) -> int:
    """Change patrols to come where nobody signed up; say how many stayed as they were.

    Where somebody signed up nothing changes: a captain changes or calls off each by
    itself. Raises NotAllowedError, PatrolIncompleteError, GroupIncompleteError.
    """
    series = series_of_leader(series_id, actor)
    if series.stopped_on is not None:
        raise PatrolIncompleteError(_("These patrols have stopped. Plan new ones."))
    _fill_series(series, plan, rule, first, minutes, now)
    series.save()
    days = {one.on: one for one in days_of(series, now)}
    stayed = 0
    for patrol in _to_come(series, now):
        day = days.get(patrol.series_on) if patrol.series_on else None
        if on_it(patrol):
            stayed += 1
            Patrol.objects.filter(pk=patrol.pk).update(is_apart=True)
        elif day is None:
            patrol.delete()
        else:
            _write(patrol, series, day)
    write_patrols(series, now)
    note(series.group, actor, "patrol.change_series", now, series=series.pk)
    return stayed


@transaction.atomic
def stop_patrols(*, series_id: int, from_day: date, actor: User, now: datetime) -> int:
    """Let patrols come no more from a day on; say how many stay since somebody signed up.

    Raises NotAllowedError.
    """
    series = series_of_leader(series_id, actor)
    series.stopped_on = max(from_day, localdate(now))
    series.save(update_fields=["stopped_on"])
    stayed = 0
    for patrol in _to_come(series, now).filter(series_on__gte=series.stopped_on):
        if on_it(patrol):
            stayed += 1
        else:
            patrol.delete()
    note(series.group, actor, "patrol.stop_series", now, series=series.pk)
    return stayed


def grow_patrols(*, now: datetime) -> int:
    """Write the patrols of all series that have come near; say how many."""
    growing = PatrolSeries.objects.filter(
        stopped_on=None, group__state=GroupState.ACTIVE
    ).order_by("pk")
    added = 0
    for pk, group_id in list(growing.values_list("pk", "group_id")):
        with transaction.atomic():
            locked_group(group_id)
            added += write_patrols(PatrolSeries.objects.get(pk=pk), now)
    return added


def days_of(series: PatrolSeries, now: datetime) -> list[Occurrence]:
    """List the days of a series to come, as far ahead as patrols are written."""
    before = localdate(now) + timedelta(weeks=WEEKS_AHEAD)
    if series.stopped_on is not None:
        before = min(before, series.stopped_on)
    found = occurrences(
        read_rule(series.rule, _zone()),
        datetime.combine(series.first_on, series.begins),
        _zone(),
        after=localdate(now),
        before=before,
    )
    return [one for one in found if one.begins_at > now]


def write_patrols(series: PatrolSeries, now: datetime) -> int:
    """Write each day of a series that has none yet; say how many. The group is locked."""
    known = set(series.patrols.values_list("series_on", flat=True))
    new = [one for one in days_of(series, now) if one.on not in known]
    for one in new:
        patrol = Patrol(
            group_id=series.group_id,
            series=series,
            series_on=one.on,
            made_by_id=series.made_by_id,
            made_at=now,
        )
        _write(patrol, series, one)
    return len(new)


def _write(patrol: Patrol, series: PatrolSeries, day: Occurrence) -> None:
    for name in (*WORDS, *PLACES):
        setattr(patrol, name, getattr(series, name))
    patrol.begins_at = day.begins_at
    patrol.ends_at = day.begins_at + timedelta(minutes=series.minutes)
    patrol.save()


def _to_come(series: PatrolSeries, now: datetime) -> QuerySet[Patrol]:
    return (
        series.patrols.select_for_update(of=("self",))
        .filter(state=PatrolState.PLANNED, begins_at__gt=now, is_apart=False)
        .order_by("pk")
    )


def _fill_series(
    series: PatrolSeries,
    plan: PatrolPlan,
    rule: str,
    first: datetime,
    minutes: int,
    now: datetime,
) -> None:
    fill(series, plan)
    require_lasting(timedelta(minutes=minutes))
    try:
        read = read_rule(rule, _zone())
        begins = first_start(read, first, _zone())
    except BadRuleError as error:
        raise PatrolIncompleteError(
            _("We cannot read this rule. Write it like FREQ=WEEKLY;BYDAY=TU.")
        ) from error
    if begins.date() > localdate(now + FURTHEST):
        raise PatrolIncompleteError(_("Choose a beginning within the next two years."))
    series.rule, series.minutes = str(read), minutes
    series.first_on, series.begins = begins.date(), begins.time()


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)
