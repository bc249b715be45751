"""Pages of the index and the participation gap as a browser sees them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.timezone import now

from engagement.places.choices import Trait
from engagement.places.models import PopulationGroup
from feedback.choices import Measure, QuestionKind
from feedback.services.results import count_wave
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import (
    make_answer_file,
    make_closed_wave,
    make_index_value,
    make_measuring,
    make_target,
)
from tests.factories.surveys import make_response, make_survey, options


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


def columns_of_a_file() -> Visit:
    """A file was looked at: one answer fits nothing, one is rounded."""
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    told = {
        "taken": 3,
        "left_out": 1,
        "nothing": {"trust": 1},
        "rounded": {"trust": 1},
        "unfit": [["trust", "3f", 1]],
        "faults": [[4, "trust", "3f", "Enter a whole number."]],
    }
    file = make_answer_file(make_measuring(neighborhood=place), told=told)
    return Visit(
        reverse("feedback:import_file", args=[file.survey.slug, file.pk]),
        user=make_officer(of=place),
    )


def the_gap() -> Visit:
    """Renters live here and do not answer."""
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    for group, people in (("own", 400), ("rent", 600)):
        PopulationGroup.objects.create(
            neighborhood=place,
            trait=Trait.HOUSING,
            group=group,
            people=people,
            source="Census",
            year=2020,
        )
    question = {
        "key": "housing",
        "kind": QuestionKind.SINGLE,
        "options": options("own", "rent"),
        "trait": Trait.HOUSING,
    }
    survey = make_survey(neighborhood=place, questions=[question])
    wave = make_closed_wave(survey)
    for number in range(60):
        make_response(wave, {"housing": "rent" if number < 15 else "own"})
    count_wave(wave_id=wave.pk, now=now())
    return Visit("/organize/surveys/gap/", user=make_officer(of=place))


INDEX_PAGES: list[PageCase] = [
    PageCase("the index", the_index),
    PageCase("no index", no_index),
    PageCase("columns of a file", columns_of_a_file),
    PageCase("the gap", the_gap),
]
