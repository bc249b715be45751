"""Who may do what with a watch group (SECURITY matrix: group.*)."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from engagement.moderation.queries import Bench
from watchgroups.choices import MemberState
from watchgroups.models import Group
from watchgroups.queries.reports import reports_visible_to
from watchgroups.queries.visible import led_by, membership_of


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


def can_read_wall(viewer: Viewer, group: Group) -> bool:
    """Members who are not suspended, and officers of the place."""
    member = membership_of(viewer, group)
    is_member = member is not None and member.state == MemberState.ACTIVE
    return is_member or _is_its_officer(viewer, group)


def can_post_notice(viewer: Viewer, group: Group) -> bool:
    """group.post_notice: whoever leads it, and officers of the place."""
    return leads(viewer, group) or _is_its_officer(viewer, group)


def can_message_members(viewer: Viewer, group: Group) -> bool:
    """group.message_members: whoever leads it, and officers of the place."""
    return can_post_notice(viewer, group)


def can_report_member(viewer: Viewer, group: Group) -> bool:
    """Everybody in the group, suspended or not."""
    member = membership_of(viewer, group)
    return member is not None and member.is_here


def can_alert(viewer: Viewer, neighborhood_id: int) -> bool:
    """Write to the groups of a place at once: its officers."""
    return viewer.holds(Role.OFFICER, neighborhood_id)


def can_open_alerts(viewer: Viewer) -> bool:
    return viewer.holds(Role.OFFICER)


def can_open_reports(viewer: Viewer, bench: Bench) -> bool:
    """Whoever moderates or serves somewhere, or has a report to read."""
    if viewer.user is None:
        return False
    if viewer.holds(Role.MODERATOR) or viewer.holds(Role.OFFICER):
        return True
    return reports_visible_to(viewer, bench).exists()


def _is_its_officer(viewer: Viewer, group: Group) -> bool:
    return viewer.holds(Role.OFFICER, group.neighborhood_id)


def can_ask_for_recordings(viewer: Viewer, neighborhood_id: int) -> bool:
    """Ask owners of cameras near a place: its officers."""
    return viewer.holds(Role.OFFICER, neighborhood_id)


def can_open_camera_desk(viewer: Viewer) -> bool:
    return viewer.holds(Role.OFFICER)


def can_keep_technology(viewer: Viewer) -> bool:
    """Keep the public register of technology: administrators of the town."""
    return viewer.holds(Role.ADMIN)
