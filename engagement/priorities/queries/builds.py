"""What the desk says of builds: the latest one, and whose report has not come."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.common.weeks import Week
from engagement.places.models import Neighborhood
from engagement.priorities.choices import PartState
from engagement.priorities.models import Part, Run
from engagement.priorities.queries.runs import places_without_report


def places_to_build(viewer: Viewer) -> QuerySet[Neighborhood]:
    """Neighborhoods one may have built: officers their own, administrators all."""
    places = Neighborhood.objects.filter(is_active=True).order_by("name")
    if viewer.holds(Role.ADMIN):
        return places
    own = viewer.place_ids(Role.OFFICER)
    return places if own is None else places.filter(pk__in=own)


def missing_places(viewer: Viewer, week: Week) -> list[Neighborhood]:
    """Whose report of this week has not come, among those one may have built."""
    here = places_without_report(week).filter(pk__in=places_to_build(viewer))
    return list(here.order_by("name"))


def runs_visible_to(viewer: Viewer) -> QuerySet[Run]:
    """Builds of places one may have built, the latest first, with their counts."""
    own = Q(parts__neighborhood__in=places_to_build(viewer))
    failed = Q(parts__state=PartState.FAILED)
    return (
        Run.objects.filter(own)
        .annotate(
            total=Count("parts", distinct=True),
            ready=Count("parts", filter=Q(parts__state=PartState.DONE), distinct=True),
            failed=Count("parts", filter=failed, distinct=True),
        )
        .order_by("-pk")
    )


def parts_of(run: Run, viewer: Viewer) -> list[Part]:
    """The parts of a run one may know of, by name of the neighborhood."""
    parts = run.parts.filter(neighborhood__in=places_to_build(viewer))
    return list(parts.select_related("neighborhood").order_by("neighborhood__name"))
