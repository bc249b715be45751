"""A file of answers and the days it is of; then which column answers what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.common.widgets import DayInput
from feedback.choices import QuestionKind
from feedback.services.answer_files import LONGEST_FILE
from feedback.shapes import Question, Shape

_NUMBERS = (QuestionKind.SCALE, QuestionKind.NUMBER)
ROUNDINGS = [
    ("", _("Count half points as no answer")),
    ("up", _("Round half points up")),
    ("down", _("Round half points down")),
    ("even", _("Round half points to the even number")),
]
_DAY = {
    "required": _("Enter a day."),
    "invalid": _("Enter a day that is in the calendar."),
}


class AnswerFileForm(forms.Form):
    """What is brought, and when people answered."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV in UTF-8, up to 5 MB; the first line names the columns."),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty. Choose another one."),
        },
    )
    opens = forms.DateField(
        label=_("First day people could answer"),
        widget=DayInput(),
        error_messages=_DAY,
    )
    closes = forms.DateField(
        label=_("Last day people could answer"), widget=DayInput(), error_messages=_DAY
    )
    nothing = forms.CharField(
        label=_("Codes that mean no answer"),
        help_text=_("Parted by commas, as NA, 9, R, F."),
        required=False,
        max_length=200,
    )
    note = forms.CharField(
        label=_("What readers should know of these answers"),
        help_text=_("For example: asked on paper, with the census form."),
        required=False,
        max_length=400,
    )

    def clean_file(self) -> bytes:
        sent = self.cleaned_data["file"]
        if sent.size > LONGEST_FILE:
            raise forms.ValidationError(gettext("This file is larger than 5 MB."))
        content: bytes = sent.read()
        return content

    def clean_nothing(self) -> list[str]:
        codes = self.cleaned_data["nothing"].split(",")
        return [code.strip() for code in codes if code.strip()]


class ColumnsForm(forms.Form):
    """For each question the column that answers it, or none."""

    def __init__(
        self,
        *args: Any,
        shape: Shape,
        columns: Sequence[str],
        language: str,
        chosen: dict[str, Any],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.targets: list[str] = []
        named = [name for name in columns if name]
        offered = [("", _("Not in this file")), *((name, name) for name in named)]
        for question in shape.all_questions():
            for target, label in _targets(question, language):
                self.targets.append(target)
                mine = chosen.get(target, {})
                self.fields[f"column-{target}"] = forms.ChoiceField(
                    label=label,
                    choices=offered,
                    required=False,
                    initial=mine.get("column") or _guess(target, label, named),
                )
                if question.kind in _NUMBERS:
                    self.fields[f"round-{target}"] = forms.ChoiceField(
                        label=_("%(question)s: half points") % {"question": label},
                        choices=ROUNDINGS,
                        required=False,
                        initial=mine.get("round", ""),
                    )

    @property
    def answers(self) -> dict[str, Any]:
        """Give what was chosen as the map has it."""
        typed = self.cleaned_data
        return {
            target: {
                "column": typed[f"column-{target}"],
                "round": typed.get(f"round-{target}", ""),
            }
            for target in self.targets
            if typed[f"column-{target}"]
        }


def _targets(question: Question, language: str) -> list[tuple[str, str]]:
    text = question.text(language) or question.key
    if question.kind != QuestionKind.MATRIX:
        return [(question.key, text)]
    return [
        (f"{question.key}.{row.code}", f"{text} {row.label(language)}")
        for row in question.rows
    ]


def _guess(target: str, label: str, columns: Sequence[str]) -> str:
    """Choose the column that is called like the question."""
    names = {target.casefold(), label.casefold()}
    return next((name for name in columns if name.casefold() in names), "")
