"""Who has spoken on an issue, asked one speaker at a time; never listed."""

from __future__ import annotations

from django.db.models import Q

from engagement.common.devices import device_tag
from engagement.concerns.models import Issue, Voice
from engagement.people.models import User


def voice_of(issue: Issue, person: User | None, device: str | None) -> Voice | None:
    """Give what this person, or this device, has said on the issue."""
    mine = Q(pk__in=[])
    if device:
        mine = Q(device=device_tag(device))
    if person:
        mine |= Q(person=person)
    return Voice.objects.filter(mine, issue=issue).order_by("role", "pk").first()
