import pytest

from engagement.concerns.drafting import (
    STEPS,
    Answers,
    first_open_step,
    may_open,
    step_after,
)
from engagement.concerns.hints import personal_hints


def told_until(step: str) -> Answers:
    """Answers to all questions before this one."""
    answers = Answers()
    said: dict[str, dict[str, object]] = {
        "what": {"kind": "noise"},
        "where": {"has_where": True, "lat": 42.0, "lon": -71.0},
        "photos": {"has_photos": True},
        "details": {"text": "Loud music"},
        "contact": {"contact_by": "none"},
    }
    for one in STEPS[: STEPS.index(step)]:
        for name, value in said[one].items():
            setattr(answers, name, value)
    return answers


@pytest.mark.parametrize("step", STEPS)
def test_a_question_opens_when_those_before_it_are_answered(step: str) -> None:
    answers = told_until(step)

    assert first_open_step(answers) == step
    assert [s for s in STEPS if may_open(s, answers)] == [
        *STEPS[: STEPS.index(step) + 1]
    ]


def test_a_neighborhood_without_a_pin_is_a_place_too() -> None:
    answers = told_until("where")
    answers.has_where, answers.area = True, 7

    assert first_open_step(answers) == "photos"


def test_who_changes_one_answer_goes_back_to_all_of_them() -> None:
    assert step_after("where", told_until("check"), is_change=True) == "check"
    assert step_after("where", told_until("check"), is_change=False) == "photos"


def test_another_kind_has_to_be_placed_again_before_it_is_checked() -> None:
    answers = told_until("check")
    answers.kind, answers.has_where = "hate", False

    assert step_after("what", answers, is_change=True) == "where"


def test_answers_come_back_as_they_were_kept_and_unknown_ones_are_left() -> None:
    answers = told_until("check")

    assert Answers.read(answers.kept() | {"shoe_size": 43}) == answers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Call me at 555-010-0199 please", ["555-010-0199"]),
        ("write to ann.lee@example.org", ["ann.lee@example.org"]),
        ("a van, plate ABC 1234, parks here", ["ABC 1234"]),
        ("a car with 7XYZ123 on it", ["7XYZ123"]),
        ("Mr Miller shouts all night", ["Mr Miller"]),
        ("a man called John Miller", ["called John Miller"]),
        ("since 2024 about 300 cars a day at 45 mph", []),
        ("between 3 and 4 pm, House 12, Mill Road", ["House 12"]),
        ("on 2026-11-20", []),
        ("", []),
    ],
)
def test_what_may_point_to_one_person_is_shown_to_who_wrote_it(
    text: str, found: list[str]
) -> None:
    assert [hint.words for hint in personal_hints(text)] == found
