"""Addresses of meetings: what everybody reads, and where organizers work."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import (
    agenda,
    booking,
    calendars,
    calling,
    chairing,
    copying,
    courses,
    dates,
    desk,
    door,
    enrolling,
    enrolment_desk,
    groups,
    listing,
    live,
    looking,
    minutes,
    people,
    public,
    reading,
    series,
    slips,
    venues,
)

app_name = "meetings"
ONE = "meetings/<int:meeting_id>-<slug:slug>"
DESK = "organize/<int:meeting_id>"
VENUE = "organize/venues/<int:venue_id>"
SERIES = "organize/series/<int:series_id>"
ITEM = f"{DESK}/agenda/<int:item_id>"
ROOM = f"{DESK}/room"

urlpatterns: list[URLPattern | URLResolver] = [
    # after the fixed words of watch groups, which are read first (config/urls.py)
    path("groups/<slug:slug>/", groups.group, name="group"),
    path("meetings/", listing.meetings, name="meetings"),
    path(f"{ONE}/", public.meeting, name="meeting"),
    path(f"{ONE}/agenda/", reading.agenda_sheet, name="agenda_sheet"),
    path(f"{ONE}/propose/", reading.propose, name="propose"),
    path(f"{ONE}/minutes/", reading.minutes, name="minutes"),
    path("m/", live.join, name="join"),
    path("m/<str:code>/", live.join_code, name="join_code"),
    path(f"{ONE}/live/", live.live, name="live"),
    path(f"{ONE}/live/fragment/", live.live_fragment, name="live_fragment"),
    path(f"{ONE}/live/support/", live.live_support, name="live_support"),
    path(f"{ONE}/live/polls/<int:poll_id>/", live.live_poll, name="live_poll"),
    path(f"{ROOM}/", chairing.room_desk, name="room"),
    path(f"{ROOM}/waiting/", chairing.room_waiting, name="room_waiting"),
    path(f"{ROOM}/set/", chairing.room_set, name="room_set"),
    path(f"{ROOM}/screen/", chairing.screen, name="screen"),
    path(f"{ROOM}/screen/fragment/", chairing.screen_fragment, name="screen_fragment"),
    path(f"{ROOM}/paper/", chairing.question_paper, name="question_paper"),
    path(f"{ROOM}/categories/", chairing.room_categories, name="room_categories"),
    path(f"{ROOM}/polls/new/", chairing.poll_new, name="poll_new"),
    path(f"{ROOM}/polls/<int:poll_id>/", chairing.poll_set, name="poll_set"),
    path(
        f"{ROOM}/questions/<int:question_id>/",
        chairing.question_act,
        name="question_act",
    ),
    path("organize/", desk.organize, name="organize"),
    path("organize/new/", desk.meeting_new, name="meeting_new"),
    path(f"{DESK}/", desk.meeting_desk, name="meeting_desk"),
    path(f"{DESK}/edit/", desk.meeting_edit, name="meeting_edit"),
    path(f"{DESK}/move/", desk.meeting_move, name="meeting_move"),
    path(f"{DESK}/cancel/", desk.meeting_cancel, name="meeting_cancel"),
    path(f"{DESK}/inviters/", people.meeting_people, name="meeting_people"),
    path(f"{DESK}/organizers/", people.meeting_organizers, name="meeting_organizers"),
    path(
        f"{DESK}/organizers/<int:organizer_id>/end/",
        people.organizer_end,
        name="organizer_end",
    ),
    path(
        f"{DESK}/letters/<int:letter_id>/withdraw/",
        people.letter_withdraw,
        name="letter_withdraw",
    ),
    path("meetings/asked/<str:token>/", people.asked, name="asked"),
    path(
        "meetings/asked/<str:token>/accept/", people.asked_accept, name="asked_accept"
    ),
    path("meetings/dates/<int:meeting_id>/", dates.dates, name="dates"),
    path(f"{DESK}/dates/", dates.meeting_dates, name="meeting_dates"),
    path(
        f"{DESK}/dates/<int:option_id>/choose/", dates.date_choose, name="date_choose"
    ),
    path(f"{DESK}/copy/", copying.meeting_copy, name="meeting_copy"),
    path(f"{DESK}/course/", courses.meeting_course, name="meeting_course"),
    path(f"{DESK}/publish/", desk.meeting_publish, name="meeting_publish"),
    path("organize/venues/", venues.venues, name="venues"),
    path("organize/venues/new/", venues.venue_new, name="venue_new"),
    path(f"{VENUE}/", venues.venue, name="venue"),
    path(f"{VENUE}/edit/", venues.venue_edit, name="venue_edit"),
    path(f"{VENUE}/use/", venues.venue_use, name="venue_use"),
    path("organize/rooms/<int:room_id>/use/", venues.room_use, name="room_use"),
    path("organize/series/", series.series_list, name="series_list"),
    path("organize/series/new/", series.series_new, name="series_new"),
    path(f"{SERIES}/", series.series, name="series"),
    path(f"{SERIES}/edit/", series.series_edit, name="series_edit"),
    path(f"{SERIES}/publish/", series.series_publish, name="series_publish"),
    path(f"{SERIES}/stop/", series.series_stop, name="series_stop"),
    path(f"{SERIES}/seats/", enrolment_desk.series_seats, name="series_seats"),
    path(f"{SERIES}/people/", enrolment_desk.series_people, name="series_people"),
    path(f"{SERIES}/people/sheet/", enrolment_desk.series_sheet, name="series_sheet"),
    # -- enrolling for all of it -------------------------------------------------------
    path(
        "meetings/series/<int:series_id>-<slug:slug>/enrol/",
        enrolling.enrol,
        name="enrol",
    ),
    path(
        "meetings/series/<int:series_id>-<slug:slug>/enrol/sent/",
        enrolling.enrol_sent,
        name="enrol_sent",
    ),
    path("enrolled/<slug:token>/", enrolling.enrolled, name="enrolled"),
    path("guardian/<slug:token>/", enrolling.guardian, name="guardian"),
    # -- coming ------------------------------------------------------------------------
    path("meetings/<int:meeting_id>/come/", booking.come, name="come"),
    path("meetings/<int:meeting_id>/come/sent/", booking.come_sent, name="come_sent"),
    path("coming/<slug:token>/", booking.coming, name="coming"),
    path("meetings/mine/", booking.mine, name="mine"),
    path("meetings/mine/calendar/", booking.calendar_feed, name="calendar_feed"),
    # -- calendars ---------------------------------------------------------------------
    path("meetings/calendar.ics", calendars.town_ics, name="town_ics"),
    path("n/<slug:slug>/meetings.ics", calendars.neighborhood_ics, name="place_ics"),
    path("meetings/<int:meeting_id>.ics", calendars.meeting_ics, name="meeting_ics"),
    path("coming/<slug:token>/meeting.ics", calendars.coming_ics, name="coming_ics"),
    path("calendar/<slug:token>.ics", calendars.feed_ics, name="feed_ics"),
    # -- who comes ---------------------------------------------------------------------
    path(f"{DESK}/seats/", door.seats, name="seats"),
    path(f"{DESK}/questions/", door.questions, name="questions"),
    path(f"{DESK}/people/", door.attendee_list, name="attendees"),
    path(f"{DESK}/people/open/", looking.list_open, name="list_open"),
    path(f"{DESK}/people.csv", door.attendees_csv, name="attendees_csv"),
    path(f"{DESK}/people/sheet/", door.sign_in_sheet, name="sign_in_sheet"),
    path(f"{DESK}/door/", door.door, name="door"),
    path("meetings/<int:meeting_id>/slip/<str:code>/", slips.slip, name="slip"),
    path(f"{DESK}/who-came/", slips.slips_desk, name="slips"),
    path("organize/who-comes/", slips.who_comes_to_us, name="who_comes"),
    path(f"{DESK}/message/", door.message, name="message"),
    path(f"{DESK}/invite/", calling.call, name="call"),
    path("meetings/invitations/<str:token>/", calling.calls_stop, name="calls_stop"),
    path(f"{DESK}/agenda/", agenda.agenda, name="agenda"),
    path(f"{ITEM}/", agenda.agenda_item, name="agenda_item"),
    path(f"{ITEM}/step/", agenda.agenda_step, name="agenda_step"),
    path(f"{DESK}/proposals/<int:proposal_id>/", agenda.proposal, name="proposal"),
    path(f"{DESK}/sign-in-sheet/", agenda.blank_sheet, name="blank_sheet"),
    path(f"{DESK}/minutes/", minutes.minutes_edit, name="minutes_edit"),
    path(f"{DESK}/minutes/publish/", minutes.minutes_publish, name="minutes_publish"),
    path(f"{DESK}/promise/", minutes.meeting_promise, name="meeting_promise"),
]
