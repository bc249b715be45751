"""What is written of a wave once it has closed, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.places.models import Neighborhood
from feedback.choices import Measure, SurveyKind
from feedback.models import IndexValue, Wave
from feedback.queries.index import index_of_place, index_of_survey, surveys_with_index
from feedback.services.indexing import freeze_index, waves_to_index
from feedback.tasks import freeze_indexes
from tests.factories.places import make_neighborhood
from tests.factories.survey_index import (
    answer_trust,
    make_closed_wave,
    make_index_value,
    make_measuring,
    make_target,
    trust_question,
)
from tests.factories.surveys import make_question, make_response, make_wave

pytestmark = pytest.mark.django_db
MIXED = [2, 3, 3, 4] * 9  # 36 people: mean 50.0


def _three_places() -> list[Neighborhood]:
    return [make_neighborhood(name=name) for name in ("Ash", "Birch", "Cedar")]


def _printed(wave: Wave) -> list[tuple[str | None, int, float]]:
    rows = IndexValue.objects.filter(wave=wave).order_by("neighborhood__name")
    return [
        (row.neighborhood.name if row.neighborhood else None, row.answers, row.mean)
        for row in rows.select_related("neighborhood")
    ]


def test_a_closed_wave_gets_its_town_and_neighborhoods() -> None:
    ash, birch, cedar = _three_places()
    wave = make_closed_wave(make_measuring())
    for place, values in ((ash, MIXED), (birch, [5] * 12), (cedar, [1] * 22)):
        answer_trust(wave, values, place)

    freeze_index(wave_id=wave.pk, now=now())

    assert _printed(wave) == [
        ("Ash", 35, 50.0),
        ("Birch", 10, 100.0),
        ("Cedar", 20, 0.0),
        (None, 70, 42.9),
    ]


def test_a_place_of_a_few_is_hidden_with_the_next_so_that_nobody_takes_it_from_the_town() -> (
    None
):
    ash, birch, cedar = _three_places()
    wave = make_closed_wave(make_measuring())
    for place, values in ((ash, MIXED), (birch, [5] * 12), (cedar, [1] * 4)):
        answer_trust(wave, values, place)

    freeze_index(wave_id=wave.pk, now=now())

    assert _printed(wave) == [("Ash", 35, 50.0), (None, 50, 57.7)]


def test_nothing_is_told_of_nine_answers() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, [4] * 9, place)

    freeze_index(wave_id=wave.pk, now=now())

    assert _printed(wave) == []
    assert Wave.objects.get().is_indexed


def test_the_index_is_worked_out_once_and_never_again() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, MIXED, place)
    freeze_index(wave_id=wave.pk, now=now())
    answer_trust(wave, [5] * 40, place)

    freeze_index(wave_id=wave.pk, now=now())

    assert _printed(wave) == [(place.name, 35, 50.0)]


def test_a_wave_that_is_still_out_and_a_draft_wait() -> None:
    still_out = make_wave(make_measuring())
    draft = make_closed_wave(make_measuring(state="draft"))
    closed = make_closed_wave(make_measuring())

    assert waves_to_index(now()) == [closed.pk]
    freeze_index(wave_id=still_out.pk, now=now())
    still_out.refresh_from_db()
    assert not still_out.is_indexed
    assert not draft.is_indexed


def test_a_change_is_written_with_its_range_only_if_the_same_was_asked() -> None:
    place = make_neighborhood()
    survey = make_measuring(neighborhood=place)
    first = make_closed_wave(survey, ago=9)
    second = make_closed_wave(survey, ago=5)
    answer_trust(first, MIXED, place)
    answer_trust(second, [3, 4, 4, 5] * 9, place)
    version = survey.versions.create(number=2, made_at=now())
    section = version.sections.create(key="part", position=0)
    make_question(section, **trust_question(highest=10))
    third = make_closed_wave(survey, ago=1)
    answer_trust(third, MIXED, place)

    freeze_indexes()

    rows = IndexValue.objects.order_by("wave__closes_at")
    # sd = 17.928 in both; 1.9944 · √(2 · 17.928² / 36) = 8.43
    assert [(row.change, row.change_low, row.change_high) for row in rows] == [
        (None, None, None),
        (25.0, 16.57, 33.43),
        (None, None, None),
    ]


def test_a_person_who_skipped_the_question_counts_nowhere() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, MIXED, place)
    for _number in range(20):
        make_response(wave, {}, neighborhood=place)

    freeze_index(wave_id=wave.pk, now=now())

    assert _printed(wave) == [(place.name, 35, 50.0)]


def test_a_place_reads_the_survey_that_asked_last_as_of_a_moment() -> None:
    place = make_neighborhood()
    early = make_closed_wave(make_measuring(neighborhood=place), ago=20)
    late = make_closed_wave(make_measuring(neighborhood=place), ago=2)
    of_early, of_late = make_index_value(early), make_index_value(late)
    target = make_target(place)

    today = index_of_place(place)
    before = index_of_place(place, until=now() - timedelta(weeks=10))

    assert [line.values for line in today[1]] == [(of_late,)]
    assert [line.target for line in today[1]] == [target]
    assert [line.values for line in before[1]] == [(of_early,)]
    assert [line.target for line in before[1]] == [None]
    assert index_of_place(place, until=now() - timedelta(weeks=30)) == (None, [])


def test_surveys_of_those_who_came_to_something_make_no_index() -> None:
    place = make_neighborhood()
    event = make_measuring(neighborhood=place, kind=SurveyKind.EVENT, event="meeting")
    draft = make_measuring(neighborhood=place, state="draft")
    for survey in (event, draft):
        make_index_value(make_closed_wave(survey))
    counts = make_measuring(neighborhood=place)
    make_index_value(make_closed_wave(counts))

    assert list(surveys_with_index()) == [counts]
    assert index_of_place(place)[0] == counts


def test_lines_come_by_measure_the_town_first() -> None:
    ash, birch, _cedar = _three_places()
    survey = make_measuring()
    wave = make_closed_wave(survey)
    for measure in (Measure.SAFETY, Measure.TRUST):
        for place in (birch, None, ash):
            make_index_value(wave, neighborhood=place, measure=measure)

    found = index_of_survey(survey)

    assert [(each.measure, [line.place for line in each.lines]) for each in found] == [
        (Measure.TRUST, [None, ash, birch]),
        (Measure.SAFETY, [None, ash, birch]),
    ]
