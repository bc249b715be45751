"""Who may open the town."""

from __future__ import annotations

from engagement.common.roles import Actor, Role
from engagement.people.queries import has_administrator


def can_open_town(actor: Actor | None) -> bool:
    """Whoever comes first; once there is an administrator, administrators alone.

    A town may be filled by command before its first run: its page must not make a
    passer-by the administrator of what lies there.
    """
    if actor is not None and actor.holds(Role.ADMIN):
        return True
    return not has_administrator()
