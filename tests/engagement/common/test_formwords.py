"""Every field of every form says in the town's words what to do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from engagement.common.formwords import UNSEEN, must_be_seen
from engagement.common.richtext import plain, readable
from engagement.people.forms import SetPasswordForm
from engagement.people.models import User
from tests.architecture.typing_in import HOSTILE, form_fields

UNSEEN_TEXTS = [
    "\u200b",
    " \u200b\u00a0\ufeff ",
    "\u2800\u3164",
    "\u0301\u200d",
    "\u202e\u202c",
    "\x07\x1b",
]
pytestmark = pytest.mark.django_db

# As Django says it, and the words no page uses (UX section 8).
NOT_OURS = re.compile(
    r"^Ensure |\bvalid\b|invalid|submit|This field is required|of the available"
)


def refusals(field: forms.Field, typed: Any) -> list[str]:
    try:
        field.clean(typed)
    except ValidationError as error:
        return list(error.messages)
    return []


# -- a fault is a sentence of ours -----------------------------------------------------
def test_no_field_answers_in_the_words_of_a_program() -> None:
    typed: list[Any] = ["", [], None, "\0", " \u200b ", *HOSTILE.values(), ["1", "x"]]

    said = {
        (name, sentence)
        for name, field in form_fields()
        for one in typed
        if isinstance(one, str | None) or isinstance(field, forms.MultipleChoiceField)
        for sentence in refusals(field, one)
    }

    assert len(said) > 100
    assert sorted(pair for pair in said if NOT_OURS.search(pair[1])) == []


def test_a_text_too_long_is_told_how_long_it_may_be() -> None:
    assert refusals(forms.CharField(max_length=3), "four") == [
        "Use 3 characters at most. These are 4."
    ]
    assert refusals(forms.CharField(), "x\0") == [
        "Take out the signs that nobody can read."
    ]


def test_what_a_form_says_itself_stays() -> None:
    field = forms.CharField(
        max_length=3, error_messages={"required": "Say why.", "max_length": "Shorter."}
    )

    assert (refusals(field, ""), refusals(field, "four")) == (
        ["Say why."],
        ["Shorter."],
    )


# -- nothing that can be seen is nothing -----------------------------------------------
@pytest.mark.parametrize("text", UNSEEN_TEXTS)
def test_what_nobody_can_see_is_no_word(text: str) -> None:
    assert (readable(text), plain(text), plain(f"<b>{text}</b>")) == ("", "", "")
    with pytest.raises(ValidationError) as refused:
        must_be_seen(text)
    assert refused.value.code == UNSEEN


@pytest.mark.parametrize("text", ["👩‍👩‍👧‍👦", "می‌خواهم", "é", "क्‍ष", "7", "?"])
def test_what_is_seen_stays_with_its_joiners(text: str) -> None:
    assert (readable(f" {text}\u00a0"), plain(text)) == (text, text)
    must_be_seen(text)


def test_every_field_for_words_refuses_what_nobody_can_see() -> None:
    taken = [
        name
        for name, field in form_fields()
        if type(field) is forms.CharField
        and not isinstance(field.widget, forms.PasswordInput)
        and not refusals(field, "\u200b")
    ]

    assert taken == []


def test_a_password_may_be_of_blanks_alone() -> None:
    form = SetPasswordForm(user=User(email="ann@example.org"))

    assert refusals(form.fields["password1"], "\u3000" * 15) == []
