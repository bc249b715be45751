"""Addresses of concerns: the report flow, public issues, the officers' desk."""

from django.urls import URLPattern, URLResolver, path

from engagement.concerns.views import (
    around,
    asking,
    desk,
    desk_issue,
    issues,
    receipts,
    senders,
    sending,
    where,
)

app_name = "concerns"
at_the_desk: list[URLPattern | URLResolver] = [
    path("desk/inbox/", desk.inbox, name="inbox"),
    path("desk/inbox/bulk/", desk.inbox_bulk, name="inbox_bulk"),
    path("desk/senders/<str:reference>/", senders.sender, name="sender"),
]
for_one = "desk/concerns/<str:reference>/"
at_the_desk += [
    path(for_one, desk_issue.desk_issue, name="desk_issue"),
    path(f"{for_one}status/", desk_issue.desk_status, name="desk_status"),
    path(f"{for_one}owner/", desk_issue.desk_owner, name="desk_owner"),
    path(f"{for_one}reply/", desk_issue.desk_reply, name="desk_reply"),
    path(f"{for_one}note/", desk_issue.desk_note, name="desk_note"),
    path(f"{for_one}contact/", desk_issue.desk_contact, name="desk_contact"),
    path(f"{for_one}merge/", desk_issue.desk_merge, name="desk_merge"),
    path(f"{for_one}unmerge/", desk_issue.desk_unmerge, name="desk_unmerge"),
    path(f"{for_one}kind/", desk_issue.desk_rekind, name="desk_rekind"),
    path(f"{for_one}place/", desk_issue.desk_move, name="desk_move"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("report/", asking.report, name="report"),
    path("report/what/", asking.report_what, name="report_what"),
    path("report/urgent/", asking.report_urgent, name="report_urgent"),
    path("report/where/", where.report_where, name="report_where"),
    path("report/near/", where.report_near, name="report_near"),
    path("report/join/", sending.report_join, name="report_join"),
    path("report/details/", asking.report_details, name="report_details"),
    path("report/same/", asking.report_same, name="report_same"),
    path("report/contact/", asking.report_contact, name="report_contact"),
    path("report/check/", sending.report_check, name="report_check"),
    path("report/done/", sending.report_done, name="report_done"),
    path("report/save/", asking.report_save, name="report_save"),
    path("report/drop/", asking.report_drop, name="report_drop"),
    path("report/resume/<str:token>/", asking.report_resume, name="report_resume"),
    path("c/<str:reference>/", issues.issue, name="issue"),
    path("c/<str:reference>/me-too/", issues.me_too, name="me_too"),
    path("c/<str:reference>/me-too/undo/", issues.me_too_undo, name="me_too_undo"),
    path("track/", receipts.track, name="track"),
    path("r/<str:receipt>/", receipts.receipt, name="receipt"),
    path("confirm/<str:token>/", receipts.confirm_mail, name="confirm_mail"),
    path("around/", around.around, name="around"),
    path("around/points.json", around.around_points, name="around_points"),
    path("map/layers.json", around.map_layers, name="map_layers"),
    path("find-place/", where.find_place, name="find_place"),
    *at_the_desk,
]
