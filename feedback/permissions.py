"""Who may do what with a survey (SECURITY matrix: survey.*)."""

from __future__ import annotations

from engagement.common.roles import Role, Viewer
from feedback.choices import TextState
from feedback.models import Survey


def can_make_surveys(viewer: Viewer) -> bool:
    """Open the list of surveys to work on: organizers and officers."""
    return viewer.holds(Role.ORGANIZER) or viewer.holds(Role.OFFICER)


def can_make_survey(viewer: Viewer, neighborhood_id: int | None) -> bool:
    """Begin one: organizers and officers of the place, of all places for the town."""
    return any(
        _serves(viewer, role, neighborhood_id)
        for role in (Role.ORGANIZER, Role.OFFICER)
    )


def can_edit_survey(viewer: Viewer, survey: Survey) -> bool:
    """survey.create_edit_before_first_answer: whoever made it, officers of its place."""
    if viewer.user is None:
        return False
    is_own = survey.made_by_id == viewer.user.pk and can_make_survey(
        viewer, survey.neighborhood_id
    )
    return is_own or _serves(viewer, Role.OFFICER, survey.neighborhood_id)


def states_of_texts(viewer: Viewer, survey: Survey) -> list[str]:
    """Texts of which state somebody reads: moderators waiting ones alone."""
    if can_read_texts(viewer, survey):
        return [str(state) for state in TextState.values]
    return [TextState.WAITING.value]


def can_read_texts(viewer: Viewer, survey: Survey) -> bool:
    """survey.read_free_text_unlinked: whoever edits it; moderators in their queue."""
    return can_edit_survey(viewer, survey)


def can_judge_texts(viewer: Viewer, survey: Survey) -> bool:
    """Look at waiting texts: whoever reads them all, and moderators of the place."""
    return can_read_texts(viewer, survey) or _serves(
        viewer, Role.MODERATOR, survey.neighborhood_id
    )


def can_open_texts(viewer: Viewer) -> bool:
    """Open the list of surveys with texts that wait: moderators of any place."""
    return viewer.holds(Role.MODERATOR)


def can_set_target(viewer: Viewer, neighborhood_id: int | None) -> bool:
    """Say what the index is to reach: officers of the place, of all places for the town."""
    return _serves(viewer, Role.OFFICER, neighborhood_id)


def _serves(viewer: Viewer, role: Role, neighborhood_id: int | None) -> bool:
    if neighborhood_id is None:
        return viewer.place_ids(role) is None
    return viewer.holds(role, neighborhood_id)


def can_type_paper(viewer: Viewer, survey: Survey) -> bool:
    """Type sheets of paper: all who may make surveys here, since it takes two."""
    return can_make_survey(viewer, survey.neighborhood_id)
