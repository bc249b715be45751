"""Addresses of watch groups: what everybody reads, and where captains and officers work."""

from django.urls import URLPattern, URLResolver, path

from watchgroups.views import (
    alerts,
    asked,
    cameras,
    captain,
    desk,
    public,
    reports,
    technology,
    wall,
)

app_name = "watchgroups"
GROUP = "groups/<slug:slug>"
CAPTAIN = "captain/<slug:slug>"
DESK = "desk/groups/<slug:slug>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/", public.groups, name="groups"),
    # -- a letter that asks to lead a group --------------------------------------------
    path("groups/asked/<str:token>/", asked.asked, name="asked"),
    path("groups/asked/<str:token>/accept/", asked.asked_accept, name="asked_accept"),
    # -- what members read and write ----------------------------------------------------
    path("groups/letters/<str:token>/", wall.letters, name="letters"),
    path(f"{GROUP}/wall/", wall.wall, name="wall"),
    path(f"{GROUP}/wall/<int:post_id>/off/", wall.wall_off, name="wall_off"),
    path(f"{GROUP}/report/", reports.member_report, name="member_report"),
    path(f"{CAPTAIN}/message/", wall.message, name="message"),
    # -- alerts of officers, reports about members ---------------------------------------
    path("desk/group-alerts/", alerts.alerts, name="alerts"),
    path("desk/group-alerts/<int:alert_id>/end/", alerts.alert_end, name="alert_end"),
    path("desk/group-reports/", reports.reports, name="reports"),
    path("desk/group-reports/<int:report_id>/", reports.report, name="report"),
    # -- the register of cameras -----------------------------------------------------------
    path("my/cameras/", cameras.cameras, name="cameras"),
    path("my/cameras/<int:camera_id>/leave/", cameras.leave, name="camera_leave"),
    path("my/cameras/asked/<int:ask_id>/", cameras.answer, name="camera_answer"),
    path("desk/cameras/", cameras.desk, name="camera_desk"),
    path("desk/cameras/<int:request_id>/", cameras.request_page, name="camera_request"),
    path(
        "desk/cameras/<int:request_id>/look/<int:ask_id>/",
        cameras.look,
        name="camera_look",
    ),
    # -- the public register of technology --------------------------------------------------
    path("technology/", technology.register, name="technologies"),
    path("technology/<slug:slug>/", technology.technology, name="technology"),
    path("desk/technology/new/", technology.technology_new, name="technology_new"),
    path(
        "desk/technology/<slug:slug>/",
        technology.technology_change,
        name="technology_change",
    ),
    path(
        "desk/technology/<slug:slug>/answer/",
        technology.technology_answer,
        name="technology_answer",
    ),
    # -- what everybody reads ----------------------------------------------------------
    path(f"{GROUP}/", public.group, name="group"),
    path(f"{GROUP}/rules/", public.codes, name="codes"),
    path(f"{GROUP}/rules/<int:number>/", public.code, name="code"),
    # -- where captains work -----------------------------------------------------------
    path(f"{CAPTAIN}/", captain.captain_desk, name="captain"),
    path(f"{CAPTAIN}/edit/", captain.group_edit, name="group_edit"),
    path(f"{CAPTAIN}/rules/", captain.code_write, name="code_write"),
    path(f"{CAPTAIN}/partners/", captain.partners, name="partners"),
    path(f"{CAPTAIN}/hand-over/", captain.hand_over, name="hand_over"),
    # -- where officers look after groups ----------------------------------------------
    path("desk/groups/", desk.desk_groups, name="desk_groups"),
    path("desk/groups/new/", desk.group_new, name="group_new"),
    path(f"{DESK}/", desk.desk_group_page, name="desk_group"),
    path(f"{DESK}/captain/", desk.appoint, name="appoint"),
    path(
        f"{DESK}/captain/<int:appointment_id>/",
        desk.decide_captain,
        name="decide_captain",
    ),
    path(f"{DESK}/act/", desk.group_act, name="group_act"),
    path(f"{DESK}/liaison/", desk.liaison, name="liaison"),
]
