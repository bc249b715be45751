"""How many people, in words that single nobody out; the rule itself is in `suppression`."""

from __future__ import annotations

from django.utils.translation import gettext as _

from engagement.common.suppression import (
    FEWEST_ANSWERS,
    FEWEST_PEOPLE,
    answers_shown,
    public_count,
)


def people_count(people: int) -> str:
    """Say how many people, in words that single nobody out."""
    shown = public_count(people)
    if shown is None:
        return _("fewer than %(fewest)d") % {"fewest": FEWEST_PEOPLE}
    return str(shown)


def answers_count(answers: int) -> str:
    """Say how many answers, rounded so that two tables cannot be subtracted."""
    shown = answers_shown(answers)
    if shown is None:
        return _("fewer than %(fewest)d") % {"fewest": FEWEST_ANSWERS}
    return str(shown)
