"""The way through a survey, drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from feedback.models import Survey
from feedback.queries import version_now
from feedback.queries.making import plan_of
from feedback.waydrawing import Step, draw_way, drawing_of, folded, steps_of
from tests.factories.people import make_organizer
from tests.factories.places import make_neighborhood
from tests.factories.surveys import make_question, make_section, make_survey
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db


def only_if(value: str, question: str = "safe") -> dict[str, Any]:
    condition = {"question": question, "test": "is", "values": [value]}
    return {"match": "all", "conditions": [condition]}


def part(survey: Survey, title: str, *questions: dict[str, Any], **fields: Any) -> None:
    section = make_section(
        survey.versions.get(), words={"en": {"title": title}}, **fields
    )
    for question in questions:
        make_question(section, **question)


def steps(survey: Survey) -> list[Step]:
    version = version_now(survey)
    assert version is not None
    return steps_of(plan_of(survey, version))


def drawn(survey: Survey) -> str:
    version = version_now(survey)
    assert version is not None
    return drawing_of(plan_of(survey, version))


def said(drawing: str) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawing)


def test_one_part_is_a_box_between_the_beginning_and_the_end() -> None:
    drawing = drawn(make_survey())
    assert said(drawing) == [
        "Begin",
        "1. Your street",
        "1 question",
        "All answers once more, then they are",
        "sent",
    ]
    assert drawing.count("<rect") == 3
    assert "otherwise" not in drawing


def test_a_part_for_some_has_its_condition_and_a_way_around() -> None:
    survey = make_survey()
    part(survey, "After dark", {}, {}, shown_if=only_if("no"))
    part(survey, "Last", {})
    drawing = drawn(survey)
    assert said(drawing)[3:10] == [
        "Asked only if",
        "the answer to “Do you feel safe after",
        "dark?” is one of: No",
        "2. After dark",
        "2 questions",
        "otherwise",
        "3. Last",
    ]
    assert drawing.count('class="ui-way__when"') == 1


def test_what_is_wrong_is_marked_where_it_is() -> None:
    survey = make_survey()
    never = only_if("yes")
    never["conditions"] += only_if("no")["conditions"]
    part(survey, "Never", {}, shown_if=never)
    part(survey, "Some", {"shown_if": never}, {"shown_if": only_if("no")}, {})
    part(survey, "Nothing")
    part(survey, "Later", {"shown_if": only_if("yes", "not-there")})
    found = [(one.marks, one.when[:1], one.is_never) for one in steps(survey)]
    assert found == [
        ([], [], False),
        (
            ["Never shown to anybody"],
            ["Asked only if all of these are so:"],
            True,
        ),
        (["1 question is never asked"], [], False),
        (["Nothing is asked in it"], [], False),
        (
            ["Never shown to anybody", "A condition has to be put right"],
            ["Only if one of its questions is asked"],
            True,
        ),
    ]
    assert steps(survey)[2].notes == ["3 questions", "2 only after certain answers"]
    drawing = drawn(survey)
    assert drawing.count("ui-way__box is-faulty is-never") == 2
    assert drawing.count("ui-way__box is-faulty") == 4


def test_any_of_several_conditions_is_said_so() -> None:
    survey = make_survey()
    either = {
        "match": "any",
        "conditions": only_if("yes")["conditions"] + only_if("no")["conditions"],
    }
    part(survey, "Either", {}, shown_if=either)
    assert steps(survey)[1].when == [
        "Asked only if any of these is so:",
        "• the answer to “Do you feel safe after dark?” is one of: Yes",
        "• the answer to “Do you feel safe after dark?” is one of: No",
    ]


@pytest.mark.parametrize("many", [3, 40])
def test_many_parts_stand_below_each_other(many: int) -> None:
    drawing = draw_way([Step(f"{nth}.", when=["Only if"]) for nth in range(many)])
    tops = [int(y) for y in re.findall(r"<rect[^>]* y=\"(\d+)\"", drawing)]
    tall = re.search(r'viewBox="0 0 360 (\d+)"', drawing)
    assert tall is not None
    assert len(tops) == 2 * many + 2
    assert tops == sorted(set(tops))
    assert tops[-1] < int(tall[1])
    assert drawing.count("otherwise") == many


def test_it_is_turned_over_where_one_writes_from_right_to_left() -> None:
    step = [Step("1. One", when=["Only if"])]
    straight = draw_way(step)
    with override("ar-xb"):
        turned = draw_way(step)
    assert 'x="8" ' in straight
    assert 'x="68" ' in turned
    lanes = [re.findall(r"H(\d+)V", one) for one in (straight, turned)]
    assert lanes == [["326"], ["34"]]


def test_what_people_typed_is_drawn_as_words() -> None:
    drawing = draw_way([Step("<script>x</script>", when=["<b>"])])
    assert "<script>" not in drawing
    assert "&lt;b&gt;" in drawing


def test_words_are_broken_into_lines_and_cut_where_there_are_too_many() -> None:
    assert folded("", 5) == [""]
    assert folded("one two three", 7) == ["one two", "three"]
    assert folded("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert folded("あいう", 4) == ["あい", "う"]
    assert folded("a b c d e f", 1) == ["a", "b", "c", "d …"]


def test_the_page_has_the_drawing_and_the_list(client: Client) -> None:
    place = make_neighborhood()
    organizer = make_organizer(of=place)
    survey = make_survey(neighborhood=place, made_by=organizer)
    sign_in(client, organizer)
    page = client.get(reverse("feedback:flow", args=[survey.slug])).content.decode()
    assert page.count('<svg class="ui-way"') == 1
    assert '<ol class="ui-plan">' in page

    survey.versions.get().sections.all().delete()
    page = client.get(reverse("feedback:flow", args=[survey.slug])).content.decode()
    assert "ui-way" not in page
