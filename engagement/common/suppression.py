"""What a public number may say about people (SECURITY promise 9, RULINGS 24 and 25).

Every count of people that leaves the officers' side goes through here.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

FEWEST_PEOPLE = 5
FEWEST_ANSWERS = 10
STEP = 5


def public_count(people: int) -> int | None:
    """Count people exactly from five on; None says “fewer than 5”, zero too."""
    return people if people >= FEWEST_PEOPLE else None


def public_parts(*parts: int) -> list[int | None]:
    """Count parts whose sum is shown elsewhere: one small one hides them all."""
    shown = [public_count(part) for part in parts]
    return shown if all(shown) else [None] * len(shown)


def people_count(people: int) -> str:
    """Say how many people, in words that single nobody out."""
    shown = public_count(people)
    if shown is None:
        return _("fewer than %(fewest)d") % {"fewest": FEWEST_PEOPLE}
    return str(shown)


def answers_shown(answers: int) -> int | None:
    """Count answers, attendance or traits: nothing under ten, then in fives."""
    if answers < FEWEST_ANSWERS:
        return None
    return STEP * ((2 * answers + STEP) // (2 * STEP))


def answers_count(answers: int) -> str:
    """Say how many answers, rounded so that two tables cannot be subtracted."""
    shown = answers_shown(answers)
    if shown is None:
        return _("fewer than %(fewest)d") % {"fewest": FEWEST_ANSWERS}
    return str(shown)
