"""The points of a scale and what each means, as they are asked, printed and shown."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from feedback.shapes import Question, word_of

MOST_BUTTONS: Final = 11  # from 0 to 10; more points are written as a number


def is_of_buttons(question: Question) -> bool:
    """Tell whether the points of a scale are few enough to choose from."""
    return 0 < (question.highest or 0) - (question.lowest or 0) < MOST_BUTTONS


def scale_points(question: Question, language: str) -> list[tuple[str, str]]:
    """Give the points of a scale, each with the words that say what it means."""
    lowest, highest = question.lowest or 0, question.highest or 0
    told = {
        str(lowest): word_of(question.words, "low", language),
        str(highest): word_of(question.words, "high", language),
        **{one.code: one.label(language) for one in question.options},
    }
    return [
        (at, _("%(number)s: %(words)s") % {"number": at, "words": told[at]})
        if told.get(at)
        else (at, at)
        for at in map(str, range(lowest, highest + 1))
    ]
