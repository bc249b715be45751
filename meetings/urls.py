"""Addresses of meetings: what everybody reads, and where organizers work."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import agenda, desk, minutes, public, reading

app_name = "meetings"
ONE = "meetings/<int:meeting_id>-<slug:slug>"
DESK = "organize/<int:meeting_id>"
ITEM = f"{DESK}/agenda/<int:item_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", public.meetings, name="meetings"),
    path(f"{ONE}/", public.meeting, name="meeting"),
    path(f"{ONE}/agenda/", reading.agenda_sheet, name="agenda_sheet"),
    path(f"{ONE}/propose/", reading.propose, name="propose"),
    path(f"{ONE}/minutes/", reading.minutes, name="minutes"),
    path("organize/", desk.organize, name="organize"),
    path("organize/new/", desk.meeting_new, name="meeting_new"),
    path(f"{DESK}/", desk.meeting_desk, name="meeting_desk"),
    path(f"{DESK}/edit/", desk.meeting_edit, name="meeting_edit"),
    path(f"{DESK}/move/", desk.meeting_move, name="meeting_move"),
    path(f"{DESK}/cancel/", desk.meeting_cancel, name="meeting_cancel"),
    path(f"{DESK}/publish/", desk.meeting_publish, name="meeting_publish"),
    path(f"{DESK}/agenda/", agenda.agenda, name="agenda"),
    path(f"{ITEM}/", agenda.agenda_item, name="agenda_item"),
    path(f"{ITEM}/step/", agenda.agenda_step, name="agenda_step"),
    path(f"{DESK}/proposals/<int:proposal_id>/", agenda.proposal, name="proposal"),
    path(f"{DESK}/sign-in-sheet/", agenda.sign_in_sheet, name="sign_in_sheet"),
    path(f"{DESK}/minutes/", minutes.minutes_edit, name="minutes_edit"),
    path(f"{DESK}/minutes/publish/", minutes.minutes_publish, name="minutes_publish"),
    path(f"{DESK}/promise/", minutes.meeting_promise, name="meeting_promise"),
]
