"""Who takes part beside who lives here, and what is suggested."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.places.choices import Trait
from engagement.places.models import Neighborhood, PopulationGroup
from feedback.choices import QuestionKind
from feedback.models import Result, Wave
from feedback.queries.gap import Gap, gap_of, missed_most, wave_to_compare
from feedback.services.results import count_wave
from feedback.suggesting import suggestion
from feedback.tables import HIDDEN
from tests.factories.people import make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import make_closed_wave, make_measuring
from tests.factories.surveys import make_response, make_survey, make_wave, options
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


def _housing() -> dict[str, Any]:
    return {
        "key": "housing",
        "kind": QuestionKind.SINGLE,
        "words": {"en": {"text": "How do you live?"}},
        "options": options("own", "rent", "other"),
        "trait": Trait.HOUSING,
    }


def _lives(place: Neighborhood, **people: int) -> None:
    for group, number in people.items():
        PopulationGroup.objects.create(
            neighborhood=place,
            trait=Trait.HOUSING,
            group=group,
            people=number,
            source="Census",
            year=2020,
        )


def _asked(place: Neighborhood | None = None, **fields: Any) -> Wave:
    return make_closed_wave(
        make_survey(neighborhood=place, questions=[_housing()], **fields)
    )


def _counted(wave: Wave) -> Wave:
    count_wave(wave_id=wave.pk, now=now())
    return wave


def _answers(wave: Wave, place: Neighborhood, **people: int) -> None:
    for group, number in people.items():
        for _one in range(number):
            make_response(wave, {"housing": group}, neighborhood=place)
    _counted(wave)


def _told(gaps: list[Gap]) -> list[tuple[str, float | None, float | None]]:
    housing = next(gap for gap in gaps if gap.trait == Trait.HOUSING)
    return [
        (g.code, g.lives, g.answered.share if g.answered else None)
        for g in housing.groups
    ]


def test_who_answered_stands_beside_who_lives_there() -> None:
    place = make_neighborhood()
    _lives(place, own=400, rent=600)
    wave = _asked(place)
    _answers(wave, place, own=60, rent=20, other=20, rather_not=4)

    gaps = gap_of(place, wave, now())

    assert _told(gaps) == [
        ("own", 0.4, 0.6),
        ("rent", 0.6, 0.2),
        ("other", 0.0, 0.2),
    ]
    assert suggestion(missed_most(gaps)) == (
        "Renters: 2 in 10 of those who answered, 6 in 10 of those who live here. You could"
        " try: a paper run of the next survey through the stairwells of rented houses."
    )


def test_a_difference_that_may_be_chance_suggests_nothing() -> None:
    place = make_neighborhood()
    _lives(place, own=480, rent=520)
    wave = _asked(place)
    _answers(wave, place, own=25, rent=20)

    gaps = gap_of(place, wave, now())

    assert (missed_most(gaps), suggestion(None)) == (None, "")


def test_no_other_numbers_are_shown_than_in_the_results() -> None:
    """What came after the count is in neither, and what is hidden in one is in both."""
    place = make_neighborhood()
    wave = _asked(place)
    _answers(wave, place, own=60, rent=40, other=4, rather_not=20)
    for _late in range(30):
        make_response(wave, {"housing": "other"}, neighborhood=place)

    table = Result.objects.get(wave=wave).table["parts"][0]
    assert dict(zip(table["answers"], table["counts"], strict=True)) == {
        "own": 60,
        "rent": HIDDEN,
        "other": None,
    }
    assert table["said"] == 105
    assert _told(gap_of(place, wave, now())) == [
        ("own", None, 60 / 105),
        ("rent", None, None),
        ("other", None, None),
    ]


def test_people_of_one_place_are_not_told_apart_in_a_survey_of_the_town() -> None:
    few, many = make_neighborhood(), make_neighborhood()
    wave = _asked()
    _answers(wave, few, own=3, rent=2)
    make_response(wave, {"housing": "own"}, neighborhood=many)

    assert wave_to_compare(few, now()) is None
    assert wave_to_compare(None, now()) == wave


def test_the_last_counted_wave_that_asked_is_compared() -> None:
    place = make_neighborhood()
    older = _counted(_asked(place))
    _counted(make_closed_wave(make_measuring(neighborhood=place), ago=0))
    _asked(place)
    make_wave(older.survey)
    _counted(_asked(place, state="draft"))
    _counted(_asked(make_neighborhood()))

    assert wave_to_compare(place, now()) == older
    assert wave_to_compare(None, now()) is None


def test_the_page_is_for_those_who_ask_of_the_own_places(client: Client) -> None:
    make_town()
    place, other = make_neighborhood(), make_neighborhood()
    _lives(place, own=400, rent=600)
    _answers(_asked(place), place, own=60, rent=20, other=20)
    address = reverse("feedback:gap")
    seen = []
    for person in (make_user(), make_officer(of=place), make_organizer(of=place)):
        sign_in(client, person)
        seen.append(client.get(address, {"neighborhood": other.slug}))

    assert [answer.status_code for answer in seen] == [404, 200, 200]
    assert [answer.context["place"] for answer in seen[1:]] == [place, place]
    assert "stairwells" in seen[1].context["suggestion"]


def test_without_answers_the_page_says_what_it_needs(client: Client) -> None:
    make_town()
    sign_in(client, make_officer(of=make_neighborhood()))

    page = client.get(reverse("feedback:gap"))

    assert "There is nothing to compare yet" in page.content.decode()
