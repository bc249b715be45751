"""What the pages of a group say of it, also the one that other apps add to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext as _

from engagement.common.roles import Viewer
from engagement.common.staticmap import Layer, bounds_of, draw_map
from engagement.places.models import Neighborhood
from watchgroups.choices import AreaKind, MemberState
from watchgroups.models import Group, Membership
from watchgroups.permissions import (
    can_look_after,
    can_message_members,
    can_read_wall,
    can_report_member,
    leads,
)
from watchgroups.queries import captain_of, code_of, membership_of
from watchgroups.queries.activity import public_months
from watchgroups.queries.alerts import alerts_on
from watchgroups.queries.rota import next_patrol, next_program

MONTHS_IN_PUBLIC: Final = 3


def page_of_group(viewer: Viewer, group: Group, at: datetime) -> dict[str, Any]:
    """What everybody reads of a group, and the ways on for this reader."""
    mine = membership_of(viewer, group)
    return {
        **ways_on(viewer, group, mine, at),
        "group": group,
        "captain": captain_of(group),
        "code": code_of(group),
        "partners": group.partners.order_by("kind", "name"),
        "mine": mine,
        "months_done": public_months(group)[:MONTHS_IN_PUBLIC],
        "program": next_program(group, at),
        "map": area_map(group),
        "may_look_after": can_look_after(viewer, group),
    }


def ways_on(
    viewer: Viewer, group: Group, mine: Membership | None, at: datetime
) -> dict[str, Any]:
    """Where somebody goes from a page of a group: its patrols, its wall, its desk."""
    goes_out = mine is not None and mine.state == MemberState.ACTIVE
    return {
        **wall_context(viewer, group),
        "patrol": next_patrol(group, at) if goes_out else None,
        "leads": leads(viewer, group),
    }


def wall_context(viewer: Viewer, group: Group) -> dict[str, Any]:
    """What other pages of a group say of its wall, and to whom."""
    reads = can_read_wall(viewer, group)
    return {
        "reads_wall": reads,
        "may_message": reads and can_message_members(viewer, group),
        "may_report": can_report_member(viewer, group),
        "alerts": alerts_on(group, now()) if reads else [],
    }


def area_map(group: Group) -> SafeString:
    """Draw where a group watches: its neighborhood, its streets, or its own area."""
    return drawing_of(
        group.neighborhood,
        polygon=group.polygon,
        streets=group.streets if group.area_kind == AreaKind.STREETS else [],
    )


def drawing_of(
    place: Neighborhood,
    *,
    polygon: dict[str, Any] | None = None,
    streets: list[str] | None = None,
) -> SafeString:
    lines = list(place.streets.values_list("name", "line", "is_major"))
    named = set(streets or [])
    layers = [
        Layer("city", [place.boundary]),
        Layer("street", [line for _name, line, is_major in lines if not is_major]),
        Layer("major", [line for _name, line, is_major in lines if is_major]),
        Layer("border", [place.boundary]),
        Layer("watched", [line for name, line, _major in lines if name in named]),
    ]
    return draw_map(
        label=_label(place, polygon, streets or []),
        bounds=bounds_of(place.boundary),
        outline=polygon,
        layers=layers,
        height=320,
    )


def _label(
    place: Neighborhood, polygon: dict[str, Any] | None, streets: list[str]
) -> str:
    if polygon is not None:
        return _("Map of the part of %(place)s this group watches over") % {
            "place": place.name
        }
    if streets:
        return _("Map of %(place)s with these streets: %(streets)s") % {
            "place": place.name,
            "streets": ", ".join(streets),
        }
    return _("Map of %(place)s, all of which this group watches over") % {
        "place": place.name
    }
