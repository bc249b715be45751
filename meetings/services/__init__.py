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
from meetings.services.series import (
    SeriesDetails,
    create_series,
    grow_series,
    growing_series,
    publish_series,
    stop_series,
)
from meetings.services.series_changes import Change, People, change_series
from meetings.services.venues import (
    VenueDetails,
    save_room,
    save_venue,
    use_room,
    use_venue,
)

__all__ = [
    "Change",
    "MeetingDetails",
    "People",
    "SeriesDetails",
    "VenueDetails",
    "add_organizer",
    "cancel_meeting",
    "change_series",
    "create_meeting",
    "create_series",
    "edit_meeting",
    "end_organizer",
    "grow_series",
    "growing_series",
    "move_meeting",
    "publish_meeting",
    "publish_series",
    "save_room",
    "save_venue",
    "stop_series",
    "use_room",
    "use_venue",
]
