"""Fifty thousand answers to forty questions: counted in time that grows with them alone."""

from __future__ import annotations

import random
from datetime import timedelta
from time import process_time
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from engagement.places.choices import GROUPS, Trait
from feedback.choices import Channel, Measure, QuestionKind
from feedback.models import Response, Survey, Wave
from feedback.services.results import count_wave
from tests.factories.places import make_neighborhood, make_town
from tests.factories.surveys import make_survey, make_wave, options

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FEW, MANY = 10_000, 50_000
QUESTIONS: Final = 40
SECONDS: Final = 1.0  # of the web process, for the page with all results
TRAITS: Final = (Trait.AGE, Trait.SEX)
CODES: Final = ("never", "seldom", "often", "always")


def forty_questions() -> list[dict[str, Any]]:
    personal = [
        {
            "key": str(trait),
            "kind": QuestionKind.SINGLE,
            "trait": trait,
            "is_personal": True,
            "options": options(*GROUPS[trait], "rather_not"),
        }
        for trait in TRAITS
    ]
    scales = [
        {
            "key": f"scale-{number}",
            "kind": QuestionKind.SCALE,
            "measure": Measure.TRUST if number < 3 else "",
            "lowest": 1,
            "highest": 5,
        }
        for number in range(18)
    ]
    singles = [
        {
            "key": f"single-{number}",
            "kind": QuestionKind.SINGLE,
            "options": options(*CODES),
        }
        for number in range(QUESTIONS - len(personal) - len(scales))
    ]
    return personal + scales + singles


def a_wave(survey: Survey, homes: list[Any], how_many: int) -> Wave:
    closed = now() - timedelta(days=survey.waves.count() * 30 + 1)
    wave = make_wave(survey, opens_at=closed - timedelta(days=20), closes_at=closed)
    rng = random.Random(how_many)  # noqa: S311 - invents answers, keeps no secret
    asked = forty_questions()
    Response.objects.bulk_create(
        (
            Response(
                wave=wave,
                version=wave.version,
                channel=Channel.WEB,
                language="en",
                neighborhood=homes[number % len(homes)],
                answers={each["key"]: _answer(each, rng) for each in asked},
            )
            for number in range(how_many)
        ),
        batch_size=2_000,
    )
    return wave


def _answer(asked: dict[str, Any], rng: random.Random) -> Any:
    if asked["kind"] == QuestionKind.SCALE:
        return rng.randint(1, 5)
    return rng.choice(asked["options"])["code"]


def seconds_to_count(wave: Wave) -> float:
    began = process_time()
    count_wave(wave_id=wave.pk, now=now())
    return process_time() - began


def test_five_times_the_answers_take_about_five_times_as_long() -> None:
    make_town()
    homes = [make_neighborhood(f"Ward {number}") for number in range(4)]
    survey = make_survey(questions=forty_questions())
    few, many = a_wave(survey, homes, FEW), a_wave(survey, homes, MANY)

    short, long = seconds_to_count(few), seconds_to_count(many)

    assert long < 7 * short, (short, long)
    for wave in (few, many):
        assert wave.results.count() == QUESTIONS
        wave.results.update(published_at=now())
    page = reverse("feedback:results", args=[survey.slug])
    visits = {}
    for wave in (few, many):
        which = {"wave": str(wave.number), "by": str(Trait.AGE)}
        Client().get(page, which)
        with CaptureQueriesContext(connection) as asked:
            began = process_time()
            shown = Client().get(page, which)
            spent = process_time() - began
        assert shown.status_code == 200
        assert spent < SECONDS
        visits[wave.number] = len(asked)
    assert len(set(visits.values())) == 1
