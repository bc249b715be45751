"""Every text of a survey that can be said in several languages, each by its name.

A name is `survey`, `section:KEY`, `question:KEY`, `option:KEY:CODE` or `row:KEY:CODE`,
a dot, and which of its words. Pure: made of what the tables hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from feedback.bounds import LONGEST
from feedback.shapes import Option, Question, Shape

OF_SURVEY: Final = ("title", "why", "who_sees", "thanks")
OF_SECTION: Final = ("title", "intro")
OF_QUESTION: Final = ("text", "hint", "low", "high")
LABEL: Final = "label"


@dataclass(frozen=True)
class Text:
    """One text: its name, what holds it, and what it says in each language."""

    name: str
    which: str
    said: Mapping[str, str]

    @property
    def longest(self) -> int:
        return LONGEST[self.which]

    @property
    def kind(self) -> str:
        return self.name.partition(".")[0].partition(":")[0]


def texts_of(words: Mapping[str, Any], shape: Shape) -> list[Text]:
    """List all texts that say something in the survey’s first language."""
    found = [*_texts("survey", words, OF_SURVEY)]
    for section in shape.sections:
        found += _texts(f"section:{section.key}", section.words, OF_SECTION)
        for question in section.questions:
            found += _of_question(question)
    first = shape.languages[0] if shape.languages else ""
    return [text for text in found if text.said.get(first)]


def missing_in(texts: Iterable[Text], language: str) -> int:
    """Count the texts that are not said in a language."""
    return sum(not text.said.get(language) for text in texts)


def _of_question(question: Question) -> Iterator[Text]:
    yield from _texts(f"question:{question.key}", question.words, OF_QUESTION)
    yield from _labels(f"row:{question.key}", question.rows)
    yield from _labels(f"option:{question.key}", question.options)


def _texts(
    name: str, words: Mapping[str, Mapping[str, str]], which: tuple[str, ...]
) -> Iterator[Text]:
    for one in which:
        said = {code: told.get(one, "") for code, told in words.items()}
        yield Text(f"{name}.{one}", one, said)


def _labels(name: str, options: Iterable[Option]) -> Iterator[Text]:
    for one in options:
        yield Text(f"{name}:{one.code}.{LABEL}", LABEL, one.words)
