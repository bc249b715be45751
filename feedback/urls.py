"""Addresses of surveys: what everybody answers and reads, and where they are made."""

from django.urls import URLPattern, URLResolver, path

from feedback.views import (
    answering,
    asking,
    building,
    desk,
    paper,
    public,
    results,
    results_desk,
    stands,
    texts,
    wayfinding,
)

app_name = "feedback"
SURVEY = "surveys/<slug:slug>"
WORK = "organize/surveys/<slug:slug>"
PART = f"{WORK}/parts/<slug:key>"
QUESTION = f"{WORK}/questions/<slug:key>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", public.surveys, name="surveys"),
    path("surveys/code/", stands.code, name="code"),
    path("surveys/a/<str:token>/", answering.answer, name="answer"),
    path(
        "surveys/a/<str:token>/<int:number>/",
        answering.answer_section,
        name="answer_section",
    ),
    path("surveys/a/<str:token>/check/", answering.answer_check, name="answer_check"),
    path("surveys/a/<str:token>/done/", answering.answer_done, name="answer_done"),
    path("surveys/a/<str:token>/keep/", answering.answer_keep, name="answer_keep"),
    path("surveys/a/<str:token>/still/", stands.kiosk_still, name="kiosk_still"),
    path("surveys/screen/<str:token>/", stands.screen, name="screen"),
    path("surveys/kiosk/<str:token>/", stands.kiosk, name="kiosk"),
    path("surveys/stop/<str:token>/", stands.stop, name="stop"),
    path(f"{SURVEY}/", public.survey, name="survey"),
    # -- making surveys ----------------------------------------------------------------
    path("organize/surveys/", desk.organize, name="organize"),
    path("organize/surveys/new/", desk.survey_new, name="survey_new"),
    path(f"{WORK}/", desk.survey_desk, name="survey_desk"),
    path(f"{WORK}/words/", desk.survey_edit, name="survey_edit"),
    path(f"{WORK}/publish/", desk.survey_publish, name="survey_publish"),
    path(f"{WORK}/end/", desk.survey_end, name="survey_end"),
    path(f"{WORK}/copy/", desk.survey_copy, name="survey_copy"),
    path(f"{WORK}/versions/new/", desk.version_new, name="version_new"),
    path(f"{WORK}/versions/<int:number>/", desk.version, name="version"),
    path(f"{WORK}/questions/", building.questions, name="questions"),
    path(f"{WORK}/library/", building.library, name="library"),
    path(f"{WORK}/parts/new/", building.section_new, name="section_new"),
    path(f"{PART}/", building.section_edit, name="section_edit"),
    path(f"{PART}/step/", building.section_step, name="section_step"),
    path(f"{PART}/remove/", building.section_remove, name="section_remove"),
    path(f"{PART}/when/", wayfinding.section_when, name="section_when"),
    path(f"{PART}/ask/", building.question_new, name="question_new"),
    path(f"{QUESTION}/", building.question_edit, name="question_edit"),
    path(f"{QUESTION}/step/", building.question_step, name="question_step"),
    path(f"{QUESTION}/remove/", building.question_remove, name="question_remove"),
    path(f"{QUESTION}/when/", wayfinding.question_when, name="question_when"),
    path(f"{WORK}/flow/", wayfinding.flow, name="flow"),
    path(f"{WORK}/preview/<int:number>/", wayfinding.preview, name="preview"),
    path(f"{WORK}/languages/", wayfinding.languages, name="languages"),
    path(f"{WORK}/languages/<slug:language>/", wayfinding.translate, name="translate"),
    path(f"{SURVEY}/begin/", answering.begin, name="begin"),
    path(f"{WORK}/asking/", asking.asking, name="asking"),
    path(f"{WORK}/asking/mail/", asking.ask_mail, name="ask_mail"),
    path(f"{WORK}/asking/letters/", asking.ask_letters, name="ask_letters"),
    path(f"{WORK}/asking/draw/", asking.ask_draw, name="ask_draw"),
    path(f"{WORK}/asking/again/", asking.ask_again, name="ask_again"),
    path(f"{WORK}/asking/screen/", asking.ask_screen, name="ask_screen"),
    path(f"{WORK}/asking/stands/", asking.stand_open, name="stand_open"),
    path(
        f"{WORK}/asking/stands/<int:stand_id>/close/",
        asking.stand_close,
        name="stand_close",
    ),
    path(f"{WORK}/paper/", paper.paper, name="paper"),
    path(f"{WORK}/paper/print/", paper.paper_print, name="paper_print"),
    path(f"{WORK}/paper/<int:number>/", paper.paper_type, name="paper_type"),
    path(f"{SURVEY}/results/", results.results, name="results"),
    path(f"{SURVEY}/results.csv", results.results_csv, name="results_csv"),
    path(f"{WORK}/results/", results_desk.results_desk, name="results_desk"),
    path(f"{WORK}/texts/", texts.texts, name="texts"),
    path(f"{WORK}/texts/<uuid:text_id>/", texts.text_judge, name="text_judge"),
    path(f"{WORK}/themes/", texts.theme_add, name="theme_add"),
    path(f"{WORK}/themes/<int:theme_id>/", texts.theme_drop, name="theme_drop"),
]
