"""Addresses of surveys: what everybody answers and reads, and where they are made."""

from django.urls import URLPattern, URLResolver, path

from feedback.views import public

app_name = "feedback"
SURVEY = "surveys/<slug:slug>"
WORK = "organize/surveys/<slug:slug>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", public.surveys, name="surveys"),
    path(f"{SURVEY}/", public.survey, name="survey"),
]
