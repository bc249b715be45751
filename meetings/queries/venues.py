"""Houses and rooms as those who look after them see them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from meetings.choices import MeetingState
from meetings.models import Room, Venue


def all_venues(at: datetime) -> QuerySet[Venue]:
    """List every house with its rooms: those in use first, then by name."""
    ahead = Q(meetings__ends_at__gt=at) & ~Q(meetings__state=MeetingState.CANCELLED)
    rooms = Prefetch("rooms", Room.objects.order_by("-is_active", "name", "pk"))
    return (
        Venue.objects.select_related("neighborhood")
        .prefetch_related(rooms)
        .annotate(ahead=Count("meetings", filter=ahead))
        .order_by("-is_active", "name", "pk")
    )


def rooms_of_venues() -> QuerySet[Room]:
    return Room.objects.select_related("venue")


def room_by_number(room_id: int | None) -> Room | None:
    """Give a room, also one that is off the list."""
    return Room.objects.select_related("venue").filter(pk=room_id or 0).first()


def venue_by_number(venue_id: int | None) -> Venue | None:
    """Give a house, also one that is off the list."""
    return Venue.objects.filter(pk=venue_id or 0).first()
