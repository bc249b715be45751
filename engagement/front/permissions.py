"""Who may open the town, be erased from it, and see what its nights let go."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from engagement.common.roles import Actor, Role, Viewer
from engagement.people.models import User
from engagement.people.queries import (
    has_administrator,
    holds_any_role,
    is_last_administrator,
)


def can_open_town(actor: Actor | None) -> bool:
    """Whoever comes first; once there is an administrator, administrators alone.

    A town may be filled by command before its first run: its page must not make a
    passer-by the administrator of what lies there.
    """
    if actor is not None and actor.holds(Role.ADMIN):
        return True
    return not has_administrator()


def can_erase(actor: Actor, person: User) -> bool:
    """user.view_export_erase_self: one's own account, nobody else's."""
    return actor.pk == person.pk


def why_not_erased(person_id: int, at: datetime) -> str:
    """Say what has to happen first; empty when nothing does."""
    if is_last_administrator(person_id, at):
        return _(
            "You are the only administrator. Make somebody else administrator first, then have your roles ended."
        )
    if holds_any_role(person_id, at):
        return _(
            "You hold a role in this town. Ask an administrator to end it, so that somebody takes over your work. Then come back."
        )
    return ""


def can_see_departures(viewer: Viewer) -> bool:
    """What the nights let go: administrators, auditors, the overseer."""
    return any(viewer.holds(role) for role in (Role.ADMIN, Role.AUDITOR, Role.OVERSEER))
