"""Addresses of meetings: what everybody reads, and where organizers work."""

from django.urls import URLPattern, URLResolver, path

from meetings.views import chairing, desk, live, public

app_name = "meetings"
ONE = "meetings/<int:meeting_id>-<slug:slug>"
DESK = "organize/<int:meeting_id>"
ROOM = f"{DESK}/room"

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/", public.meetings, name="meetings"),
    path(f"{ONE}/", public.meeting, name="meeting"),
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
    path(f"{DESK}/publish/", desk.meeting_publish, name="meeting_publish"),
]
