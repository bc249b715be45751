"""Everything that happens to meetings."""

from meetings.services.copying import copy_meeting
from meetings.services.courses import grant_courses, name_course
from meetings.services.dates import (
    ask_dates,
    choose_date,
    forget_votes,
    vote_on_dates,
    voter_to_tell,
)
from meetings.services.inviters import (
    add_host,
    add_speaker,
    remove_host,
    remove_speaker,
)
from meetings.services.inviting import (
    accept_organizing,
    forget_letters,
    invite_organizer,
    withdraw_letter,
)
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
    "accept_organizing",
    "add_host",
    "add_organizer",
    "add_speaker",
    "ask_dates",
    "cancel_meeting",
    "change_series",
    "choose_date",
    "copy_meeting",
    "create_meeting",
    "create_series",
    "edit_meeting",
    "end_organizer",
    "forget_letters",
    "forget_votes",
    "grant_courses",
    "grow_series",
    "growing_series",
    "invite_organizer",
    "move_meeting",
    "name_course",
    "publish_meeting",
    "publish_series",
    "remove_host",
    "remove_speaker",
    "save_room",
    "save_venue",
    "stop_series",
    "use_room",
    "use_venue",
    "vote_on_dates",
    "voter_to_tell",
    "withdraw_letter",
]
