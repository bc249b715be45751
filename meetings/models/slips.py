"""What those who came said of themselves, as counts and nothing else (decision 0061)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import models

from meetings.choices import SLIP_TRAITS, MeetingState, SlipSource
from meetings.models.meetings import DOORS_OPEN, Meeting

SLIPS_STAY: Final = timedelta(hours=24)  # after the end


class SlipCount(models.Model):
    """How many ticked one group: no row for a person, no moment, no device."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="slip_counts"
    )
    trait = models.CharField(
        max_length=8, choices=[(each.value, each.label) for each in SLIP_TRAITS]
    )
    group = models.CharField(max_length=12)
    source = models.CharField(max_length=5, choices=SlipSource)
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "trait", "group", "source"],
                name="slips_have_one_count_for_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.trait} {self.group}"


def takes_slips(meeting: Meeting, at: datetime) -> bool:
    """Tell whether slips are taken: from the opening of the door to a day after."""
    opens_at = meeting.begins_at - DOORS_OPEN
    takes_place = meeting.state == MeetingState.PUBLISHED
    return takes_place and opens_at <= at < meeting.ends_at + SLIPS_STAY


def slips_are_counted(meeting: Meeting, at: datetime) -> bool:
    """Tell whether no slip can come any more, so that the counts may be read once."""
    takes_place = meeting.state == MeetingState.PUBLISHED
    return takes_place and meeting.ends_at + SLIPS_STAY <= at
