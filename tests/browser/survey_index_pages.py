"""Pages of the index and the participation gap as a browser sees them."""

from __future__ import annotations

from feedback.choices import Measure
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import (
    make_closed_wave,
    make_index_value,
    make_measuring,
    make_target,
)


def the_index() -> Visit:
    """Two waves of a town and two neighborhoods; one has a target."""
    make_town(**TOWN)
    survey = make_measuring()
    places = [make_neighborhood(name="Millbrook"), make_neighborhood(name="Old Town")]
    make_target(places[0])
    for ago, mean in ((9, 54.0), (1, 61.2)):
        wave = make_closed_wave(survey, ago=ago, note="New lamps by the river")
        for place in (None, *places):
            for measure in Measure.values:
                make_index_value(
                    wave,
                    neighborhood=place,
                    measure=measure,
                    mean=mean,
                    low=mean - 6,
                    high=mean + 6,
                    change=7.2,
                    change_low=0.4,
                    change_high=14.0,
                )
    return Visit("/surveys/index/")


def no_index() -> Visit:
    make_town(**TOWN)
    return Visit("/surveys/index/")


INDEX_PAGES: list[PageCase] = [
    PageCase("the index", the_index),
    PageCase("no index", no_index),
]
