"""Addresses of watch groups: what everybody reads, and where captains and officers work."""

from django.urls import URLPattern, URLResolver, path

from watchgroups.views import (
    activity,
    alerts,
    appeals,
    area,
    asked,
    cameras,
    captain,
    desk,
    inviting,
    joining,
    log,
    my_patrols,
    own,
    public,
    ready,
    reports,
    roster,
    rota,
    rota_captain,
    technology,
    walks,
    wall,
    wall_appeals,
    words,
)

app_name = "watchgroups"
GROUP = "groups/<slug:slug>"
CAPTAIN = "captain/<slug:slug>"
MEMBER = f"{CAPTAIN}/members/<int:member_id>"
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
    path(f"{GROUP}/wall/<int:post_id>/back/", wall.wall_back, name="wall_back"),
    path(
        f"{GROUP}/wall/<int:post_id>/appeal/", wall_appeals.appeal, name="wall_appeal"
    ),
    path(f"{GROUP}/report/", reports.member_report, name="member_report"),
    path(f"{CAPTAIN}/message/", wall.message, name="message"),
    # -- alerts of officers, reports about members ---------------------------------------
    path("desk/group-alerts/", alerts.alerts, name="alerts"),
    path("desk/group-alerts/<int:alert_id>/end/", alerts.alert_end, name="alert_end"),
    path("desk/group-reports/", reports.reports, name="reports"),
    path("desk/group-reports/<int:report_id>/", reports.report, name="report"),
    # -- letters to members, and what is one's own --------------------------------------
    path("groups/mine/", own.mine, name="mine"),
    path("groups/invited/<str:token>/", joining.invited, name="invited"),
    path("groups/invited/<str:token>/join/", joining.invited_join, name="invited_join"),
    path("groups/guardian/<str:token>/", joining.guardian, name="guardian"),
    path("groups/word/<str:token>/", words.word, name="word"),
    path("groups/letter/<str:token>/", joining.member_link, name="member_link"),
    path(f"{GROUP}/join/", joining.join, name="join"),
    path(f"{GROUP}/mine/", own.own, name="own"),
    path(f"{GROUP}/mine/edit/", own.own_edit, name="own_edit"),
    path(f"{GROUP}/mine/act/", own.own_act, name="own_act"),
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
    path(f"{GROUP}/rules/", public.codes, name="codes"),
    path(f"{GROUP}/rules/<int:number>/", public.code, name="code"),
    # -- out on patrol ------------------------------------------------------------------
    path(f"{GROUP}/out/", walks.walk, name="walk"),
    path(f"{GROUP}/out/act/", walks.walk_act, name="walk_act"),
    path(f"{GROUP}/out/log/", log.observation_new, name="observe"),
    path(f"{GROUP}/out/mine/", log.my_log, name="my_log"),
    path(
        f"{GROUP}/out/<int:observation_id>/concern/",
        log.observation_concern,
        name="observation_concern",
    ),
    path(f"{GROUP}/duty-phone/", walks.duty_phone, name="duty_phone"),
    path(f"{CAPTAIN}/out/", walks.out_now, name="out_now"),
    path(f"{CAPTAIN}/safety/", walks.safety, name="safety"),
    path(f"{CAPTAIN}/log/", log.log, name="log"),
    path(f"{CAPTAIN}/activity/", activity.activity, name="activity"),
    path(f"{CAPTAIN}/sheets/", activity.sheets, name="sheets"),
    path(f"{CAPTAIN}/later/", activity.later, name="later"),
    path(
        f"{CAPTAIN}/later/<int:patrol_id>/", activity.later_patrol, name="later_patrol"
    ),
    # -- patrols, for members ----------------------------------------------------------
    path("groups/mine/patrols/", my_patrols.my_patrols, name="my_patrols"),
    path("groups/mine/patrols/act/", my_patrols.my_patrols_act, name="my_patrols_act"),
    path("groups/calendar/<str:token>.ics", my_patrols.patrols_ics, name="patrols_ics"),
    path(f"{GROUP}/rota/", rota.rota, name="rota"),
    path(f"{GROUP}/rota/<int:patrol_id>/", rota.patrol, name="patrol"),
    path(f"{GROUP}/rota/<int:patrol_id>/act/", rota.patrol_act, name="patrol_act"),
    # -- where captains work -----------------------------------------------------------
    path(f"{CAPTAIN}/", captain.captain_desk, name="captain"),
    path(f"{CAPTAIN}/edit/", captain.group_edit, name="group_edit"),
    path(f"{CAPTAIN}/rules/", captain.code_write, name="code_write"),
    path(f"{CAPTAIN}/partners/", captain.partners, name="partners"),
    path(f"{CAPTAIN}/hand-over/", captain.hand_over, name="hand_over"),
    # -- members, for captains ---------------------------------------------------------
    path(f"{CAPTAIN}/area/", area.group_area, name="group_area"),
    path(f"{CAPTAIN}/questions/", inviting.join_questions, name="join_questions"),
    path(f"{CAPTAIN}/invite/", inviting.invite, name="invite"),
    path(f"{CAPTAIN}/import/", inviting.roster_import, name="roster_import"),
    path(f"{CAPTAIN}/import.csv", inviting.roster_example, name="roster_example"),
    path(f"{CAPTAIN}/roster/", roster.roster, name="roster"),
    path(f"{CAPTAIN}/roster/right/", roster.roster_right, name="roster_right"),
    path(f"{CAPTAIN}/roster/sheet/", roster.roster_print, name="roster_print"),
    path(f"{MEMBER}/", roster.member, name="member"),
    path(f"{MEMBER}/contact/", roster.member_contact, name="member_contact"),
    path(f"{MEMBER}/word/", roster.member_word, name="member_word"),
    path(f"{MEMBER}/act/", roster.member_act, name="member_act"),
    path(f"{CAPTAIN}/rota/", rota_captain.captain_rota, name="captain_rota"),
    path(f"{CAPTAIN}/rota/new/", rota_captain.patrol_new, name="patrol_new"),
    path(
        f"{CAPTAIN}/rota/<int:patrol_id>/",
        rota_captain.captain_patrol,
        name="captain_patrol",
    ),
    path(
        f"{CAPTAIN}/rota/series/<int:series_id>/",
        rota_captain.patrol_series,
        name="patrol_series",
    ),
    path(f"{CAPTAIN}/ready/", ready.ready, name="ready"),
    # -- where officers look after groups ----------------------------------------------
    path("desk/groups/", desk.desk_groups, name="desk_groups"),
    path("desk/groups/new/", desk.group_new, name="group_new"),
    path("desk/groups/appeals/", appeals.appeals, name="appeals"),
    path("desk/groups/appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path(f"{DESK}/members/", appeals.desk_members, name="desk_members"),
    path(f"{DESK}/members/<int:member_id>/", appeals.desk_member, name="desk_member"),
    path(f"{DESK}/", desk.desk_group_page, name="desk_group"),
    path(f"{DESK}/activity/", activity.desk_activity, name="desk_activity"),
    path(f"{DESK}/captain/", desk.appoint, name="appoint"),
    path(
        f"{DESK}/captain/<int:appointment_id>/",
        desk.decide_captain,
        name="decide_captain",
    ),
    path(f"{DESK}/ready/", ready.desk_ready, name="desk_ready"),
    path(f"{DESK}/act/", desk.group_act, name="group_act"),
    path(f"{DESK}/liaison/", desk.liaison, name="liaison"),
]
