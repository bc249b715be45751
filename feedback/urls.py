"""Addresses of surveys: what everybody answers and reads, and where they are made."""

from django.urls import URLPattern, URLResolver, path

from feedback.views import public, results, results_desk, texts

app_name = "feedback"
SURVEY = "surveys/<slug:slug>"
WORK = "organize/surveys/<slug:slug>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", public.surveys, name="surveys"),
    path(f"{SURVEY}/", public.survey, name="survey"),
    path(f"{SURVEY}/results/", results.results, name="results"),
    path(f"{SURVEY}/results.csv", results.results_csv, name="results_csv"),
    path(f"{WORK}/results/", results_desk.results_desk, name="results_desk"),
    path(f"{WORK}/texts/", texts.texts, name="texts"),
    path(f"{WORK}/texts/<uuid:text_id>/", texts.text_judge, name="text_judge"),
    path(f"{WORK}/themes/", texts.theme_add, name="theme_add"),
    path(f"{WORK}/themes/<int:theme_id>/", texts.theme_drop, name="theme_drop"),
]
