"""Plain typed makers of codes that show that somebody is a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from engagement.people.models import CodeSheet, MeetingCode
from engagement.people.services import make_sheet
from engagement.places.models import Neighborhood
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood


def make_sheet_of_codes(
    of: Neighborhood | None = None, *, at: datetime | None = None, size: int = 10
) -> tuple[CodeSheet, list[str]]:
    """A sheet of letter codes, good for a month, and what stands on it."""
    place, moment = of or make_neighborhood(), at or now()
    return make_sheet(
        neighborhood_id=place.pk,
        purpose="Letters to Mill Lane",
        size=size,
        expires_at=moment + timedelta(days=30),
        actor=make_officer(of=place),
        now=moment,
    )


def make_meeting_code(
    of: Neighborhood | None = None, *, at: datetime | None = None, **fields: Any
) -> MeetingCode:
    """A code shown since an hour ago, for two hours more, to twenty people."""
    moment = at or now()
    plain = {
        "place": "Town hall",
        "starts_at": moment - timedelta(hours=1),
        "ends_at": moment + timedelta(hours=2),
        "most": 20,
    }
    return MeetingCode.objects.create(
        neighborhood=of or make_neighborhood(), **(plain | fields)
    )
