"""Everything that happens to meetings."""

from meetings.services.organizing import add_organizer, end_organizer
from meetings.services.scheduling import (
    MeetingDetails,
    cancel_meeting,
    create_meeting,
    edit_meeting,
    move_meeting,
    publish_meeting,
)

__all__ = [
    "MeetingDetails",
    "add_organizer",
    "cancel_meeting",
    "create_meeting",
    "edit_meeting",
    "end_organizer",
    "move_meeting",
    "publish_meeting",
]
