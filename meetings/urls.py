"""Addresses of meetings: what everybody reads, and where organizers work."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import copying, dates, desk, listing, people, public, series, venues

app_name = "meetings"
ONE = "meetings/<int:meeting_id>-<slug:slug>"
DESK = "organize/<int:meeting_id>"
VENUE = "organize/venues/<int:venue_id>"
SERIES = "organize/series/<int:series_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", listing.meetings, name="meetings"),
    path(f"{ONE}/", public.meeting, name="meeting"),
    path("organize/", desk.organize, name="organize"),
    path("organize/new/", desk.meeting_new, name="meeting_new"),
    path(f"{DESK}/", desk.meeting_desk, name="meeting_desk"),
    path(f"{DESK}/edit/", desk.meeting_edit, name="meeting_edit"),
    path(f"{DESK}/move/", desk.meeting_move, name="meeting_move"),
    path(f"{DESK}/cancel/", desk.meeting_cancel, name="meeting_cancel"),
    path(f"{DESK}/people/", people.meeting_people, name="meeting_people"),
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
]
