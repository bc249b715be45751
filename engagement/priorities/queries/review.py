"""What a review needs to know: factors in force, last time's decisions, colleagues."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.common.weeks import Week
from engagement.people.models import Grant, User
from engagement.priorities.choices import ReportStatus
from engagement.priorities.models import Adjustment, Line
from engagement.promises.models import Promise
from engagement.promises.queries import in_reading_order, promises_visible_to


def last_decided_lines(neighborhood_id: int, before: Week) -> dict[int, Line]:
    """Give each kind's line as last signed here in this week or an earlier one."""
    earlier = Q(report__week_year__lt=before.year) | Q(
        report__week_year=before.year, report__week_number__lte=before.number
    )
    lines = (
        Line.objects.filter(
            earlier,
            report__neighborhood=neighborhood_id,
            report__status__in=[ReportStatus.SIGNED, ReportStatus.SUPERSEDED],
            report__signed_at__isnull=False,
        )
        .order_by(
            "kind_id",
            "-report__week_year",
            "-report__week_number",
            "-report__version",
        )
        .distinct("kind_id")
    )
    return {line.kind_id: line for line in lines}


def other_officers(neighborhood_id: int, actor: User, now: datetime) -> QuerySet[User]:
    """Everybody else who could review this neighborhood's report today."""
    here = Grant.objects.current(now).filter(
        Q(neighborhood=neighborhood_id) | Q(neighborhood=None),
        role=Role.OFFICER,
        user=OuterRef("pk"),
    )
    others = User.objects.filter(Exists(here), is_active=True)
    return others.exclude(pk=actor.pk).order_by("pk")


def officers_of(neighborhood_id: int, now: datetime) -> QuerySet[User]:
    """Everybody who reviews this neighborhood's reports today, by name."""
    here = Grant.objects.current(now).filter(
        Q(neighborhood=neighborhood_id) | Q(neighborhood=None),
        role=Role.OFFICER,
        user=OuterRef("pk"),
    )
    return User.objects.filter(Exists(here), is_active=True).order_by("name", "email")


def current_adjustment(line: Line) -> Adjustment | None:
    """The factor set on a line's kind here, also one that waits for a second officer."""
    made = Adjustment.objects.filter(
        neighborhood=line.report.neighborhood_id, kind=line.kind_id, ended_at=None
    )
    return made.select_related("author", "countersigned_by").order_by("pk").first()


def promises_on_report(
    viewer: Viewer, neighborhood_id: int, most: int = 50
) -> list[Promise]:
    """The neighborhood's promises, each with the kind it is for, in reading order."""
    seen = in_reading_order(promises_visible_to(viewer))
    here = seen.filter(neighborhood=neighborhood_id)
    return list(here.select_related("line_link__kind", "owner")[:most])
