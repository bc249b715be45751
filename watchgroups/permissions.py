"""Who may do what with a watch group (SECURITY matrix: group.*)."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from watchgroups.models import Group
from watchgroups.queries.visible import led_by
from watchgroups.queries.walks import is_on_duty


def can_look_after_groups(viewer: Viewer) -> bool:
    """Open the officers' list of groups: officers of any place, and administrators."""
    return viewer.holds(Role.OFFICER) or viewer.holds(Role.ADMIN)


def can_begin_group(viewer: Viewer, neighborhood_id: int) -> bool:
    """Officers of the place, and administrators."""
    return viewer.holds(Role.ADMIN) or viewer.holds(Role.OFFICER, neighborhood_id)


def can_look_after(viewer: Viewer, group: Group) -> bool:
    """Pause it, close it, change what it says: its officers and administrators."""
    return can_begin_group(viewer, group.neighborhood_id)


def can_appoint_captain(viewer: Viewer, group: Group) -> bool:
    """group.appoint_captain: officers of the place, and administrators."""
    return can_begin_group(viewer, group.neighborhood_id)


def leads(viewer: Viewer, group: Group) -> bool:
    """Tell whether this is the group's captain or co-captain, now, with a second step."""
    return Group.objects.filter(led_by(viewer) & Q(pk=group.pk)).exists()


def can_edit_group(viewer: Viewer, group: Group) -> bool:
    """Change what its page says: whoever leads it, and its officers."""
    return can_look_after(viewer, group) or leads(viewer, group)


def can_see_members(viewer: Viewer, group: Group) -> bool:
    """group.view_member_list: whoever leads it."""
    return leads(viewer, group)


def can_answer_alarms(viewer: Viewer, group: Group) -> bool:
    """See who is out and say they were reached: captains, the second, its officers."""
    return (
        leads(viewer, group)
        or is_on_duty(viewer, group)
        or can_look_after(viewer, group)
    )


def can_be_rung(viewer: Viewer, group: Group) -> bool:
    """Leave a number for alarms: captains and the named second."""
    return leads(viewer, group) or is_on_duty(viewer, group)


def can_read_log(viewer: Viewer, group: Group) -> bool:
    """patrol.view_log: captains of the group, and officers of its place."""
    return leads(viewer, group) or viewer.holds(Role.OFFICER, group.neighborhood_id)
