"""Conditions and faults of a survey in words, for those who make it."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.checking import Fault, FaultKind
from feedback.choices import RATHER_NOT, Test
from feedback.shapes import Condition, Question, Shape, ShownIf

_FAULTS: Final = {
    FaultKind.CIRCULAR: gettext_lazy(
        "“%(what)s” hangs on “%(about)s”, which hangs on it in turn."
    ),
    FaultKind.FORWARD: gettext_lazy(
        "“%(what)s” hangs on “%(about)s”, which only comes later."
    ),
    FaultKind.NO_QUESTION: gettext_lazy(
        "“%(what)s” hangs on a question that is not there any more."
    ),
    FaultKind.NO_ANSWER: gettext_lazy(
        "“%(what)s” hangs on an answer that “%(about)s” does not have."
    ),
    FaultKind.NOT_COMPARED: gettext_lazy(
        "“%(what)s” can only hang on whether “%(about)s” was answered."
    ),
    FaultKind.UNREACHABLE: gettext_lazy("“%(what)s” is never asked of anybody."),
    FaultKind.SECTION_UNREACHABLE: gettext_lazy("The part “%(what)s” is never shown."),
    FaultKind.EMPTY_SECTION: gettext_lazy("The part “%(what)s” has no question."),
    FaultKind.NOTHING_ASKED: gettext_lazy("Nothing at all is asked at the beginning."),
    FaultKind.UNANSWERABLE: gettext_lazy(
        "“%(what)s” has no answer anybody could give."
    ),
    FaultKind.TANGLED: gettext_lazy(
        "So many conditions hang together that we cannot check them. Use fewer."
    ),
}


def fault_words(fault: Fault, shape: Shape, language: str) -> str:
    """Say what is wrong, and where."""
    question = shape.questions.get(fault.question)
    section = next((one for one in shape.sections if one.key == fault.section), None)
    what = section.title(language) if section else ""
    about = shape.questions.get(fault.about)
    return str(_FAULTS[fault.kind]) % {
        "what": question.text(language) if question else what,
        "about": about.text(language) if about else "",
    }


def condition_words(condition: Condition, shape: Shape, language: str) -> str:
    """Say what an earlier answer must be."""
    about = shape.questions.get(condition.question)
    if about is None:
        return _("a question that is not there any more was answered")
    text = about.text(language)
    row = next((one for one in about.rows if one.code == condition.row), None)
    if row is not None:
        text = f"{text} – {row.label(language)}"
    values = ", ".join(_value(about, one, language) for one in condition.values)
    said = {
        Test.IS: _("the answer to “%(question)s” is one of: %(values)s"),
        Test.IS_NOT: _("the answer to “%(question)s” is none of: %(values)s"),
        Test.ANSWERED: _("“%(question)s” was answered"),
    }
    return said[Test(condition.test)] % {"question": text, "values": values}


def conditions_words(shown_if: ShownIf, shape: Shape, language: str) -> list[str]:
    return [condition_words(one, shape, language) for one in shown_if.conditions]


def _value(question: Question, value: str, language: str) -> str:
    if value == RATHER_NOT:
        return _("Rather not say")
    said = {one.code: one.label(language) for one in question.options}
    return said.get(value, value)
