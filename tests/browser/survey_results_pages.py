"""Pages of results as a browser sees them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.timezone import now

from feedback.choices import QuestionKind
from feedback.models import ThemedText, UnlinkedAnswer, Wave
from feedback.services.results import count_wave
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_results import (
    AGE,
    WHY,
    make_closed_wave,
    make_theme,
    publish_all,
)
from tests.factories.surveys import (
    make_response,
    make_survey,
    make_text,
    options,
    safe_question,
)

_LONG = "How well do you think the police in your neighborhood listen to those who live here?"
_ASKED = [
    safe_question(),
    {
        "key": "trust",
        "kind": QuestionKind.SCALE,
        "words": {"en": {"text": _LONG}},
        "lowest": 1,
        "highest": 5,
    },
    {
        "key": "streets",
        "kind": QuestionKind.MATRIX,
        "words": {"en": {"text": "How is it in your street?"}},
        "options": options("good", "fair", "poor"),
        "rows": [
            {"code": "light", "words": {"en": "The lamps are bright enough"}},
            {"code": "speed", "words": {"en": "Cars drive slowly"}},
        ],
    },
    {
        "key": "first",
        "kind": QuestionKind.RANKING,
        "words": {"en": {"text": "What should come first?"}},
        "options": options("lamps", "crossings", "patrols"),
    },
    AGE,
    WHY,
]

_WHERE = {
    "key": "where",
    "kind": QuestionKind.PLACE,
    "words": {"en": {"text": "Where do you feel unsafe after dark?"}},
}


def _answered() -> Wave:
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    survey = make_survey(neighborhood=place, questions=_ASKED)
    wave = make_closed_wave(
        survey, will_change="Officer Reyes has six lamps put up by 1 March."
    )
    for nth in range(90):
        given = {
            "safe": "yes" if nth % 3 else "no",
            "trust": nth % 5 + 1,
            "streets": {
                "light": ("good", "fair", "poor")[nth % 3],
                "speed": ("good", "fair", "poor")[nth * nth % 3],
            },
            "first": ["lamps", "crossings", "patrols"][:: 1 if nth % 2 else -1],
            "age": ("18_34", "35_49", "65_up")[nth % 3],
        }
        make_response(wave, given)
    for nth in range(14):
        state = ("shown", "waiting")[nth % 2]
        make_text(wave, question="why", text="More lamps, please.", state=state)
    lamps = make_theme(survey)
    for text in UnlinkedAnswer.objects.all()[:11]:
        ThemedText.objects.create(theme=lamps, text=text)
    make_text(wave, question="why", text="John Miller at 617 555 0142 is too loud")
    count_wave(wave_id=wave.pk, now=now())
    return wave


def _officer_of(wave: Wave) -> Visit:
    place = wave.survey.neighborhood
    assert place is not None
    return Visit("", make_officer(of=place))


def _public(query: str = "") -> Visit:
    wave = _answered()
    reader = _officer_of(wave).user
    assert reader is not None
    publish_all(wave, reader)
    return Visit(reverse("feedback:results", args=[wave.survey.slug]) + query)


def results() -> Visit:
    return _public()


def results_on_a_map() -> Visit:
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook", west=-71.0)
    wave = make_closed_wave(make_survey(neighborhood=place, questions=[_WHERE]))
    for nth, people in enumerate((12, 22, 55, 110, 4, 5)):
        middle = nth * 0.0025 + 0.00125
        UnlinkedAnswer.objects.bulk_create(
            UnlinkedAnswer(
                wave=wave,
                question="where",
                longitude=-71 + middle,
                latitude=42 + middle / 2,
            )
            for _one in range(people)
        )
    count_wave(wave_id=wave.pk, now=now())
    reader = _officer_of(wave).user
    assert reader is not None
    publish_all(wave, reader)
    return Visit(reverse("feedback:results", args=[wave.survey.slug]))


def results_by_age() -> Visit:
    return _public("?by=age")


def no_results() -> Visit:
    make_town(**TOWN)
    survey = make_survey(neighborhood=make_neighborhood(name="Millbrook"))
    return Visit(reverse("feedback:results", args=[survey.slug]))


def publishing() -> Visit:
    wave = _answered()
    url = reverse("feedback:results_desk", args=[wave.survey.slug])
    return Visit(url, _officer_of(wave).user)


def texts() -> Visit:
    wave = _answered()
    url = reverse("feedback:texts", args=[wave.survey.slug])
    return Visit(url, _officer_of(wave).user)


RESULTS_PAGES: list[PageCase] = [
    PageCase("results", results, requests=9),
    PageCase("results by age", results_by_age, requests=9),
    PageCase("results on a map", results_on_a_map, requests=9),
    PageCase("no results", no_results, requests=9),
    PageCase("publishing results", publishing, requests=9),
    PageCase("texts of a survey", texts, requests=9),
]
