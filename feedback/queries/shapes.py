"""From the rows of a version to its shape."""

from __future__ import annotations

from collections import defaultdict

from feedback import shapes
from feedback.models import Question, Survey, Version


def version_now(survey: Survey) -> Version | None:
    """Give the newest version of a survey’s questions."""
    return survey.versions.order_by("-number").first()


def shape_of(version: Version) -> shapes.Shape:
    """Read all that a version asks: two questions to the database, however long it is."""
    by_section: dict[int, list[shapes.Question]] = defaultdict(list)
    for row in Question.objects.filter(version=version):
        by_section[row.section_id].append(question_of(row))
    sections = tuple(
        shapes.Section(
            key=row.key,
            words=row.words,
            questions=tuple(by_section[row.pk]),
            shown_if=shapes.shown_if_from(row.shown_if),
        )
        for row in version.sections.all()
    )
    return shapes.Shape(sections, tuple(version.survey.languages))


def question_of(row: Question) -> shapes.Question:
    """Read one question."""
    return shapes.Question(
        key=row.key,
        kind=row.kind,
        words=row.words,
        options=shapes.options_from(row.options),
        rows=shapes.options_from(row.rows),
        lowest=row.lowest,
        highest=row.highest,
        most=row.most,
        is_required=row.is_required,
        is_personal=row.is_personal,
        trait=row.trait,
        measure=row.measure,
        is_reversed=row.is_reversed,
        source=row.source,
        shown_if=shapes.shown_if_from(row.shown_if),
    )
