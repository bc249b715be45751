"""Addresses of meetings: what everybody reads, and where organizers work."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import desk, public

app_name = "meetings"
ONE = "meetings/<int:meeting_id>-<slug:slug>"
DESK = "organize/<int:meeting_id>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", public.meetings, name="meetings"),
    path(f"{ONE}/", public.meeting, name="meeting"),
    path("organize/", desk.organize, name="organize"),
    path("organize/new/", desk.meeting_new, name="meeting_new"),
    path(f"{DESK}/", desk.meeting_desk, name="meeting_desk"),
    path(f"{DESK}/edit/", desk.meeting_edit, name="meeting_edit"),
    path(f"{DESK}/move/", desk.meeting_move, name="meeting_move"),
    path(f"{DESK}/cancel/", desk.meeting_cancel, name="meeting_cancel"),
    path(f"{DESK}/publish/", desk.meeting_publish, name="meeting_publish"),
]
