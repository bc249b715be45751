"""Who may read which group, and who leads it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from engagement.common.roles import Role, Viewer
from engagement.people.models import User
from watchgroups.choices import (
    HERE,
    LEADING,
    OPEN_APPOINTMENTS,
    GroupState,
    MemberState,
    Part,
)
from watchgroups.models import Appointment, CodeOfConduct, Group, Membership

GroupQuerySet = QuerySet[Group]


def groups_visible_to(viewer: Viewer) -> GroupQuerySet:
    """What everybody reads: groups at work; the others for those who look after them.

    A paused group is read by its members too; a closed one by its officers alone.
    """
    groups = Group.objects.select_related("neighborhood", "liaison")
    may = Q(state=GroupState.ACTIVE) | looked_after_by(viewer)
    if (user := _signed_in(viewer)) is not None:
        mine = _members().filter(person=user.pk, state__in=HERE)
        may |= Q(Exists(mine), state=GroupState.FROZEN)
    return groups.filter(may)


def looked_after_by(viewer: Viewer) -> Q:
    """The groups of an officer's area; administrators look after all."""
    if viewer.holds(Role.ADMIN):
        return Q(pk__isnull=False)
    places = viewer.place_ids(Role.OFFICER)
    return Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)


def led_by(viewer: Viewer) -> Q:
    """The groups somebody leads now, as captain or co-captain, with a second step."""
    user = _signed_in(viewer)
    if user is None or user.lacks_second_step:
        return Q(pk__in=())
    leads = _members().filter(
        person=user.pk, part__in=LEADING, state=MemberState.ACTIVE
    )
    return Q(Exists(leads)) & ~Q(state=GroupState.CLOSED)


def groups_led_by(viewer: Viewer) -> GroupQuerySet:
    """List the groups somebody leads, by name."""
    return groups_visible_to(viewer).filter(led_by(viewer)).order_by("name", "pk")


def groups_at_the_desk(viewer: Viewer) -> GroupQuerySet:
    """List the groups an officer or administrator looks after, the newest first."""
    mine = groups_visible_to(viewer).filter(looked_after_by(viewer))
    return mine.annotate(
        members_now=Count(
            "memberships", filter=Q(memberships__state=MemberState.ACTIVE)
        )
    )


def groups_of_place(neighborhood_id: int, most: int) -> list[Group]:
    """List the groups at work in a neighborhood, by name."""
    here = Group.objects.filter(neighborhood=neighborhood_id, state=GroupState.ACTIVE)
    return list(here.order_by("name", "pk")[:most])


def captain_of(group: Group) -> Membership | None:
    """Give who leads the group now."""
    captains = Membership.objects.filter(
        group=group, part=Part.CAPTAIN, state=MemberState.ACTIVE
    )
    return captains.select_related("person").first()


def code_of(group: Group) -> CodeOfConduct | None:
    """Give the rules as they stand, the highest number."""
    return group.codes.order_by("-number").first()


def membership_of(viewer: Viewer, group: Group) -> Membership | None:
    """Give what somebody is in a group now, or asked to be."""
    user = _signed_in(viewer)
    if user is None:
        return None
    return Membership.objects.filter(group=group, person=user, ended_at=None).first()


def open_appointment_of(group: Group, at: datetime) -> Appointment | None:
    """Give who is asked to lead the group, while the letter or the question holds."""
    found = Appointment.objects.filter(
        group=group, state__in=OPEN_APPOINTMENTS, expires_at__gt=at
    )
    return found.select_related("asked_by", "hands_over__person").first()


def groups_without_a_captain(at: datetime) -> GroupQuerySet:
    """List groups at work whose captain cannot act any more: left, paused, shut out."""
    captains = Membership.objects.filter(
        group=OuterRef("pk"),
        part=Part.CAPTAIN,
        state=MemberState.ACTIVE,
        began_at__lte=at,
        person__is_active=True,
    )
    return Group.objects.filter(~Exists(captains), state=GroupState.ACTIVE)


def _signed_in(viewer: Viewer) -> User | None:
    user = viewer.user
    return user if isinstance(user, User) and user.is_active else None


def _members() -> QuerySet[Membership]:
    return Membership.objects.filter(group=OuterRef("pk"), ended_at=None)


def appointment_of(hashed: str) -> Appointment | None:
    """Give the appointment of a letter's link."""
    found = Appointment.objects.filter(token_hash=hashed)
    return found.select_related("group__neighborhood", "asked_by").first()
