"""Addresses of priorities: the published report, and the officers’ review."""

from django.urls import URLPattern, URLResolver, path

from engagement.priorities.views import (
    building,
    deciding,
    desk,
    downloads,
    patrols,
    promising,
    public,
    signing,
)

app_name = "priorities"
DESK = "desk/priorities"
REPORT = f"{DESK}/<slug:slug>/<str:week>"
LINE = f"{REPORT}/<slug:kind>"
PUBLISHED = "n/<slug:slug>/priorities/<str:week>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("n/<slug:slug>/priorities/", public.published, name="published"),
    path(f"{PUBLISHED}/", public.published_week, name="published_week"),
    path(f"{PUBLISHED}/priorities.csv", downloads.published_csv, name="published_csv"),
    path(
        f"{PUBLISHED}/priorities.json", downloads.published_json, name="published_json"
    ),
    path(f"{PUBLISHED}/<slug:kind>/", public.published_line, name="published_line"),
    path(
        "captain/<slug:slug>/coverage/",
        patrols.patrol_coverage,
        name="patrol_coverage",
    ),
    path(f"{DESK}/", desk.reports, name="reports"),
    path(f"{DESK}/build/", building.build, name="build"),
    path(f"{DESK}/runs/<int:run_id>/", building.run, name="run"),
    path(f"{DESK}/promises/<int:promise_id>/", promising.promise, name="promise"),
    path(f"{REPORT}/", desk.report, name="report"),
    path(f"{REPORT}/sign/", signing.report_sign, name="report_sign"),
    path(f"{REPORT}/changes/", signing.report_changes, name="report_changes"),
    path(f"{REPORT}/keep/", deciding.report_keep, name="report_keep"),
    path(f"{REPORT}/correct/", signing.report_correct, name="report_correct"),
    path(f"{REPORT}/priorities.csv", downloads.report_csv, name="report_csv"),
    path(f"{REPORT}/priorities.json", downloads.report_json, name="report_json"),
    path(f"{REPORT}/counted/<slug:what>/", desk.report_counted, name="report_counted"),
    path(f"{LINE}/rows/", desk.report_line, name="report_line"),
    path(f"{LINE}/adjust/", deciding.report_adjust, name="report_adjust"),
    path(f"{LINE}/decide/", deciding.report_decide, name="report_decide"),
    path(f"{LINE}/promise/", promising.report_promise, name="report_promise"),
]
