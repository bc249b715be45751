"""Addresses of concerns: the report flow, public issues, the officers' desk."""

from django.urls import URLPattern, URLResolver, path

from engagement.concerns.views import (
    appealing,
    around,
    asking,
    breaking,
    complaining,
    desk,
    desk_issue,
    issues,
    oversight,
    photos,
    proving,
    receipts,
    senders,
    sending,
    talking,
    where,
)

app_name = "concerns"
at_the_desk: list[URLPattern | URLResolver] = [
    path("desk/inbox/", desk.inbox, name="inbox"),
    path("desk/inbox/bulk/", desk.inbox_bulk, name="inbox_bulk"),
    path("desk/inbox/export/", desk.inbox_export, name="inbox_export"),
    path("desk/senders/<str:reference>/", senders.sender, name="sender"),
    path(
        "desk/senders/asked/<int:decision_id>/",
        senders.sender_asked,
        name="sender_asked",
    ),
]
for_one = "desk/concerns/<str:reference>/"
at_the_desk += [
    path(for_one, desk_issue.desk_issue, name="desk_issue"),
    path(f"{for_one}status/", desk_issue.desk_status, name="desk_status"),
    path(f"{for_one}owner/", desk_issue.desk_owner, name="desk_owner"),
    path(f"{for_one}reply/", desk_issue.desk_reply, name="desk_reply"),
    path(f"{for_one}note/", desk_issue.desk_note, name="desk_note"),
    path(f"{for_one}contact/", desk_issue.desk_contact, name="desk_contact"),
    path(f"{for_one}write/", desk_issue.desk_write, name="desk_write"),
    path(f"{for_one}read/", desk_issue.desk_read, name="desk_read"),
    path(f"{for_one}merge/", desk_issue.desk_merge, name="desk_merge"),
    path(f"{for_one}unmerge/", desk_issue.desk_unmerge, name="desk_unmerge"),
    path(f"{for_one}kind/", desk_issue.desk_rekind, name="desk_rekind"),
    path(f"{for_one}place/", desk_issue.desk_move, name="desk_move"),
]
proofs: list[URLPattern | URLResolver] = [
    path("prove/", proving.prove, name="prove"),
    path("prove/phone/", proving.prove_phone, name="prove_phone"),
    path("prove/phone/code/", proving.prove_phone_code, name="prove_phone_code"),
    path("prove/done/", proving.prove_done, name="prove_done"),
]
for_a_complaint = "desk/oversight/complaints/<str:reference>/"
at_the_overseers: list[URLPattern | URLResolver] = [
    path("desk/oversight/", oversight.oversight, name="oversight"),
    path("desk/oversight/looks/", oversight.oversight_looks, name="oversight_looks"),
    path("desk/oversight/complaints/", oversight.conduct_list, name="conduct_list"),
    path(for_a_complaint, oversight.conduct, name="conduct"),
    path(f"{for_a_complaint}status/", oversight.conduct_status, name="conduct_status"),
    path(f"{for_a_complaint}reply/", oversight.conduct_reply, name="conduct_reply"),
    path(f"{for_a_complaint}note/", oversight.conduct_note, name="conduct_note"),
]
of_ones_own: list[URLPattern | URLResolver] = [
    path("r/<str:receipt>/answer/", talking.receipt_answer, name="receipt_answer"),
    path("r/<str:receipt>/add/", complaining.complaint_answer, name="complaint_answer"),
    path("my/looks/", talking.looks_at_me, name="looks_at_me"),
    path("my/concerns/<str:reference>/", talking.own, name="own"),
    path("my/concerns/<str:reference>/answer/", talking.own_answer, name="own_answer"),
    path(
        "my/private/<str:reference>/", complaining.own_complaint, name="own_complaint"
    ),
    path(
        "my/private/<str:reference>/answer/",
        complaining.own_complaint_answer,
        name="own_complaint_answer",
    ),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *proofs,
    path("complain/", complaining.complain, name="complain"),
    path("desk/break-glass/", breaking.break_glass, name="break_glass"),
    path("report/", asking.report, name="report"),
    path("report/what/", asking.report_what, name="report_what"),
    path("report/urgent/", asking.report_urgent, name="report_urgent"),
    path("report/where/", where.report_where, name="report_where"),
    path("report/near/", where.report_near, name="report_near"),
    path("report/join/", sending.report_join, name="report_join"),
    path("report/photos/", photos.report_photos, name="report_photos"),
    path("report/photos/<str:key>/", photos.report_photo, name="report_photo"),
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
    path("r/<str:receipt>/appeal/", appealing.appeal, name="appeal"),
    path(
        "my/concerns/<str:reference>/appeal/", appealing.own_appeal, name="own_appeal"
    ),
    path("r/<str:receipt>/photos/", photos.receipt_photos, name="receipt_photos"),
    path("my/concerns/<str:reference>/photos/", photos.concern_photos, name="photos"),
    path("photo/<str:key>/", photos.photo, name="photo"),
    path("photo/<str:key>/small/", photos.photo_small, name="photo_small"),
    path("confirm/<str:token>/", receipts.confirm_mail, name="confirm_mail"),
    path("around/", around.around, name="around"),
    path("around/points.json", around.around_points, name="around_points"),
    path("map/layers.json", around.map_layers, name="map_layers"),
    path("find-place/", where.find_place, name="find_place"),
    *at_the_desk,
    *at_the_overseers,
    *of_ones_own,
]
