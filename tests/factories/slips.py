"""Plain typed makers of slips about who came."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from engagement.places.models import Neighborhood
from engagement.places.queries import groups_of
from meetings.models import Meeting, SlipCount
from tests.factories.meetings import make_meeting


def make_slips(
    meeting: Meeting, counts: Mapping[str, int], trait: str = "housing"
) -> None:
    """So many told; every group of the trait has its row, as the service makes them."""
    SlipCount.objects.bulk_create(
        SlipCount(
            meeting=meeting,
            trait=trait,
            group=group,
            source="phone",
            people=counts.get(group, 0),
        )
        for group in groups_of(trait)
    )


def make_told_meeting(
    ended_at: datetime,
    counts: Mapping[str, int] | None = None,
    *,
    of: Neighborhood | None = None,
    trait: str = "housing",
) -> Meeting:
    """A meeting that ended then, and what those who came told."""
    meeting = make_meeting(neighborhood=of, begins_at=ended_at - timedelta(hours=2))
    if counts:
        make_slips(meeting, counts, trait)
    return meeting
