"""What people type after our commands; mistakes end in a plain sentence."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import Q

from engagement.common.weeks import Week
from engagement.places.models import Neighborhood


def week_named(text: str) -> Week:
    """Read `2026-W46`. Raises CommandError."""
    try:
        return Week.parse(text)
    except ValueError as error:
        message = f"“{text}” is not a week. Write it like 2026-W46."
        raise CommandError(message) from error


def neighborhood_named(text: str) -> Neighborhood:
    """Find a neighborhood by slug or name. Raises CommandError."""
    found = Neighborhood.objects.filter(Q(slug=text) | Q(name__iexact=text)).first()
    if found is None:
        message = f"There is no neighborhood “{text}”. Use its slug or its name."
        raise CommandError(message)
    return found


def moment_named(text: str) -> datetime:
    """Read an ISO moment; without a zone it is the town's. Raises CommandError."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        message = f"“{text}” is not a moment. Write it like 2026-11-16T00:00."
        raise CommandError(message) from error
    if moment.tzinfo is None:
        return moment.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))
    return moment
