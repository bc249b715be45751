"""Who may make, move and settle a promise."""

from __future__ import annotations

from engagement.common.roles import Role, Viewer
from engagement.promises.models import Promise


def can_make_promise(viewer: Viewer, neighborhood_id: int) -> bool:
    """Officers and organizers of the neighborhood speak for those who look after it."""
    return any(
        viewer.holds(role, neighborhood_id) for role in (Role.OFFICER, Role.ORGANIZER)
    )


def can_change_promise(viewer: Viewer, promise: Promise) -> bool:
    """Whoever may make one here, and whoever keeps it."""
    if viewer.user is not None and viewer.user.pk == promise.owner_id:
        return True
    return can_make_promise(viewer, promise.neighborhood_id)
