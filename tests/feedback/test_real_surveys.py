"""Real answers of a real town, taken in whole, counted as they were published."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.places.choices import Trait
from engagement.places.models import Neighborhood, PopulationGroup
from feedback.choices import Channel, FileState, Measure, QuestionKind
from feedback.importing import text_of
from feedback.models import AnswerFile, IndexValue, Response, Result, Survey
from feedback.services.importing import import_answers
from feedback.tables import HIDDEN
from feedback.tasks import count_results, take_in_file
from tests.engagement.concerns.importing.real import DATA_DIR
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.survey_index import make_answer_file, trust_question
from tests.factories.survey_results import publish_all
from tests.factories.surveys import make_survey, options

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SURVEYS = DATA_DIR / "surveys"
MAPS = Path(__file__).with_name("maps")
LIVES_HERE = {
    Trait.SEX: {"female": 38_600, "male": 37_100},
    Trait.HOUSING: {"own": 11_000, "rent": 22_000, "other": 500},
}
SOMERVILLE = SURVEYS / "somerville_happiness_2011_2013_2015.csv.gz"


def _scale(key: str, highest: int = 5, **fields: Any) -> dict[str, Any]:
    plain = {"key": key, "kind": QuestionKind.SCALE, "lowest": 1, "highest": highest}
    return {**plain, "words": {"en": {"text": key}}, **fields}


def _single(key: str, *codes: str, **fields: Any) -> dict[str, Any]:
    plain = {"key": key, "kind": QuestionKind.SINGLE, "options": options(*codes)}
    return {**plain, "words": {"en": {"text": key}}, **fields}


def somerville() -> Survey:
    return make_survey(
        neighborhood=make_neighborhood(name="Somerville"),
        questions=[
            _scale("happy", 10),
            _scale("effective"),
            _scale("safe", 10, measure=Measure.SAFETY),
            trust_question(),
            _single("sex", "female", "male", "other", trait=Trait.SEX),
            _single("housing", "own", "rent", "other", trait=Trait.HOUSING),
        ],
    )


def answers_of(survey: Survey, year: int, key: str) -> Counter[Any]:
    responses = Response.objects.filter(
        wave__survey=survey, wave__opens_at__year__gte=year - 1
    ).filter(wave__closes_at__year=year + 1)
    return Counter(response.answers.get(key) for response in responses)


def test_6545_people_in_three_waves_and_the_splits_that_were_published() -> None:
    survey = somerville()

    told = import_answers(
        survey_id=survey.pk,
        text=text_of(gzip.decompress(SOMERVILLE.read_bytes())),
        rules=json.loads((MAPS / "somerville.json").read_text()),
        actor=None,
        now=now(),
    )

    counts = [wave.responses.count() for wave in survey.waves.order_by("opens_at")]
    assert (counts, told.lines, told.left_out) == ([6167, 193, 185], 6545, 0)
    assert answers_of(survey, 2015, "trust") == {
        5: 40,
        4: 71,
        3: 58,
        2: 7,
        1: 4,
        None: 5,
    }
    # half points up: 3.5 → 4, 4.5 → 5, 1.5 → 2; R, r, F and f are no answer; 3f is a 3
    assert answers_of(survey, 2011, "effective")[None] >= 645 + 133 + 11 + 1
    assert told.rounded["effective"] == 10 + 6 + 1
    assert ("effective", "3f") not in told.unfit
    assert set(Response.objects.values_list("channel", flat=True)) == {Channel.IMPORT}


def test_the_index_of_real_answers_is_worked_out_where_something_was_measured() -> None:
    survey = somerville()
    arguments = ["--map", str(MAPS / "somerville.json"), "--survey", survey.slug]
    call_command("import_survey_answers", str(SOMERVILLE), *arguments)

    count_results()

    rows = IndexValue.objects.order_by("wave__closes_at", "measure")
    assert [
        (row.wave.closes_at.year - 1, row.measure, row.answers) for row in rows
    ] == [
        (2013, "safety", 190),
        (2015, "safety", 185),
        (2015, "trust", 180),
    ]
    # (40·100 + 71·75 + 58·50 + 7·25) / 180 = 68.9, from 65.5 to 72.3: in whole numbers,
    # since with a decimal the seven could be worked back
    assert (rows[2].mean, rows[2].low, rows[2].high) == (69.0, 65.0, 73.0)


def test_the_small_file_of_143_is_split_as_published() -> None:
    survey = make_survey(questions=[trust_question(), _single("happy", "no", "yes")])
    file = SURVEYS / "somerville_happiness_uci_143.csv"
    arguments = ["--map", str(MAPS / "uci.json"), "--survey", survey.slug]

    call_command("import_survey_answers", str(file), *arguments)

    assert answers_of(survey, 2015, "happy") == {"yes": 77, "no": 66}
    assert answers_of(survey, 2015, "trust").total() == 143


def _lives_here(place: Neighborhood) -> None:
    for trait, groups in LIVES_HERE.items():
        for group, people in groups.items():
            PopulationGroup.objects.create(
                neighborhood=place,
                trait=trait,
                group=group,
                people=people,
                source="Census",
                year=2010,
            )


def _brought(survey: Survey) -> AnswerFile:
    """The whole file as somebody brought it, with its map, waiting for the task."""
    return make_answer_file(
        survey,
        text=text_of(gzip.decompress(SOMERVILLE.read_bytes())),
        rules=json.loads((MAPS / "somerville.json").read_text()),
        made_by=make_officer(of=survey.neighborhood),
        state=FileState.WAITING,
        lines=6545,
    )


def test_the_whole_file_goes_from_the_task_to_the_public_page(client: Client) -> None:
    """Imported, counted, weighted, suppressed, published, and read by everybody."""
    make_town()
    survey = somerville()
    assert survey.neighborhood is not None
    _lives_here(survey.neighborhood)
    file = _brought(survey)

    take_in_file(job_id=0, file_id=file.pk)
    count_results()
    file.refresh_from_db()
    assert (file.state, file.told["taken"]) == (FileState.TAKEN_IN, 6545)
    waves = list(survey.waves.order_by("number"))
    for wave in waves:
        publish_all(wave, make_officer(of=survey.neighborhood))

    def part(year: int, key: str) -> dict[str, Any]:
        table = Result.objects.get(wave=waves[year], question=key).table
        found: dict[str, Any] = table["parts"][0] if table["parts"] else {}
        return found

    # 5: 40, 4: 71, 3: 58, 2: 7, 1: 4; the last two are too small to be told
    assert part(2, "trust")["counts"] == [HIDDEN, HIDDEN, 60, 70, 40]
    assert part(0, "happy")["n"] == 6040
    assert sum(part(0, "happy")["weighted"]["shares"]) in range(97, 104)
    for wave in waves:
        for by in ("", "sex", "housing"):
            page = client.get(
                reverse("feedback:results", args=[survey.slug]),
                {"wave": wave.number, "by": by},
            )
            assert page.status_code == 200
        export = client.get(
            reverse("feedback:results_csv", args=[survey.slug]), {"wave": wave.number}
        )
        assert export.content.count(b"\n") > 20
    index = client.get(reverse("feedback:index")).content.decode()
    assert "180" in index
