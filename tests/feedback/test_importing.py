"""Answers from another tool: what is taken in, what is counted as no answer, what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from feedback.belongings import forget_answer_files
from feedback.choices import RATHER_NOT, Channel, QuestionKind, TextState
from feedback.errors import AnswerFileError
from feedback.importing import Told, text_of
from feedback.models import AnswerFile, Response, Survey, UnlinkedAnswer, Wave
from feedback.services.importing import import_answers
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import make_neighborhood
from tests.factories.survey_index import make_closed_wave, trust_question
from tests.factories.surveys import make_survey, options

pytestmark = pytest.mark.django_db
WAVE = {"opens": "2015-01-01", "closes": "2015-12-31"}


def _survey(**fields: Any) -> Survey:
    words = {"en": {"text": "?"}}
    return make_survey(
        questions=[
            trust_question(),
            {
                "key": "housing",
                "kind": QuestionKind.SINGLE,
                "words": words,
                "options": options("own", "rent"),
                "is_personal": True,
            },
            {
                "key": "worries",
                "kind": QuestionKind.MULTIPLE,
                "words": words,
                "options": options("lamps", "speed", "noise"),
            },
            {
                "key": "fair",
                "kind": QuestionKind.MATRIX,
                "words": words,
                "options": options("yes", "no"),
                "rows": options("listen", "explain"),
            },
            {"key": "home", "kind": QuestionKind.NEIGHBORHOOD, "words": words},
            {"key": "more", "kind": QuestionKind.LONG, "words": words},
        ],
        **fields,
    )


def _rules(*targets: str, **column: Any) -> dict[str, Any]:
    return {
        "nothing": ["9", "NA"],
        "answers": {target: {"column": target, **column} for target in targets},
        "waves": [WAVE],
    }


def _import(survey: Survey, text: str, rules: Any, **fields: Any) -> Told:
    return import_answers(
        survey_id=survey.pk,
        text=text,
        rules=rules,
        now=now(),
        **({"actor": None} | fields),
    )


def _answers() -> list[dict[str, Any]]:
    found = Response.objects.values_list("answers", flat=True)
    return sorted(found, key=str)


def test_every_kind_of_answer_is_read_by_its_code_or_its_words() -> None:
    place = make_neighborhood(name="Old Town")
    survey = _survey()
    columns = ("trust", "housing", "worries", "fair.listen", "fair.explain", "home")
    text = (
        ",".join(columns) + "\n"
        "4,Own,Speed;lamps,yes,No,old town\n"
        "NA,rent,,no,9,Old Town\n"
    )

    _import(survey, text, _rules(*columns))

    assert _answers() == [
        {
            "fair": {"listen": "no"},
            "home": place.slug,
            "housing": "rent",
        },
        {
            "fair": {"explain": "no", "listen": "yes"},
            "home": place.slug,
            "housing": "own",
            "trust": 4,
            "worries": ["lamps", "speed"],
        },
    ]
    kept = Response.objects.values_list("neighborhood", "channel", "language")
    assert list(kept) == [(place.pk, Channel.IMPORT, "en")] * 2


def test_what_fits_no_answer_is_counted_as_none_and_told_by_its_line() -> None:
    survey = _survey()
    text = "trust,housing\n3f,own\n7,tent\n4.5,rent\n1e999999999,\nnan,own\n"

    told = _import(survey, text, _rules("trust", "housing"))

    assert _answers() == [
        {"housing": "own"},
        {"housing": "own"},
        {"housing": "rent"},
        {},
        {},
    ]
    assert [(line, target, value) for line, target, value, _why in told.faults] == [
        (2, "trust", "3f"),
        (3, "trust", "7"),
        (3, "housing", "tent"),
        (4, "trust", "4.5"),
        (5, "trust", "1e999999999"),
        (6, "trust", "nan"),
    ]


@pytest.mark.parametrize(
    ("how", "kept"), [("up", [4, 5]), ("down", [3, 4]), ("even", [4, 4])]
)
def test_half_points_are_rounded_by_the_rule_of_the_map(
    how: str, kept: list[int]
) -> None:
    told = _import(_survey(), "trust\n3.5\n4.5\n", _rules("trust", round=how))

    assert (_answers(), told.rounded["trust"]) == ([{"trust": n} for n in kept], 2)


def test_a_map_may_say_what_a_code_means() -> None:
    rules = _rules("housing", values={"1": "own", "R": RATHER_NOT})

    _import(_survey(), "housing\n1\nR\n", rules)

    assert _answers() == [{"housing": "own"}, {"housing": RATHER_NOT}]


def test_formulas_and_markup_are_texts_like_others_apart_from_the_answers() -> None:
    hostile = '=cmd|"/C calc"!A0 <script>alert(1)</script>'
    text = 'more,trust\n"' + hostile.replace('"', '""') + '",5\n'

    _import(_survey(), text, _rules("more", "trust"))

    texts = UnlinkedAnswer.objects.values_list("question", "text", "state")
    assert list(texts) == [("more", hostile, TextState.WAITING)]
    assert _answers() == [{"trust": 5}]


def test_a_trial_says_the_same_and_writes_nothing() -> None:
    survey, text = _survey(), "trust\n5\n8\n"

    trial = _import(survey, text, _rules("trust"), is_trial=True)

    assert not Wave.objects.exists()
    assert not survey.versions.get().is_frozen
    assert _import(survey, text, _rules("trust")) == trial
    assert survey.versions.get().is_frozen


def test_lines_go_to_the_wave_the_map_gives_them_and_others_are_left_out() -> None:
    survey = _survey()
    rules = _rules("trust")
    rules["waves"] = [
        {"column": "year", "is": str(y), "opens": f"{y}-01-01", "closes": f"{y}-06-30"}
        for y in (2011, 2013)
    ]

    told = _import(survey, "year,trust\n2011,1\n2013,2\n2013,3\n2015,4\n", rules)

    counts = [wave.responses.count() for wave in survey.waves.order_by("number")]
    assert (counts, told.left_out) == ([1, 2], 1)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", _rules("trust")),
        ("other\n5\n", _rules("trust")),
        ("trust,trust\n5,5\n", _rules("trust")),
        ('trust\n"5' + "x" * 200_000, _rules("trust")),
        ("wealth\n5\n", _rules("wealth")),
        ("trust\n5\n", {**_rules("trust"), "strange": 1}),
        ("trust\n5\n", {**_rules("trust"), "waves": []}),
        ("trust\n5\n", {**_rules("trust"), "waves": [{**WAVE, "closes": "soon"}]}),
        (
            "trust\n5\n",
            {**_rules("trust"), "waves": [{**WAVE, "closes": "2999-01-01"}]},
        ),
        ("trust\n5\n", {**_rules("trust"), "delimiter": "x"}),
        ("trust\n5\n", {"waves": [WAVE], "answers": {"trust": "Q7"}}),
        ("trust\n5\n", ["no", "map"]),
        ("trust\n", _rules("trust")),
    ],
)
def test_a_file_or_map_that_cannot_be_read_is_refused_whole(
    text: str, rules: Any
) -> None:
    survey = _survey()

    with pytest.raises(AnswerFileError):
        _import(survey, text, rules)

    assert not Response.objects.exists()


def test_the_same_file_is_not_taken_in_twice() -> None:
    survey = _survey()
    _import(survey, "trust\n5\n", _rules("trust"))

    with pytest.raises(AnswerFileError, match="a wave in these days"):
        _import(survey, "trust\n5\n", _rules("trust"))

    assert Response.objects.count() == 1


def test_only_those_who_work_on_the_survey_take_answers_in() -> None:
    place = make_neighborhood()
    survey = _survey(neighborhood=place)
    for other in (make_officer(of=make_neighborhood()), make_organizer(of=place)):
        with pytest.raises(NotAllowedError):
            _import(survey, "trust\n5\n", _rules("trust"), actor=other)
    officer = make_officer(of=place)

    _import(survey, "trust\n5\n", _rules("trust"), actor=officer)

    entries = Entry.objects.filter(action="survey.import_answers")
    assert [(entry.actor_id, entry.detail) for entry in entries] == [
        (officer.pk, {"lines": 1})
    ]


def test_rows_do_not_lie_in_the_order_of_the_file() -> None:
    lines = [1, 2, 3, 4, 5] * 40

    _import(_survey(), "trust\n" + "\n".join(map(str, lines)), _rules("trust"))

    with connection.cursor() as cursor:
        cursor.execute("select answers ->> 'trust' from feedback_response")
        lying = [int(row[0]) for row in cursor.fetchall()]
    assert (sorted(lying), lying == lines) == (sorted(lines), False)


@pytest.mark.parametrize("content", [b"trust\n\xff\n", b"trust\n\x00\n"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(AnswerFileError):
        text_of(content)


def test_a_baseline_may_be_older_than_the_waves_there_are() -> None:
    survey = _survey()
    wave = make_closed_wave(survey)
    _import(survey, "trust\n5\n", _rules("trust"))

    found = survey.waves.order_by("opens_at").values_list("number", flat=True)
    assert list(found) == [wave.number + 1, wave.number]


def test_the_text_of_a_file_that_was_not_taken_in_goes_after_a_week() -> None:
    survey, moment = _survey(), now()
    for days in (8, 6):
        AnswerFile.objects.create(
            survey=survey, text="a", made_at=moment - timedelta(days=days)
        )

    assert forget_answer_files(now=moment) == 1
    assert list(
        AnswerFile.objects.order_by("made_at").values_list("text", flat=True)
    ) == ["", "a"]
