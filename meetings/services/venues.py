"""Houses and rooms: adding, changing and retiring them; nothing is deleted."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.errors import MeetingIncompleteError, VenueKnownError
from meetings.models import Room, Venue
from meetings.permissions import can_look_after_venues

MOST_SEATS: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class VenueDetails:
    """What is said of a house, and how one gets in."""

    name: str
    address: str
    neighborhood_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    is_step_free: bool = False
    has_hearing_loop: bool = False
    has_accessible_toilet: bool = False
    transit: str = ""
    access_note: str = ""


@transaction.atomic
def save_venue(
    *, venue_id: int | None, details: VenueDetails, actor: User, now: datetime
) -> Venue:
    """Put a house on the list, or change what is said of it.

    Raises NotAllowedError, MeetingIncompleteError, VenueKnownError.
    """
    _must_be_allowed(actor)
    venue = Venue()
    if venue_id is not None:
        venue = Venue.objects.select_for_update().get(pk=venue_id)
    for field in fields(details):
        value = getattr(details, field.name)
        said = plain(value).strip() if isinstance(value, str) else value
        setattr(venue, field.name, said)
    if not venue.name or not venue.address:
        raise MeetingIncompleteError(_("Give the name and the address."))
    others = Venue.objects.filter(name__iexact=venue.name).exclude(pk=venue.pk)
    if others.exists():
        raise VenueKnownError(_("A house of that name is on the list already."))
    venue.save()
    _note(venue, actor, "venue.save", now)
    return venue


@transaction.atomic
def save_room(
    *,
    venue_id: int,
    room_id: int | None,
    name: str,
    capacity: int,
    actor: User,
    now: datetime,
) -> Room:
    """Add a room to a house, or change its name and seats.

    Raises NotAllowedError, MeetingIncompleteError, VenueKnownError.
    """
    _must_be_allowed(actor)
    venue = Venue.objects.select_for_update().get(pk=venue_id)
    room = Room(venue=venue)
    if room_id is not None:
        room = Room.objects.select_for_update().get(pk=room_id, venue=venue)
    room.name, room.capacity = plain(name).strip(), capacity
    if not room.name or not 1 <= capacity <= MOST_SEATS:
        raise MeetingIncompleteError(
            _("Give the room a name and between 1 and %(most)d seats.")
            % {"most": MOST_SEATS}
        )
    others = Room.objects.filter(venue=venue, name__iexact=room.name)
    if others.exclude(pk=room.pk).exists():
        raise VenueKnownError(_("This house has a room of that name already."))
    room.save()
    _note(venue, actor, "venue.save_room", now)
    return room


@transaction.atomic
def use_venue(*, venue_id: int, is_active: bool, actor: User, now: datetime) -> Venue:
    """Take a house off the list, or put it back; its meetings stay where they are.

    Raises NotAllowedError.
    """
    _must_be_allowed(actor)
    venue = Venue.objects.select_for_update().get(pk=venue_id)
    if venue.is_active != is_active:
        venue.is_active = is_active
        venue.save(update_fields=["is_active"])
        _note(venue, actor, "venue.use" if is_active else "venue.retire", now)
    return venue


@transaction.atomic
def use_room(*, room_id: int, is_active: bool, actor: User, now: datetime) -> Room:
    """Take one room off the list, or put it back. Raises NotAllowedError."""
    _must_be_allowed(actor)
    room = Room.objects.select_for_update().get(pk=room_id)
    if room.is_active != is_active:
        room.is_active = is_active
        room.save(update_fields=["is_active"])
        _note(room.venue, actor, "venue.save_room", now)
    return room


def _must_be_allowed(actor: User) -> None:
    if not can_look_after_venues(Viewer(user=actor)):
        raise NotAllowedError(
            _("Only organizers, officers and administrators keep this list.")
        )


def _note(venue: Venue, actor: User, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=venue,
        now=now,
        place_id=venue.neighborhood_id,
    )
