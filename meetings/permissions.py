"""Who may do what with a meeting (SECURITY matrix: meeting.*)."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from meetings.models import Meeting, Series
from meetings.queries.series import series_organized_by
from meetings.queries.visible import (
    LOOK_AFTER_A_PLACE,
    groups_to_call_for,
    looked_after_by,
)


def can_create_meeting(
    viewer: Viewer, neighborhood_id: int | None, group_id: int | None = None
) -> bool:
    """Organizers and officers of the place; for the whole town those of all of it.

    Captains call meetings of a group they lead, where it watches.
    """
    if group_id is not None:
        led = groups_to_call_for(viewer)
        return led.filter(pk=group_id, neighborhood=neighborhood_id).exists()
    if neighborhood_id is None:
        return any(viewer.place_ids(role) is None for role in LOOK_AFTER_A_PLACE)
    return any(viewer.holds(role, neighborhood_id) for role in LOOK_AFTER_A_PLACE)


def can_create_anywhere(viewer: Viewer) -> bool:
    return _has_a_place(viewer) or groups_to_call_for(viewer).exists()


def _has_a_place(viewer: Viewer) -> bool:
    return any(viewer.holds(role) for role in LOOK_AFTER_A_PLACE)


def organizes(viewer: Viewer, meeting: Meeting) -> bool:
    """Tell whether this is one of the meeting's own organizers, now."""
    return Meeting.objects.filter(looked_after_by(viewer) & Q(pk=meeting.pk)).exists()


def can_edit_meeting(viewer: Viewer, meeting: Meeting) -> bool:
    """Its organizers, and officers of the place: edit, move, cancel, message, minutes."""
    if _is_officer_there(viewer, meeting):
        return True
    return organizes(viewer, meeting)


def can_publish_minutes(viewer: Viewer, meeting: Meeting) -> bool:
    """meeting.publish_minutes: its organizers, and officers of the place."""
    return can_edit_meeting(viewer, meeting)


def can_add_organizer(viewer: Viewer, meeting: Meeting) -> bool:
    """Its organizers and administrators."""
    return viewer.holds(Role.ADMIN) or organizes(viewer, meeting)


def can_see_attendees(viewer: Viewer, meeting: Meeting) -> bool:
    """Only its organizers: names, needs, the list at the door."""
    return organizes(viewer, meeting)


def can_open_list(viewer: Viewer, meeting: Meeting) -> bool:
    """Administrators break the glass of a list; its organizers need not."""
    return viewer.holds(Role.ADMIN) and not organizes(viewer, meeting)


def can_chair(viewer: Viewer, meeting: Meeting) -> bool:
    """Only its organizers: the room, its questions, its polls and its screen."""
    return organizes(viewer, meeting)


def _is_officer_there(viewer: Viewer, meeting: Meeting) -> bool:
    if meeting.neighborhood_id is None:
        return viewer.place_ids(Role.OFFICER) is None
    return viewer.holds(Role.OFFICER, meeting.neighborhood_id)


def can_edit_series(viewer: Viewer, series: Series) -> bool:
    """Whoever organizes one of its meetings, and officers of the place."""
    return series_organized_by(viewer).filter(pk=series.pk).exists()


def can_look_after_venues(viewer: Viewer) -> bool:
    """Organizers and officers of any place, and administrators."""
    return _has_a_place(viewer) or viewer.holds(Role.ADMIN)


def can_book(_viewer: Viewer, meeting: Meeting) -> bool:
    """Everybody may come to what is published; for a whole series they enrol instead."""
    return meeting.is_public and not enrols_for_all(meeting)


def can_offer_help(_viewer: Viewer, meeting: Meeting) -> bool:
    """Everybody may offer help for what is published."""
    return meeting.is_public


def enrols_for_all(meeting: Meeting) -> bool:
    """Tell whether its places are given with those of its whole series."""
    return meeting.series is not None and meeting.series.enrols_whole


def can_enrol(_viewer: Viewer, series: Series) -> bool:
    """Everybody may enrol for a published series that is come to as a whole."""
    return series.enrols_whole and series.published_at is not None


def can_see_enrolled(viewer: Viewer, series: Series) -> bool:
    """Only organizers of its meetings: names, needs, who waits."""
    mine = Meeting.objects.filter(looked_after_by(viewer), series=series.pk)
    return mine.exists()


def can_check_in(viewer: Viewer, meeting: Meeting) -> bool:
    """Only its organizers stand at its door."""
    return organizes(viewer, meeting)


def can_message_attendees(viewer: Viewer, meeting: Meeting) -> bool:
    """Its organizers and officers of the place; they never learn the addresses."""
    return can_edit_meeting(viewer, meeting)
