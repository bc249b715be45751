"""What a group did: hours, patrols held and missed, things seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.timezone import get_default_timezone, localtime

from engagement.common.suppression import STEP, answers_shown
from watchgroups.choices import GroupState, Outcome, PatrolState, Seen
from watchgroups.models import ActivityMonth, Group, Observation, Patrol, Walk, Walker

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Figures:
    """Numbers of a span of time, exact: for captains and officers."""

    people: int
    minutes: int
    held: int
    missed: int
    seen: int
    by_kind: tuple[tuple[str, int], ...] = ()

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


@dataclass(frozen=True)
class PublicMonth:
    """A month as everybody reads it; None where too few people stand behind it."""

    month: date
    people: int | None
    hours: int | None
    seen: int | None


def figures_of(group: Group, since: datetime, until: datetime) -> Figures:
    """Count what a group did from one moment to before another."""
    walkers = Walker.objects.filter(
        walk__patrol__group=group,
        walk__began_at__gte=since,
        walk__began_at__lt=until,
        walk__ended_at__isnull=False,
    )
    out = walkers.aggregate(
        people=Count("member", distinct=True),
        time=Sum(F("walk__ended_at") - F("walk__began_at"), default=timedelta(0)),
    )
    patrols = _patrols(group, since, until)
    kinds = Observation.objects.filter(
        group=group, patrol__begins_at__gte=since, patrol__begins_at__lt=until
    )
    counted = dict(
        kinds.order_by("kind").values_list("kind").annotate(seen=Count("pk"))
    )
    return Figures(
        people=out["people"],
        minutes=round(out["time"].total_seconds() / 60),
        held=patrols["held"],
        missed=patrols["missed"],
        seen=sum(counted.values()),
        by_kind=tuple(
            (str(kind.label), counted[kind.value])
            for kind in Seen
            if kind.value in counted
        ),
    )


def _patrols(group: Group, since: datetime, until: datetime) -> dict[str, int]:
    """Count held and missed ones; whoever walked held it, whatever was noted."""
    walked = Exists(Walk.objects.filter(patrol=OuterRef("pk")))
    planned = Patrol.objects.filter(
        group=group,
        state=PatrolState.PLANNED,
        begins_at__gte=since,
        begins_at__lt=until,
    ).annotate(was_walked=walked)
    held = Q(was_walked=True) | Q(outcome__in=(Outcome.HELD, Outcome.UNDERSTAFFED))
    return planned.aggregate(
        held=Count("pk", filter=held),
        missed=Count("pk", filter=~held & Q(outcome=Outcome.MISSED)),
    )


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=32))


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def moments_of(month: date) -> tuple[datetime, datetime]:
    """Give a month's first moment in the town and that of the next."""
    zone = get_default_timezone()
    first, after = (
        datetime.combine(day, datetime.min.time(), tzinfo=zone)
        for day in (month, month_after(month))
    )
    return first, after


def figures_this_month(group: Group, now: datetime) -> Figures:
    return figures_of(group, *moments_of(month_of(localtime(now).date())))


def months_of(group: Group) -> list[ActivityMonth]:
    """List the months counted, the newest first."""
    counted = ActivityMonth.objects.filter(group=group)
    return list(counted.order_by("-month")[:MONTHS_SHOWN])


def public_months(group: Group) -> list[PublicMonth]:
    """List the months as everybody may read them: nothing under ten people, in fives.

    They are counted once and do not overlap, so that nothing can be subtracted.
    """
    return [_public(month) for month in months_of(group)]


def _public(counted: ActivityMonth) -> PublicMonth:
    people = answers_shown(counted.people)
    if people is None:
        return PublicMonth(counted.month, None, None, None)
    return PublicMonth(
        counted.month,
        people,
        STEP * round(counted.hours / STEP),
        answers_shown(counted.seen),
    )


def groups_not_counted(month: date) -> list[int]:
    """List the groups whose figures of a month are not written down yet."""
    counted = ActivityMonth.objects.filter(group=OuterRef("pk"), month=month)
    began = moments_of(month)[1]
    groups = Group.objects.filter(
        ~Exists(counted), ~Q(state=GroupState.CLOSED), made_at__lt=began
    )
    return list(groups.order_by("pk").values_list("pk", flat=True))


def letter_facts(counted: ActivityMonth) -> dict[str, object]:
    """Give what the letter about a month says."""
    return {
        "month": counted.month,
        "people": counted.people,
        "hours": counted.hours,
        "held": counted.held,
        "missed": counted.missed,
        "seen": counted.seen,
    }
