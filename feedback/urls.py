"""Addresses of surveys: what everybody answers and reads, and where they are made."""

from django.urls import URLPattern, URLResolver, path

from feedback.views import answering, asking, paper, public, stands

app_name = "feedback"
SURVEY = "surveys/<slug:slug>"
WORK = "organize/surveys/<slug:slug>"

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
]
