"""What is typed about parts, questions and when they are asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.places.choices import Trait
from feedback.bounds import (
    LONGEST,
    LONGEST_LINES,
    LONGEST_SOURCE,
    MOST_NUMBER,
)
from feedback.checking import COMPARED, values_of
from feedback.choices import RATHER_NOT, Match, Measure, QuestionKind, Test
from feedback.services import QuestionWords
from feedback.shapes import Condition, Question, word_of

_LISTED: Final = {
    QuestionKind.SINGLE,
    QuestionKind.MULTIPLE,
    QuestionKind.RANKING,
    QuestionKind.MATRIX,
}
_COUNTED: Final = {QuestionKind.SCALE, QuestionKind.NUMBER}
_MEASURED: Final = {QuestionKind.SINGLE, QuestionKind.SCALE}
_LIMITED: Final = {
    QuestionKind.MULTIPLE: _("Most answers somebody may choose"),
    QuestionKind.RANKING: _("How many are put in order"),
    QuestionKind.SHORT: _("Most characters"),
    QuestionKind.LONG: _("Most characters"),
}


class SectionWordsForm(forms.Form):
    """A part of a survey: one page of it."""

    title = forms.CharField(
        label=_("Title of this part"),
        max_length=LONGEST["title"],
        error_messages={"required": _("Give this part a title.")},
    )
    intro = forms.CharField(
        label=_("What is said before its questions"),
        max_length=LONGEST["intro"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    """One question; only the fields its kind has."""

    text = forms.CharField(
        label=_("The question"),
        max_length=LONGEST["text"],
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the question.")},
    )
    hint = forms.CharField(
        label=_("A line of help below it"), max_length=LONGEST["hint"], required=False
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for is_needed, make in _PARTS:
            if is_needed(kind):
                self.fields |= make(kind)

    @property
    def words(self) -> QuestionWords:
        """Give what the services take."""
        given = dict(self.cleaned_data)
        for name in ("options", "rows"):
            given[name] = lines_of(given.get(name, ""))
        return QuestionWords(kind=self.kind, **given)


def lines_of(text: str) -> tuple[str, ...]:
    """Read one answer a line; empty lines are left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _lines(label: Any, help_text: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 6, "class": "ui-lines"}),
        error_messages={
            "required": _("Write one in each line."),
            "max_length": _("That is too much to choose from. Make it shorter."),
        },
    )


def _choosing(kind: str) -> dict[str, forms.Field]:
    found: dict[str, forms.Field] = {}
    if kind == QuestionKind.SINGLE:
        found["trait"] = forms.ChoiceField(
            label=_("Does it ask who somebody is?"),
            help_text=_(
                "Then its answers are the groups the town’s figures tell of, and results "
                "can be weighed by them. Leave the answers below empty."
            ),
            choices=[("", _("No")), *Trait.choices],
            required=False,
        )
    if kind == QuestionKind.MATRIX:
        found["rows"] = _lines(
            _("Statements"), _("One in each line, at most 30."), required=True
        )
    found["options"] = _lines(
        _("Answers"),
        _("One in each line, at most 100."),
        required=kind != QuestionKind.SINGLE,
    )
    return found


def _counting(kind: str) -> dict[str, forms.Field]:
    is_scale = kind == QuestionKind.SCALE

    def end(label: Any, initial: int) -> forms.IntegerField:
        return forms.IntegerField(
            label=label,
            min_value=-MOST_NUMBER,
            max_value=MOST_NUMBER,
            required=is_scale,
            initial=initial if is_scale else None,
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
            error_messages={
                "required": _("Enter a whole number."),
                "invalid": _("Enter a whole number."),
            },
        )

    def words(label: Any) -> forms.CharField:
        return forms.CharField(label=label, max_length=LONGEST["low"], required=False)

    found: dict[str, forms.Field] = {"lowest": end(_("Lowest number"), 1)}
    if is_scale:
        found["low"] = words(_("What the lowest number means"))
    found["highest"] = end(_("Highest number"), 5)
    if is_scale:
        found["high"] = words(_("What the highest number means"))
    return found


def _limiting(kind: str) -> dict[str, forms.Field]:
    return {
        "most": forms.IntegerField(
            label=_LIMITED[QuestionKind(kind)],
            help_text=_("Leave it empty for as many as there are."),
            min_value=1,
            max_value=4000,
            required=False,
            widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
            error_messages={"invalid": _("Enter a whole number.")},
        )
    }


def _measuring(_kind: str) -> dict[str, forms.Field]:
    return {
        "measure": forms.ChoiceField(
            label=_("Does it count for an index?"),
            choices=[("", _("No")), *Measure.choices],
            required=False,
        ),
        "is_reversed": forms.BooleanField(
            label=_("A high answer means less of it"), required=False
        ),
    }


def _personal(_kind: str) -> dict[str, forms.Field]:
    return {
        "is_personal": forms.BooleanField(
            label=_("It is personal"),
            help_text=_("Then “Rather not say” is one of the answers."),
            required=False,
        )
    }


def _of_all(_kind: str) -> dict[str, forms.Field]:
    return {
        "is_required": forms.BooleanField(
            label=_("Nobody can go on without answering it"),
            help_text=_(
                "Only where the rest makes no sense without it. Most people who have to "
                "answer stop instead."
            ),
            required=False,
        ),
        "source": forms.CharField(
            label=_("Where the question comes from"),
            max_length=LONGEST_SOURCE,
            required=False,
        ),
    }


_PARTS: Final[
    tuple[tuple[Callable[[str], bool], Callable[[str], dict[str, forms.Field]]], ...]
] = (
    (lambda kind: kind in _LISTED, _choosing),
    (lambda kind: kind in _COUNTED, _counting),
    (lambda kind: kind in _LIMITED, _limiting),
    (lambda kind: kind in _MEASURED, _measuring),
    (lambda kind: kind != QuestionKind.CONSENT, _personal),
    (lambda _kind: True, _of_all),
)


def what_it_asks(question: Question, language: str) -> dict[str, Any]:
    """Give a question's values as the form begins with them."""
    said = {
        which: word_of(question.words, which, language)
        for which in ("text", "hint", "low", "high")
    }
    names = (
        "lowest",
        "highest",
        "most",
        "is_required",
        "is_personal",
        "trait",
        "measure",
        "is_reversed",
        "source",
    )
    return {
        **said,
        **{name: getattr(question, name) for name in names},
        "options": ""
        if question.trait
        else "\n".join(one.label(language) for one in question.options),
        "rows": "\n".join(one.label(language) for one in question.rows),
    }


class AboutForm(forms.Form):
    """Of which earlier question the next condition is."""

    about = forms.ChoiceField(
        label=_("Ask it only after an answer to"),
        error_messages={
            "required": _("Choose a question that comes before."),
            "invalid_choice": _("Choose a question that comes before."),
        },
    )

    def __init__(
        self, *args: Any, questions: Sequence[Question], language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext("Choose"))]
        for question in questions:
            text = question.text(language)
            if question.kind == QuestionKind.MATRIX:
                choices += [
                    (f"{question.key}:{row.code}", f"{text} – {row.label(language)}")
                    for row in question.rows
                ]
            else:
                choices.append((question.key, text))
        self.fields["about"].choices = choices  # type: ignore[attr-defined]  # it is a ChoiceField


class ConditionForm(forms.Form):
    """What the earlier answer has to be."""

    test = forms.ChoiceField(
        label=_("The answer"),
        choices=Test.choices,
        initial=Test.IS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the answer has to be.")},
    )
    values = forms.MultipleChoiceField(
        label=_("Which answers?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the answers.")},
    )

    def __init__(
        self, *args: Any, question: Question, row: str, language: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.question, self.row = question, row
        self.plain_fields = ("values",)
        if question.kind in COMPARED:
            self.fields["values"].choices = value_words(question, language)  # type: ignore[attr-defined]  # it is a ChoiceField
        else:
            del self.fields["values"]
            self.fields["test"].choices = [(Test.ANSWERED, Test.ANSWERED.label)]  # type: ignore[attr-defined]  # it is a ChoiceField
            self.fields["test"].initial = Test.ANSWERED

    @property
    def condition(self) -> Condition:
        given = self.cleaned_data
        values = () if given["test"] == Test.ANSWERED else given.get("values", ())
        return Condition(self.question.key, given["test"], tuple(values), self.row)


class MatchForm(forms.Form):
    match = forms.ChoiceField(
        label=_("It is asked if people meet"),
        choices=Match.choices,
        widget=forms.RadioSelect,
    )


def value_words(question: Question, language: str) -> list[tuple[str, str]]:
    """Give what a condition may ask of an answer, in words."""
    said = {one.code: one.label(language) for one in question.options}
    said |= {
        RATHER_NOT: gettext("Rather not say"),
        "yes": said.get("yes", gettext("Yes")),
    }
    return [(value, said.get(value, value)) for value in values_of(question)]
