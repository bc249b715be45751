"""The form of one section: every kind of question, read and shown again."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from feedback.choices import RATHER_NOT, QuestionKind
from feedback.forms.answering import SectionForm
from feedback.shapes import Option, Question, Section
from tests.factories.places import make_neighborhood, make_street

ABC = tuple(Option(code, {"en": code.upper()}) for code in "abc")
ROWS = (Option("lamps", {"en": "Lamps"}), Option("roads", {"en": "Roads"}))


def ask(kind: str, **fields: Any) -> Question:
    return Question("it", kind, {"en": {"text": "How is it?"}}, **fields)


def form_of(*questions: Question, typed: Any = None, saved: Any = None) -> SectionForm:
    section = Section("one", {"en": {"title": "One"}}, questions)
    return SectionForm(typed, section=section, language="en", saved=saved)


KINDS: list[tuple[Question, dict[str, Any], Any]] = [
    (ask(QuestionKind.SINGLE, options=ABC), {"q-it": "b"}, "b"),
    (ask(QuestionKind.MULTIPLE, options=ABC), {"q-it": ["c", "a"]}, ["a", "c"]),
    (ask(QuestionKind.SCALE, lowest=1, highest=5), {"q-it": "4"}, 4),
    (ask(QuestionKind.SCALE, lowest=0, highest=100), {"q-it": "44"}, 44),
    (
        ask(QuestionKind.MATRIX, options=ABC, rows=ROWS),
        {"q-it-lamps": "a", "q-it-roads": "c"},
        {"lamps": "a", "roads": "c"},
    ),
    (
        ask(QuestionKind.RANKING, options=ABC),
        {"q-it-1": "c", "q-it-2": "a"},
        ["c", "a"],
    ),
    (ask(QuestionKind.NUMBER), {"q-it": " 12 "}, 12),
    (ask(QuestionKind.DATE), {"q-it": "2026-11-30"}, "2026-11-30"),
    (ask(QuestionKind.SHORT), {"q-it": " Lamps "}, "Lamps"),
    (ask(QuestionKind.LONG), {"q-it": "More\nlamps"}, "More\nlamps"),
    (ask(QuestionKind.CONSENT), {"q-it": "on"}, "yes"),
]


@pytest.mark.parametrize(("question", "typed", "value"), KINDS)
def test_each_kind_gives_its_value_and_shows_it_again(
    question: Question, typed: dict[str, Any], value: Any
) -> None:
    form = form_of(question, typed=typed)
    assert (form.is_valid(), form.given()) == (True, {"it": value})

    begun = form_of(question, saved={"it": value})
    again = {name: begun[name].value() for name in begun.fields if begun[name].value()}
    read = form_of(question, typed=again)
    assert (read.is_valid(), read.given()) == (True, {"it": value})


@pytest.mark.parametrize(("question", "typed", "_value"), KINDS)
def test_whoever_leaves_a_question_out_is_told_only_if_it_is_needed(
    question: Question, typed: dict[str, Any], _value: Any
) -> None:
    assert typed
    left_out = form_of(question, typed={})
    assert (left_out.is_valid(), left_out.given()) == (True, {})

    needed = Question(**{**vars(question), "is_required": True})
    told = form_of(needed, typed={})
    assert not told.is_valid()
    assert [*told.errors.values()] == [["Answer this question."]]
    assert told.blocks()[0].legend == "How is it? (needed)"


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (QuestionKind.SINGLE, {"q-it": RATHER_NOT}),
        (QuestionKind.MULTIPLE, {"q-it": ["a", RATHER_NOT]}),
        (QuestionKind.SCALE, {"q-it": RATHER_NOT}),
        (QuestionKind.RANKING, {"q-it-rather": "on", "q-it-1": "a"}),
        (QuestionKind.NUMBER, {"q-it-rather": "on"}),
        (QuestionKind.DATE, {"q-it-rather": "on"}),
        (QuestionKind.LONG, {"q-it-rather": "on", "q-it": "Well"}),
        (QuestionKind.PLACE, {"q-it-rather": "on"}),
    ],
)
def test_rather_not_answers_a_personal_question_whatever_else_is_there(
    kind: str, typed: dict[str, Any]
) -> None:
    question = ask(
        kind,
        options=ABC,
        lowest=1,
        highest=5,
        is_personal=True,
        is_required=True,
    )
    form = form_of(question, typed=typed)

    assert (form.is_valid(), form.given()) == (True, {"it": RATHER_NOT})
    begun = form_of(question, saved={"it": RATHER_NOT})
    assert RATHER_NOT in str(begun.initial) or begun.initial["q-it-rather"] is True


def test_a_statement_of_a_personal_matrix_may_be_left_unsaid() -> None:
    question = ask(QuestionKind.MATRIX, options=ABC, rows=ROWS, is_personal=True)
    form = form_of(question, typed={"q-it-lamps": RATHER_NOT, "q-it-roads": "a"})

    assert form.is_valid()
    assert form.given() == {"it": {"lamps": RATHER_NOT, "roads": "a"}}


def test_a_matrix_says_at_which_statement_the_answer_is_missing() -> None:
    question = ask(QuestionKind.MATRIX, options=ABC, rows=ROWS, is_required=True)
    form = form_of(question, typed={"q-it-lamps": "a"})

    assert not form.is_valid()
    assert form.errors == {"q-it-roads": ["Answer this question."]}


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (ask(QuestionKind.SINGLE, options=ABC), {"q-it": "z"}),
        (ask(QuestionKind.SINGLE, options=ABC), {"q-it": RATHER_NOT}),
        (ask(QuestionKind.MULTIPLE, options=ABC, most=1), {"q-it": ["a", "b"]}),
        (ask(QuestionKind.RANKING, options=ABC), {"q-it-1": "a", "q-it-2": "a"}),
        (ask(QuestionKind.NUMBER, lowest=0, highest=9), {"q-it": "10"}),
        (ask(QuestionKind.NUMBER), {"q-it": "many"}),
        (ask(QuestionKind.DATE), {"q-it": "31/31/2026"}),
        (ask(QuestionKind.SHORT, most=3), {"q-it": "four"}),
        (ask(QuestionKind.SHORT), {"q-it": "x" * 1_000_000}),
    ],
)
def test_what_does_not_fit_is_told_at_its_question(
    question: Question, typed: dict[str, Any]
) -> None:
    form = form_of(question, typed=typed)

    assert not form.is_valid()
    assert len(form.errors) == 1


@pytest.mark.django_db
def test_a_place_is_typed_in_words_and_kept_as_the_middle_of_its_cell() -> None:
    place = make_neighborhood(name="Millbrook")
    line = [(place.west + 0.004, 42.004), (place.west + 0.009, 42.009)]
    street = make_street("Linden Street", neighborhood=place, line=line)
    question = ask(QuestionKind.PLACE)
    form = form_of(question, typed={"q-it": "linden st"})

    assert form.is_valid()
    kept = form.given()["it"]
    assert abs(kept[0] - street.middle_lon) <= 0.00125 + 1e-9
    assert abs(kept[1] - street.middle_lat) <= 0.00125 + 1e-9

    begun = form_of(question, saved={"it": kept})
    assert begun.initial == {"q-it": "Linden Street, Millbrook"}
    again = form_of(
        question, typed={"q-it": "Linden Street, Millbrook"}, saved={"it": kept}
    )
    assert (again.is_valid(), again.given()) == (True, {"it": kept})
    lost = form_of(question, typed={"q-it": "Xyzzyx"})
    assert not lost.is_valid()
    assert lost.errors == {
        "q-it": [
            "We could not find that place. Try a street, or two streets that cross."
        ]
    }


@pytest.mark.django_db
def test_the_neighborhood_is_one_of_the_town() -> None:
    make_neighborhood(name="Millbrook")
    question = ask(QuestionKind.NEIGHBORHOOD)

    form = form_of(question, typed={"q-it": "millbrook"})
    assert (form.is_valid(), form.given()) == (True, {"it": "millbrook"})
    assert not form_of(question, typed={"q-it": "elsewhere"}).is_valid()


def test_what_the_services_found_is_told_at_the_question() -> None:
    form = form_of(ask(QuestionKind.SINGLE, options=ABC), typed={"q-it": "a"})
    assert form.is_valid()

    form.tell({"it": "Choose one of the answers."})

    assert form.errors == {"q-it": ["Choose one of the answers."]}


def test_questions_of_several_fields_stand_in_one_frame_with_one_legend() -> None:
    matrix = ask(QuestionKind.MATRIX, options=ABC, rows=ROWS)
    page = render_to_string("feedback/_section_form.html", {"form": form_of(matrix)})

    assert page.count("<fieldset") == 3
    assert page.count("How is it?") == 1
    assert page.count('type="radio"') == 6


@pytest.mark.django_db
def test_a_press_on_the_map_is_a_point_inside_the_town() -> None:
    place = make_neighborhood(name="Millbrook")
    inside = ((place.south + place.north) / 2, (place.west + place.east) / 2)
    question = ask(QuestionKind.PLACE)
    form = form_of(question, typed={"q-it": f"{inside[0]:.5f}, {inside[1]:.5f}"})

    assert form.is_valid()
    longitude, latitude = form.given()["it"]
    assert abs(longitude - inside[1]) <= 0.00126
    assert abs(latitude - inside[0]) <= 0.00126
    outside = form_of(question, typed={"q-it": "1.50000, 2.50000"})
    assert not outside.is_valid()
    assert outside.errors["q-it"] == [
        "This point is outside the town. Choose one inside."
    ]
