"""Who may read, review, sign and build reports (SECURITY matrix, rows report.*)."""

from __future__ import annotations

from engagement.common.roles import Role, Viewer
from engagement.priorities.models import Report
from engagement.priorities.queries.reports import READERS_OF_DRAFTS


def can_see_draft(viewer: Viewer, neighborhood_id: int) -> bool:
    return any(viewer.holds(role, neighborhood_id) for role in READERS_OF_DRAFTS)


def can_review(viewer: Viewer, report: Report) -> bool:
    """Only the neighborhood's own officers adjust, decide, sign and correct."""
    return viewer.holds(Role.OFFICER, report.neighborhood_id)


def can_open_inputs(viewer: Viewer, report: Report) -> bool:
    """The rows behind a number lead to concerns: officers of the place alone."""
    return viewer.holds(Role.OFFICER, report.neighborhood_id)


def can_build(viewer: Viewer, neighborhood_id: int | None) -> bool:
    """Officers build their own neighborhoods; the whole town takes an administrator."""
    if viewer.holds(Role.ADMIN):
        return True
    if neighborhood_id is None:
        places = viewer.place_ids(Role.OFFICER)
        return places is None
    return viewer.holds(Role.OFFICER, neighborhood_id)
