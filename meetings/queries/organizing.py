"""Who could look after a meeting too, and whom a letter asked."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from engagement.people.models import Grant, User
from engagement.people.queries import token_hash
from meetings.models import Meeting, Organizer, OrganizerInvitation


def colleagues_for(meeting: Meeting, at: datetime) -> QuerySet[User]:
    """List who holds a role in the place or in the whole town and is not asked yet."""
    here = Q(neighborhood=meeting.neighborhood_id) | Q(neighborhood=None)
    held = Grant.objects.current(at).filter(here)
    already = Organizer.objects.filter(meeting=meeting, ended_at=None)
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people.exclude(pk__in=already.values("person")).order_by("name", "email")


def open_letters_of(meeting: Meeting, at: datetime) -> QuerySet[OrganizerInvitation]:
    """List the letters of a meeting nobody has answered, the oldest first."""
    letters = OrganizerInvitation.objects.filter(
        meeting=meeting, accepted_at=None, withdrawn_at=None, expires_at__gt=at
    )
    return letters.select_related("invited_by").order_by("invited_at", "pk")


def letter_of(token: str) -> OrganizerInvitation | None:
    """Find the letter a link belongs to."""
    letters = OrganizerInvitation.objects.select_related("meeting", "invited_by")
    return letters.filter(token_hash=token_hash(token)).first()
