"""Addresses of watch groups: what everybody reads, and where captains and officers work."""

from django.urls import URLPattern, URLResolver, path

from watchgroups.views import (
    asked,
    captain,
    desk,
    my_patrols,
    public,
    ready,
    rota,
    rota_captain,
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
    # -- what everybody reads ----------------------------------------------------------
    path(f"{GROUP}/", public.group, name="group"),
    path(f"{GROUP}/rules/", public.codes, name="codes"),
    path(f"{GROUP}/rules/<int:number>/", public.code, name="code"),
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
    path(f"{DESK}/", desk.desk_group_page, name="desk_group"),
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
