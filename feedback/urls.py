"""Addresses of surveys: what everybody answers and reads, and where they are made."""

from django.urls import URLPattern, URLResolver, path

from feedback.views import files, gap, index, public

app_name = "feedback"
SURVEY = "surveys/<slug:slug>"
WORK = "organize/surveys/<slug:slug>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", public.surveys, name="surveys"),
    path("surveys/index/", index.index, name="index"),
    path("organize/surveys/gap/", gap.participation_gap, name="gap"),
    path("organize/surveys/index/", index.index_targets, name="index_targets"),
    path(f"{WORK}/import/", files.answer_file_new, name="import_new"),
    path(f"{WORK}/import/<int:file_id>/", files.answer_file, name="import_file"),
    path(f"{SURVEY}/", public.survey, name="survey"),
]
