"""The form of one section: every kind of question as plain fields, without script.

Made of shapes, never of the tables. Names of fields are those of questions with `q-`
before them, so that nothing else a page sends can be taken for an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from engagement.common.widgets import DayInput
from engagement.places.queries import (
    neighborhoods_on_the_map,
)
from feedback import answers as rules
from feedback.choices import RATHER_NOT, QuestionKind
from feedback.forms.places import place_words, point_of
from feedback.scaling import is_of_buttons, scale_points
from feedback.shapes import Answers, Question, Section

_LONGEST_NUMBER: Final = 12
_LONGEST_PLACE: Final = 120
# Kinds that say “rather not” with a box of its own; the others have it as an answer.
_BOXED: Final = {
    QuestionKind.RANKING,
    QuestionKind.NUMBER,
    QuestionKind.DATE,
    QuestionKind.SHORT,
    QuestionKind.LONG,
    QuestionKind.PLACE,
}
_FRAMED: Final = {QuestionKind.MATRIX, QuestionKind.RANKING}
Fields = dict[str, forms.Field]


@dataclass(frozen=True)
class Block:
    """One question on the page; several fields stand in one frame with one legend."""

    question: Question
    legend: str
    hint: str
    fields: tuple[forms.BoundField, ...]

    @property
    def is_framed(self) -> bool:
        return len(self.fields) > 1 or self.question.kind in _FRAMED

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def is_place(self) -> bool:
        return self.question.kind == QuestionKind.PLACE


class SectionForm(forms.Form):
    """One page of a survey; `given` is what the services take.

    Until it `is_done` what is needed may be missing.
    """

    def __init__(
        self,
        *args: Any,
        section: Section,
        language: str,
        saved: Answers | None = None,
        is_done: bool = True,
        **kwargs: Any,
    ) -> None:
        self.section, self.language, self.is_done = section, language, is_done
        self.saved: Answers = saved or {}
        kwargs.setdefault("initial", self._begins_with())
        super().__init__(*args, **kwargs)
        self._of: dict[str, list[str]] = {}
        self._found: dict[str, Any] = {}
        for question in section.questions:
            made = _fields_of(question, language)
            self._of[question.key] = list(made)
            self.fields |= made
        self.plain_fields = tuple(
            self.fields
        )  # what is needed is said, not what is not

    @property
    def asks_a_place(self) -> bool:
        return any(q.kind == QuestionKind.PLACE for q in self.section.questions)

    def blocks(self) -> list[Block]:
        """Give the questions with their fields, in their order."""
        return [
            Block(
                question,
                label_of(question, self.language),
                question.hint(self.language) if question.kind in _FRAMED else "",
                tuple(self[name] for name in self._of[question.key]),
            )
            for question in self.section.questions
        ]

    def clean(self) -> dict[str, Any]:
        """Ask the rules of answers, so that each fault stands at its question."""
        for question in self.section.questions:
            if any(name in self.errors for name in self._of[question.key]):
                continue
            try:
                value = rules.kept(question, self._value(question))
            except ValueError as fault:
                self._wrong(question, str(fault))
                continue
            if value is not None:
                self._found[question.key] = value
            is_missing = question.is_required and not rules.is_complete(question, value)
            if self.is_done and is_missing:
                self._wrong(question, _("Answer this question."))
        return self.cleaned_data

    def given(self) -> dict[str, Any]:
        """Give the answers as they are kept, by the key of their question."""
        return self._found

    def tell(self, faults: Mapping[str, str]) -> None:
        """Say at the questions what the services found."""
        for question in self.section.questions:
            if question.key in faults:
                self._wrong(question, faults[question.key])

    def _wrong(self, question: Question, fault: str) -> None:
        names = self._of[question.key]
        empty = [name for name in names if not self.cleaned_data.get(name)]
        at_a_row = empty and question.kind == QuestionKind.MATRIX
        self.add_error(empty[0] if at_a_row else names[0], fault)

    def _value(self, question: Question) -> Any:
        name = _name(question)
        if self.cleaned_data.get(f"{name}-rather"):
            return RATHER_NOT
        read = _READ.get(question.kind)
        if read is not None:
            return read(self, question)
        return self.cleaned_data.get(name)

    def _begins_with(self) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for question in self.section.questions:
            if question.key in self.saved:
                initial |= _initial_of(question, self.saved[question.key])
        return initial


def label_of(question: Question, language: str) -> str:
    """Give the question, and whether it is needed."""
    text = question.text(language)
    if not question.is_required:
        return text
    return _("%(question)s (needed)") % {"question": text}


# -- one maker of fields for each kind -------------------------------------------------


def _fields_of(question: Question, language: str) -> Fields:
    name = _name(question)
    made = _MAKE[question.kind](question, language)
    if question.is_personal and question.kind in _BOXED:
        if question.kind not in _FRAMED:
            made[name].label = _("Your answer")
        made[f"{name}-rather"] = forms.BooleanField(
            label=_("Rather not say"), required=False
        )
    return made


def _one_field(kind: type[forms.Field], **how: Any) -> Callable[..., Fields]:
    def make(question: Question, language: str) -> Fields:
        return {_name(question): kind(**_words(question, language), **how)}

    return make


def _words(question: Question, language: str) -> dict[str, Any]:
    return {
        "label": label_of(question, language),
        "help_text": question.hint(language),
        "required": False,
    }


def _choice(question: Question, language: str) -> Fields:
    field = forms.ChoiceField(
        choices=[*_offered(question, language), *_rather(question)],
        widget=forms.RadioSelect,
        **_words(question, language),
    )
    return {_name(question): field}


def _several(question: Question, language: str) -> Fields:
    how = _words(question, language)
    if question.most is not None and not how["help_text"]:
        how["help_text"] = _("Choose up to %(most)d.") % {"most": question.most}
    field = forms.MultipleChoiceField(
        choices=[*_offered(question, language), *_rather(question)],
        widget=forms.CheckboxSelectMultiple,
        **how,
    )
    return {_name(question): field}


def _scale(question: Question, language: str) -> Fields:
    if not is_of_buttons(question):
        return _number(question, language)
    field = forms.ChoiceField(
        choices=[*scale_points(question, language), *_rather(question)],
        widget=forms.RadioSelect(attrs={"class": "govuk-radios--inline ui-scale"}),
        **_words(question, language),
    )
    return {_name(question): field}


def _matrix(question: Question, language: str) -> Fields:
    choices = [*_offered(question, language), *_rather(question)]
    return {
        f"{_name(question)}-{row.code}": forms.ChoiceField(
            label=row.label(language),
            choices=choices,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "govuk-radios--small ui-matrix"}),
        )
        for row in question.rows
    }


def _ranking(question: Question, language: str) -> Fields:
    choices = [("", _("Choose")), *_offered(question, language)]
    return {
        f"{_name(question)}-{at}": forms.ChoiceField(
            label=_("Place %(number)d") % {"number": at},
            choices=choices,
            required=False,
        )
        for at in range(1, _places(question) + 1)
    }


def _number(question: Question, language: str) -> Fields:
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}
    )
    field = forms.CharField(
        max_length=_LONGEST_NUMBER, widget=widget, **_words(question, language)
    )
    return {_name(question): field}


def _text(question: Question, language: str) -> Fields:
    is_short = question.kind == QuestionKind.SHORT
    longest = question.most or (rules.LONGEST_SHORT if is_short else rules.LONGEST_LONG)
    widget = forms.TextInput() if is_short else forms.Textarea(attrs={"rows": 5})
    field = forms.CharField(
        max_length=longest, widget=widget, **_words(question, language)
    )
    return {_name(question): field}


def _place(question: Question, language: str) -> Fields:
    how = _words(question, language)
    how["help_text"] = how["help_text"] or _(
        "A street, two streets that cross, or a place people know; or a press on the map. It is kept roughly."
    )
    return {_name(question): forms.CharField(max_length=_LONGEST_PLACE, **how)}


def _home(question: Question, language: str) -> Fields:
    places = [(place.slug, place.name) for place in neighborhoods_on_the_map()]
    field = forms.ChoiceField(
        choices=[("", _("Choose")), *places, *_rather(question)],
        **_words(question, language),
    )
    return {_name(question): field}


def _offered(question: Question, language: str) -> list[tuple[str, str]]:
    return [(one.code, one.label(language)) for one in question.options]


def _rather(question: Question) -> list[tuple[str, str]]:
    return [(RATHER_NOT, _("Rather not say"))] if question.is_personal else []


def _places(question: Question) -> int:
    return min(question.most or len(question.options), len(question.options))


def _name(question: Question) -> str:
    return f"q-{question.key}"


# -- what was typed, and what is shown again -------------------------------------------


def _read_several(form: SectionForm, question: Question) -> Any:
    chosen = form.cleaned_data.get(_name(question)) or []
    return RATHER_NOT if RATHER_NOT in chosen else chosen


def _read_matrix(form: SectionForm, question: Question) -> dict[str, str]:
    given = {
        row.code: form.cleaned_data.get(f"{_name(question)}-{row.code}")
        for row in question.rows
    }
    return {row: code for row, code in given.items() if code}


def _read_ranking(form: SectionForm, question: Question) -> list[str]:
    places = range(1, _places(question) + 1)
    given = [form.cleaned_data.get(f"{_name(question)}-{at}") for at in places]
    return [code for code in given if code]


def _read_date(form: SectionForm, question: Question) -> str | None:
    given: date | None = form.cleaned_data.get(_name(question))
    return given.isoformat() if given else None


def _read_place(form: SectionForm, question: Question) -> Any:
    typed = form.cleaned_data.get(_name(question))
    if not typed:
        return None
    if typed == form.initial.get(_name(question)):
        return form.saved.get(question.key)
    return point_of(typed)


def _read_consent(form: SectionForm, question: Question) -> str | None:
    return rules.YES if form.cleaned_data.get(_name(question)) else None


def _initial_of(question: Question, value: Any) -> dict[str, Any]:
    name = _name(question)
    if value == RATHER_NOT and question.kind in _BOXED:
        return {f"{name}-rather": True}
    if question.kind == QuestionKind.MATRIX and isinstance(value, dict):
        return {f"{name}-{row}": code for row, code in value.items()}
    if question.kind == QuestionKind.RANKING and isinstance(value, list):
        return {f"{name}-{at}": code for at, code in enumerate(value, start=1)}
    if question.kind == QuestionKind.PLACE:
        return {name: place_words(value)}
    return {name: value}


_MAKE: Final[dict[str, Callable[[Question, str], Fields]]] = {
    QuestionKind.SINGLE: _choice,
    QuestionKind.MULTIPLE: _several,
    QuestionKind.SCALE: _scale,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.RANKING: _ranking,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _one_field(forms.DateField, widget=DayInput),
    QuestionKind.SHORT: _text,
    QuestionKind.LONG: _text,
    QuestionKind.PLACE: _place,
    QuestionKind.NEIGHBORHOOD: _home,
    QuestionKind.CONSENT: _one_field(forms.BooleanField),
}
_READ: Final[dict[str, Callable[[SectionForm, Question], Any]]] = {
    QuestionKind.MULTIPLE: _read_several,
    QuestionKind.MATRIX: _read_matrix,
    QuestionKind.RANKING: _read_ranking,
    QuestionKind.DATE: _read_date,
    QuestionKind.PLACE: _read_place,
    QuestionKind.CONSENT: _read_consent,
}
