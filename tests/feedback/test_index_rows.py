"""What is written of a wave once it has closed, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.places.models import Neighborhood
from feedback.choices import Measure, SurveyKind
from feedback.models import IndexValue, Wave
from feedback.queries.index import index_of_place, index_of_survey, surveys_with_index
from feedback.services.results import count_wave
from feedback.tasks import count_results
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
    for place in (ash, birch, cedar):
        answer_trust(
            wave, [*[1] * 10, *[2] * 10, *[3] * 12, *[4] * 20, *[5] * 14], place
        )

    count_wave(wave_id=wave.pk, now=now())

    # (10·0 + 10·25 + 12·50 + 20·75 + 14·100) / 66
    assert _printed(wave) == [
        ("Ash", 65, 56.8),
        ("Birch", 65, 56.8),
        ("Cedar", 65, 56.8),
        (None, 200, 56.8),
    ]


def test_what_a_mean_would_give_away_is_said_less_finely_or_not_at_all() -> None:
    """All of Birch said 5 and all of Cedar 1: a mean of 100 or 0 says that of each."""
    ash, birch, cedar = _three_places()
    wave = make_closed_wave(make_measuring())
    for place, values in ((ash, MIXED), (birch, [5] * 12), (cedar, [1] * 22)):
        answer_trust(wave, values, place)

    count_wave(wave_id=wave.pk, now=now())

    assert _printed(wave) == [("Ash", 35, 50.0), (None, 70, 43.0)]
    ash_row = IndexValue.objects.get(neighborhood=ash)
    assert (ash_row.low, ash_row.high) == (42.0, 58.0)  # 43.9 to 56.1, in twos outward


def test_a_place_of_a_few_is_not_left_when_the_others_are_taken_from_the_town() -> None:
    ash, birch, cedar = _three_places()
    wave = make_closed_wave(make_measuring())
    for place, values in ((ash, MIXED), (birch, MIXED), (cedar, [1] * 4)):
        answer_trust(wave, values, place)

    count_wave(wave_id=wave.pk, now=now())

    assert [(name, people) for name, people, _mean in _printed(wave)] == [
        ("Ash", 35),
        (None, 75),
    ]


def test_nothing_is_told_of_nine_answers() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, [4] * 9, place)

    count_wave(wave_id=wave.pk, now=now())

    assert _printed(wave) == []
    assert Wave.objects.get().is_indexed


def test_the_index_is_worked_out_once_and_never_again() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, MIXED, place)
    count_wave(wave_id=wave.pk, now=now())
    answer_trust(wave, [5] * 40, place)

    count_wave(wave_id=wave.pk, now=now())

    assert _printed(wave) == [(place.name, 35, 50.0)]


def test_a_wave_that_is_still_out_and_a_draft_have_none() -> None:
    place = make_neighborhood()
    still_out = make_wave(make_measuring(neighborhood=place))
    draft = make_closed_wave(make_measuring(neighborhood=place, state="draft"))
    for wave in (still_out, draft):
        answer_trust(wave, MIXED, place)

    count_results()

    assert not IndexValue.objects.exists()
    assert not Wave.objects.filter(is_indexed=True).exists()


def test_a_baseline_taken_into_a_draft_is_counted_and_indexed_once_it_is_out() -> None:
    place = make_neighborhood()
    survey = make_measuring(neighborhood=place, state="draft")
    wave = make_closed_wave(survey)
    answer_trust(wave, MIXED, place)

    count_results()
    assert not wave.results.exists()
    survey.state = "out"
    survey.save()
    count_results()

    assert wave.results.exists()
    assert IndexValue.objects.filter(wave=wave).exists()


def test_a_change_is_written_with_its_range_only_if_the_same_was_asked() -> None:
    place = make_neighborhood()
    survey = make_measuring(neighborhood=place)
    first = make_closed_wave(survey, ago=9)
    second = make_closed_wave(survey, ago=5)
    answer_trust(first, MIXED, place)
    answer_trust(second, [3, 4, 4, 5] * 9, place)
    version = survey.versions.create(number=2, made_at=now())
    section = version.sections.create(key="part", position=0)
    make_question(section, **trust_question(is_reversed=True))
    third = make_closed_wave(survey, ago=1)
    answer_trust(third, MIXED, place)

    count_results()

    rows = IndexValue.objects.order_by("wave__closes_at")
    assert [(row.mean, row.low, row.high) for row in rows] == [
        (50.0, 42.0, 58.0),
        (75.0, 60.0, 90.0),
        (50.0, 42.0, 58.0),
    ]
    # as printed: spread 8·√35/2.0322 and 15·√35/2.0322, so 25 ± 2.0067·√(8² + 15²)/2.0322
    assert [(row.change, row.change_low, row.change_high) for row in rows] == [
        (None, None, None),
        (25.0, 8.21, 41.79),
        (None, None, None),
    ]


def test_a_change_tells_nothing_of_answers_that_came_after_the_wave_before() -> None:
    """It is worked out from what is printed of both, not from the answers again."""
    place = make_neighborhood()
    survey = make_measuring(neighborhood=place)
    first = make_closed_wave(survey, ago=9)
    answer_trust(first, MIXED, place)
    count_results()
    answer_trust(first, [5] * 30, place)
    answer_trust(make_closed_wave(survey, ago=5), MIXED, place)

    count_results()

    changes = IndexValue.objects.order_by("wave__closes_at").values_list("change")
    assert list(changes) == [(None,), (0.0,)]


def test_a_person_who_skipped_the_question_counts_nowhere() -> None:
    place = make_neighborhood()
    wave = make_closed_wave(make_measuring(neighborhood=place))
    answer_trust(wave, MIXED, place)
    for _number in range(20):
        make_response(wave, {}, neighborhood=place)

    count_wave(wave_id=wave.pk, now=now())

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
    assert index_of_survey(event) == []
    assert [one.measure for one in index_of_survey(counts)] == ["trust"]


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
