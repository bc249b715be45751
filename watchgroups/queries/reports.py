"""Reports about members: read by moderators of the place, never by captains."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.moderation.queries import Bench
from watchgroups.choices import HERE, LEADING, ReportOutcome
from watchgroups.models import MemberReport, Membership

_FOR_OFFICERS = (ReportOutcome.SUSPEND, ReportOutcome.SETTLED)


def reports_visible_to(viewer: Viewer, bench: Bench) -> QuerySet[MemberReport]:
    """What somebody may look after: of their area, not of a group they lead, not their own.

    Officers read what they were asked to act on; administrators where nobody else is.
    """
    reports = MemberReport.objects.select_related("group__neighborhood", "about")
    if viewer.user is None:
        return reports.none()
    leads = Membership.objects.filter(
        group=OuterRef("group"),
        person=viewer.user.pk,
        part__in=LEADING,
        state__in=HERE,
    )
    theirs = Q(about=viewer.user.pk) | Q(reporter=viewer.user.pk)
    not_own = reports.filter(~Exists(leads)).exclude(
        pk__in=MemberReport.objects.filter(theirs).values("pk")
    )
    return not_own.filter(_area_of(viewer, bench))


def _area_of(viewer: Viewer, bench: Bench) -> Q:
    person = viewer.user.pk if viewer.user else 0
    wanted = bench.area_of(person)
    if viewer.holds(Role.OFFICER):
        places = viewer.place_ids(Role.OFFICER)
        here = Q() if places is None else Q(neighborhood__in=places)
        wanted |= here & Q(outcome__in=_FOR_OFFICERS)
    if viewer.holds(Role.ADMIN):
        wanted |= Q(neighborhood__in=_left_alone(bench))
    return wanted


def _left_alone(bench: Bench) -> list[int]:
    """Name the places with a report and nobody to read it."""
    open_ones = MemberReport.objects.filter(outcome=ReportOutcome.OPEN).order_by()
    places = open_ones.values_list("neighborhood", flat=True).distinct()
    return [place for place in places if not bench.of(place)]


def readers_of(report: MemberReport, bench: Bench) -> list[int]:
    """Name who is told that a report waits: who moderates there and is no part of it."""
    leading = Membership.objects.filter(
        group=report.group_id, part__in=LEADING, state__in=HERE
    )
    apart = {
        report.reporter_id,
        report.about_id,
        *leading.values_list("person", flat=True),
    }
    free = bench.of(report.neighborhood_id) - apart
    return sorted(free or bench.holders(Role.ADMIN, None) - apart)
