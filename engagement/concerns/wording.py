"""How an issue is called where everybody may read it: by kind and public place only.

What people wrote is never part of it (RULINGS 20).
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.concerns.choices import Privacy
from engagement.concerns.models import Issue


def place_of(issue: Issue) -> str:
    """Name the street from the table of public points, or only the neighborhood."""
    area = issue.neighborhood.name if issue.neighborhood else ""
    point = issue.snap_point if issue.privacy == Privacy.PUBLIC else None
    if point is None or not point.label or point.label == area:
        return area or _("place not known")
    return point.label


def title_of(issue: Issue) -> str:
    return _("%(kind)s: %(place)s") % {
        "kind": issue.kind.label,
        "place": place_of(issue),
    }


def people_of(issue: Issue) -> int:
    return issue.reporters + issue.supporters


def distance(metres: float) -> str:
    """Write a distance as a person would say it."""
    if metres < 15:  # noqa: PLR2004 - the same public point
        return _("right here")
    if metres < 1000:  # noqa: PLR2004 - from here on kilometres read better
        return _("%(metres)d m away") % {"metres": round(metres / 10) * 10}
    return _("%(km).1f km away") % {"km": metres / 1000}
