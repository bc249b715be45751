"""What a form says when something is missing: what to do, in its own words."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.utils.timezone import localdate
from django.utils.translation import override

from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.forms import (
    AdjustForm,
    BuildForm,
    ChangesForm,
    CorrectForm,
    DecideForm,
    MovePromiseForm,
    PromiseForm,
    SettlePromiseForm,
)
from tests.factories.priorities import make_line, make_report

pytestmark = pytest.mark.django_db


def make_forms() -> dict[str, forms.Form]:
    """Every form of the review as it is sent with nothing in it."""
    line = make_line(make_report())
    given: dict[type[forms.Form], dict[str, Any]] = {
        AdjustForm: {"today": localdate()},
        BuildForm: {"places": Neighborhood.objects.none(), "whole_town": False},
        ChangesForm: {},
        CorrectForm: {},
        DecideForm: {"line": line},
        MovePromiseForm: {},
        PromiseForm: {"owners": User.objects.none()},
        SettlePromiseForm: {},
    }
    return {form.__name__: form({}, **more) for form, more in given.items()}


def test_an_empty_form_says_of_each_field_what_to_do() -> None:
    with override("en"):
        said = {
            name: [str(error) for errors in form.errors.values() for error in errors]
            for name, form in make_forms().items()
        }

    assert said == {
        "AdjustForm": [
            "Choose how much it should weigh.",
            "Choose the reason.",
            "Write a sentence.",
            "Choose a day.",
        ],
        "BuildForm": ["Choose a neighborhood.", "Write the week like 2026-W46."],
        "ChangesForm": ["Write a sentence."],
        "CorrectForm": ["Write a sentence."],
        "DecideForm": ["Choose what you will do about it.", "Write a sentence."],
        "MovePromiseForm": ["Choose a day.", "Say why the day changes."],
        "PromiseForm": ["Say what will be done.", "Say who does it.", "Choose a day."],
        "SettlePromiseForm": ["Choose how it ended.", "Write a sentence."],
    }


@pytest.mark.parametrize(
    ("decision", "asked"),
    [
        ("adopt", []),
        ("merge", ["into"]),
        ("refer", ["who", "contact", "on"]),
        ("watch", ["until"]),
        ("not_now", []),
        ("not_substantiated", []),
    ],
)
def test_a_decision_asks_for_what_comes_with_it_beside_the_field(
    decision: str, asked: list[str]
) -> None:
    sent = {"decision": decision, "reason": "Two officers stand there."}
    form = DecideForm(sent, line=make_line(make_report()))

    assert list(form.errors) == asked
