"""Who may do what with a watch group (SECURITY matrix: group.*)."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from engagement.moderation.queries import Bench
from engagement.people.choices import CredentialSort
from engagement.people.models import User
from watchgroups.choices import LEADING, MemberState, Part
from watchgroups.models import Group, Membership
from watchgroups.queries.reports import reports_visible_to
from watchgroups.queries.visible import led_by, membership_of
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


def can_read_wall(viewer: Viewer, group: Group) -> bool:
    """Members who are not suspended, and officers of the place."""
    member = membership_of(viewer, group)
    is_member = member is not None and member.state == MemberState.ACTIVE
    return is_member or _is_its_officer(viewer, group)


def can_post_notice(viewer: Viewer, group: Group) -> bool:
    """group.post_notice: whoever leads it, and officers of the place."""
    return leads(viewer, group) or _is_its_officer(viewer, group)


def can_put_back(viewer: Viewer, group: Group) -> bool:
    """Put back what captains took off the wall: officers of the place."""
    return _is_its_officer(viewer, group)


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


def can_manage_members(viewer: Viewer, group: Group) -> bool:
    """group.approve_suspend_remove_member: whoever leads it, and administrators."""
    return leads(viewer, group) or viewer.holds(Role.ADMIN)


def can_manage(viewer: Viewer, group: Group, member: Membership) -> bool:
    """Change one member: nobody oneself, a co-captain nobody who leads."""
    if viewer.user is None or member.person_id == viewer.user.pk:
        return False
    if viewer.holds(Role.ADMIN):
        return True
    if not leads(viewer, group):
        return False
    mine = membership_of(viewer, group)
    is_captain = mine is not None and mine.part == Part.CAPTAIN
    return is_captain or member.part not in LEADING


def can_see_member_contact(viewer: Viewer, group: Group, member: Membership) -> bool:
    """group.view_member_contact: whoever leads it, where the member agreed."""
    return member.is_here and member.shares_contact and leads(viewer, group)


def can_open_members(viewer: Viewer) -> bool:
    """Break the glass of a list of members: administrators, for a reason."""
    return viewer.holds(Role.ADMIN)


def can_answer_appeals(viewer: Viewer, group: Group) -> bool:
    """Officers of the place and administrators, never about a group they are in."""
    return can_look_after(viewer, group) and membership_of(viewer, group) is None


def leads_as(person: User, group: Group) -> bool:
    """Tell whether somebody leads the group now, whatever session they have or none."""
    return Membership.objects.filter(
        group=group,
        person=person,
        part__in=LEADING,
        state=MemberState.ACTIVE,
        person__is_active=True,
    ).exists()


def can_require(viewer: Viewer, group: Group, sort: str) -> bool:
    """Say what is asked of those who go out: a vetting is the officers’ to ask."""
    if sort == CredentialSort.VETTING:
        return can_look_after(viewer, group)
    return can_edit_group(viewer, group)


def can_ask_for_recordings(viewer: Viewer, neighborhood_id: int) -> bool:
    """Ask owners of cameras near a place: its officers."""
    return viewer.holds(Role.OFFICER, neighborhood_id)


def can_open_camera_desk(viewer: Viewer) -> bool:
    return viewer.holds(Role.OFFICER)


def can_keep_technology(viewer: Viewer) -> bool:
    """Keep the public register of technology: administrators of the town."""
    return viewer.holds(Role.ADMIN)
