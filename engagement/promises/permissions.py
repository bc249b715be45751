"""Who may make, move and settle a promise."""

from __future__ import annotations

from engagement.common.roles import Viewer
from engagement.promises.models import Promise
from engagement.promises.queries import SPEAK_FOR_A_PLACE, is_kept_by


def can_make_promise(viewer: Viewer, neighborhood_id: int) -> bool:
    """Officers and organizers of the neighborhood speak for those who look after it."""
    return any(viewer.holds(role, neighborhood_id) for role in SPEAK_FOR_A_PLACE)


def can_change_promise(viewer: Viewer, promise: Promise) -> bool:
    """Whoever may make one here, and whoever keeps it and was not taken off the place."""
    if can_make_promise(viewer, promise.neighborhood_id):
        return True
    return viewer.user is not None and is_kept_by(promise, viewer.user.pk)
