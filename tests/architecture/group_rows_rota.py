"""Who may open which address of the rota (access.py says how to read a row)."""

from __future__ import annotations

from collections.abc import Sequence

from tests.architecture.group_rows import who_leads, who_looks_after
from tests.architecture.rows import HIDDEN, OK, ON, SIGN_IN, Row, everyone, signed_in
from tests.architecture.world import World
from tests.factories.group_rota import make_feed, make_patrol, make_patrol_series
from watchgroups.models import Patrol


def its_patrol(world: World) -> Sequence[object]:
    known = Patrol.objects.filter(group=world.group).order_by("pk").last()
    return [world.group.slug, (known or make_patrol(world.group)).pk]


def its_series(world: World) -> Sequence[object]:
    return [world.group.slug, make_patrol_series(world.group).pk]


def a_calendar(_world: World) -> Sequence[object]:
    return [make_feed()]


def a_slug(world: World) -> Sequence[object]:
    return [world.group.slug]


ROTA_ROWS: dict[str, Row] = {
    # -- patrols, members: of the table only the captain is one ------------------------
    "watchgroups:rota": who_leads(),
    "watchgroups:patrol": who_leads(args=its_patrol),
    "watchgroups:patrol_act": Row(
        SIGN_IN, HIDDEN, ON, HIDDEN, HIDDEN, HIDDEN, args=its_patrol, method="post"
    ),
    "watchgroups:my_patrols": signed_in(OK),
    "watchgroups:my_patrols_act": signed_in(ON, method="post"),
    "watchgroups:patrols_ics": everyone(args=a_calendar),
    # -- patrols, captains -------------------------------------------------------------
    "watchgroups:captain_rota": who_leads(),
    "watchgroups:patrol_new": who_leads(),
    "watchgroups:captain_patrol": who_leads(args=its_patrol),
    "watchgroups:patrol_series": who_leads(args=its_series),
    "watchgroups:ready": who_leads(),
    # -- vetting, officers -------------------------------------------------------------
    "watchgroups:desk_ready": who_looks_after(args=a_slug),
}
