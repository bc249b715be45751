"""Surveys as a browser sees them."""

from __future__ import annotations

from tests.browser.front_pages import TOWN
from tests.browser.survey_build_pages import BUILD_PAGES
from tests.browser.survey_index_pages import INDEX_PAGES
from tests.browser.survey_invite_pages import INVITE_PAGES
from tests.browser.survey_results_pages import RESULTS_PAGES
from tests.browser.visits import PageCase, Visit
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import make_survey, make_wave


def list_of_surveys() -> Visit:
    make_town(**TOWN)
    make_wave(make_survey(neighborhood=make_neighborhood(name="Millbrook")))
    return Visit("/surveys/")


def no_survey() -> Visit:
    make_town(**TOWN)
    return Visit("/surveys/")


def a_survey() -> Visit:
    make_town(**TOWN)
    survey = make_survey(neighborhood=make_neighborhood(name="Millbrook"))
    make_wave(survey)
    return Visit(survey.get_absolute_url())


SURVEY_PAGES: list[PageCase] = [
    PageCase("surveys", list_of_surveys),
    PageCase("no survey", no_survey),
    PageCase("a survey", a_survey),
    *BUILD_PAGES,
    *INVITE_PAGES,
    *RESULTS_PAGES,
    *INDEX_PAGES,
]
