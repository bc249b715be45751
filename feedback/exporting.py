"""Published results as a table for analysts: what is printed, and nothing else. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from feedback.presenting import Names, count_in_words, group_in_words, labels_of
from feedback.shapes import Question

COLUMNS: Final = (
    "question",
    "kind",
    "text",
    "statement",
    "answer",
    "by",
    "group",
    "people",
    "count",
    "weighted_percent",
    "mean",
    "mean_low",
    "mean_high",
)
Row = tuple[Any, ...]


def lines_of_question(
    question: Question, table: Mapping[str, Any], names: Names, language: str
) -> Iterator[Row]:
    """Give a line for each printed number of a question."""
    head = (question.key, question.kind, question.text(language))
    if not table.get("parts"):
        yield (*head, "", "", "", "", count_in_words(table.get("n")), *[""] * 5)
    for lon, lat, count, _street in table.get("cells", ()):
        yield (*head, "", f"{lat}, {lon}", "place", "", "", count, *[""] * 4)
    for theme in table.get("themes", ()):
        name = theme["words"].get(language) or next(iter(theme["words"].values()), "")
        count = count_in_words(theme["count"])
        yield (*head, "", name, "theme", "", "", count, *[""] * 4)
    for part in table.get("parts", ()):
        for line in _lines_of_part(question, part, names, language):
            yield (*head, part.get("row", ""), *line)


def _lines_of_part(
    question: Question, part: Mapping[str, Any], names: Names, language: str
) -> Iterator[Row]:
    labels = labels_of(question, part, names, language)
    people = count_in_words(part.get("n"))
    shares = (part.get("weighted") or {}).get("shares") or [None] * len(labels)
    mean = part.get("mean") or ("", "", "")
    for label, count, share in zip(labels, part["counts"], shares, strict=True):
        weighted = "" if share is None else share
        yield (label, "", "", people, count_in_words(count), weighted, "", "", "")
    if part.get("mean"):
        yield ("", "", "", people, "", "", *mean)
    for trait, groups in part.get("by", {}).items():
        for group, told in groups.items():
            name = group_in_words(group, trait, names)
            size = count_in_words(told["n"])
            for label, count in zip(labels, told["counts"], strict=True):
                yield (label, trait, name, size, count_in_words(count), *[""] * 4)


def lines_of(found: Any, names: Names, language: str) -> Iterator[Row]:
    """Give the lines of all results of a wave."""
    for result in found.results:
        question = found.shape.questions.get(result.question)
        if question is not None:
            yield from lines_of_question(question, result.table, names, language)
