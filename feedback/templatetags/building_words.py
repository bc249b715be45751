"""Words of questions for those who make a survey."""

from __future__ import annotations

from django import template

from feedback.choices import QuestionKind
from feedback.queries.making import Asked
from feedback.shapes import Question

register = template.Library()


@register.filter
def kind_of(asked: Asked) -> str:
    """Say what kind of question it is."""
    kind = asked.what.kind if isinstance(asked.what, Question) else ""
    return str(QuestionKind(kind).label) if kind else ""
