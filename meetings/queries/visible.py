"""Who may read which meeting."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.common.roles import NOBODY, Role, Viewer
from engagement.people.models import User
from meetings.choices import MeetingState
from meetings.models import Meeting, Organizer, Room, Venue
from watchgroups.choices import GroupState
from watchgroups.models import Group
from watchgroups.queries import groups_led_by

LOOK_AFTER_A_PLACE = (Role.ORGANIZER, Role.OFFICER)
MeetingQuerySet = QuerySet[Meeting]


def meetings_visible_to(viewer: Viewer) -> MeetingQuerySet:
    """What was published for everybody; drafts for those who look after them.

    Administrators see drafts too: they name organizers.
    """
    meetings = Meeting.objects.select_related(
        "neighborhood", "venue", "room", "series", "group"
    )
    if viewer.holds(Role.ADMIN):
        return meetings
    may = Q(published_at__isnull=False) | looked_after_by(viewer)
    places = viewer.place_ids(Role.OFFICER)
    may |= Q() if places is None else Q(neighborhood__in=places)
    return meetings if places is None else meetings.filter(may)


def looked_after_by(viewer: Viewer) -> Q:
    """The meetings somebody organizes: by name, or through a role held now."""
    user = viewer.user
    if not isinstance(user, User) or user.lacks_second_step or not user.is_active:
        return Q(pk__in=())
    mine = Organizer.objects.filter(
        meeting=OuterRef("pk"), person=user.pk, ended_at=None
    )
    in_my_places = Q()
    for role in LOOK_AFTER_A_PLACE:
        places = viewer.place_ids(role)
        in_my_places |= (
            Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)
        )
    led = groups_to_call_for(viewer).order_by().values("pk")
    in_my_places |= Q(group__in=led)
    by_name = Q(Exists(mine.filter(is_by_role=False)))
    return by_name | Q(Exists(mine)) & in_my_places


def groups_to_call_for(viewer: Viewer) -> QuerySet[Group]:
    """List the groups at work whose captain or co-captain somebody is now."""
    return groups_led_by(viewer).filter(state=GroupState.ACTIVE)


def meetings_organized_by(viewer: Viewer) -> MeetingQuerySet:
    """List the meetings somebody may work on: their own, and an officer's area's."""
    may = looked_after_by(viewer)
    places = viewer.place_ids(Role.OFFICER)
    may |= Q(pk__isnull=False) if places is None else Q(neighborhood__in=places)
    return meetings_visible_to(viewer).filter(may)


def active_organizers(meeting: Meeting) -> QuerySet[Organizer]:
    """List who looks after a meeting, the first one first."""
    current = Organizer.objects.filter(meeting=meeting, ended_at=None)
    return current.select_related("person").order_by("added_at", "pk")


def ahead(meetings: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
    """Keep what is not over yet, the soonest first; cancelled ones stay readable."""
    return meetings.filter(ends_at__gt=at).order_by("begins_at", "pk")


def next_meetings(
    at: datetime, most: int, neighborhood_id: int | None = None
) -> list[Meeting]:
    """List the next ones everybody may come to: in a place also the whole town’s."""
    coming = ahead(meetings_visible_to(NOBODY), at).filter(state=MeetingState.PUBLISHED)
    if neighborhood_id is not None:
        here = Q(neighborhood=neighborhood_id) | Q(neighborhood=None)
        coming = coming.filter(here)
    return list(coming[:most])


def next_meeting_of_group(group_id: int, at: datetime) -> Meeting | None:
    """Give the next meeting a group’s captain called that everybody may come to."""
    coming = ahead(meetings_visible_to(NOBODY), at)
    return coming.filter(state=MeetingState.PUBLISHED, group=group_id).first()


def bookings_of(room: Room, begins_at: datetime, ends_at: datetime) -> MeetingQuerySet:
    """List what a room is booked for within these hours."""
    taken = Meeting.objects.filter(
        room=room, begins_at__lt=ends_at, ends_at__gt=begins_at
    )
    return taken.exclude(state=MeetingState.CANCELLED).order_by("begins_at", "pk")


def venues_known() -> QuerySet[Venue]:
    """List the houses in use, by name."""
    return Venue.objects.filter(is_active=True).order_by("name", "pk")


def rooms_to_book() -> QuerySet[Room]:
    """List the rooms of the houses in use."""
    rooms = Room.objects.filter(is_active=True, venue__is_active=True)
    return rooms.select_related("venue").order_by("venue__name", "name", "pk")
