"""Who may do what with a watch group (SECURITY matrix: group.*)."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.roles import Role, Viewer
from engagement.people.choices import CredentialSort
from engagement.people.models import User
from watchgroups.choices import LEADING, MemberState
from watchgroups.models import Group, Membership
from watchgroups.queries.visible import led_by


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


def leads_as(person: User, group: Group) -> bool:
    """Tell whether somebody leads the group now, whatever session they have or none."""
    return Membership.objects.filter(
        group=group,
        person=person,
        part__in=LEADING,
        state=MemberState.ACTIVE,
        person__is_active=True,
    ).exists()


def can_edit_group(viewer: Viewer, group: Group) -> bool:
    """Change what its page says: whoever leads it, and its officers."""
    return can_look_after(viewer, group) or leads(viewer, group)


def can_see_members(viewer: Viewer, group: Group) -> bool:
    """group.view_member_list: whoever leads it."""
    return leads(viewer, group)


def can_require(viewer: Viewer, group: Group, sort: str) -> bool:
    """Say what is asked of those who go out: a vetting is the officers’ to ask."""
    if sort == CredentialSort.VETTING:
        return can_look_after(viewer, group)
    return can_edit_group(viewer, group)
