"""What the captains' desk says of the rota in three lines."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.timezone import localdate

from watchgroups.models import Group
from watchgroups.queries.ready import active_members, readiness_of
from watchgroups.queries.rota import absences_in, patrols_between
from watchgroups.services.places import FEWEST
from watchgroups.views.ready import rows_of_members

SOON: Final = timedelta(weeks=2)
LATELY: Final = timedelta(days=90)


def rota_at_a_glance(group: Group, moment: datetime) -> dict[str, int]:
    """Count patrols with too few people, members who lack something, absences."""
    coming = patrols_between(group, moment, moment + SOON)
    members = list(active_members(group))
    found = readiness_of(group, [one.person_id for one in members])
    rows = rows_of_members(members, found, localdate(moment))
    return {
        "short": sum(
            len(one.on_it) < FEWEST  # type: ignore[attr-defined]  # prefetched
            for one in coming
            if not one.is_cancelled
        ),
        "lapsing": sum(row.is_lapsing for row in rows),
        "absences": absences_in(group, moment - LATELY).count(),
    }
