"""Addresses of watch groups: what everybody reads, and where captains and officers work."""

from django.urls import URLPattern, URLResolver, path

from watchgroups.views import (
    appeals,
    area,
    asked,
    captain,
    desk,
    inviting,
    joining,
    own,
    public,
    roster,
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
    # -- letters to members, and what is one's own --------------------------------------
    path("groups/mine/", own.mine, name="mine"),
    path("groups/invited/<str:token>/", joining.invited, name="invited"),
    path("groups/invited/<str:token>/join/", joining.invited_join, name="invited_join"),
    path("groups/guardian/<str:token>/", joining.guardian, name="guardian"),
    path("groups/letter/<str:token>/", joining.member_link, name="member_link"),
    path(f"{GROUP}/join/", joining.join, name="join"),
    path(f"{GROUP}/mine/", own.own, name="own"),
    path(f"{GROUP}/mine/edit/", own.own_edit, name="own_edit"),
    path(f"{GROUP}/mine/act/", own.own_act, name="own_act"),
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
    # -- members, for captains ---------------------------------------------------------
    path(f"{CAPTAIN}/area/", area.group_area, name="group_area"),
    path(f"{CAPTAIN}/questions/", inviting.join_questions, name="join_questions"),
    path(f"{CAPTAIN}/invite/", inviting.invite, name="invite"),
    path(f"{CAPTAIN}/import/", inviting.roster_import, name="roster_import"),
    path(f"{CAPTAIN}/import.csv", inviting.roster_example, name="roster_example"),
    path(f"{CAPTAIN}/roster/", roster.roster, name="roster"),
    path(f"{CAPTAIN}/roster/sheet/", roster.roster_print, name="roster_print"),
    path(f"{MEMBER}/", roster.member, name="member"),
    path(f"{MEMBER}/contact/", roster.member_contact, name="member_contact"),
    path(f"{MEMBER}/word/", roster.member_word, name="member_word"),
    path(f"{MEMBER}/act/", roster.member_act, name="member_act"),
    # -- where officers look after groups ----------------------------------------------
    path("desk/groups/", desk.desk_groups, name="desk_groups"),
    path("desk/groups/new/", desk.group_new, name="group_new"),
    path("desk/groups/appeals/", appeals.appeals, name="appeals"),
    path("desk/groups/appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path(f"{DESK}/members/", appeals.desk_members, name="desk_members"),
    path(f"{DESK}/members/<int:member_id>/", appeals.desk_member, name="desk_member"),
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
