"""Where the next survey, meeting or paper run should go, in a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.places.choices import OTHER, Trait
from feedback.queries.gap import ANSWERED, CAME, Missed
from meetings.comparing import TRY, in_ten

PAPER: Final[dict[tuple[str, str], str | Promise]] = {
    (Trait.AGE, "under_18"): gettext_lazy(
        "the code of the next survey in schools and youth clubs"
    ),
    (Trait.AGE, "18_34"): gettext_lazy(
        "the code of the next survey on posters where young adults meet"
    ),
    (Trait.AGE, "65_up"): gettext_lazy(
        "the next survey on paper, laid out where older neighbors meet"
    ),
    (Trait.HOUSING, "rent"): gettext_lazy(
        "a paper run of the next survey through the stairwells of rented houses"
    ),
    (Trait.HOUSING, OTHER): gettext_lazy(
        "a kiosk for a day with those who run homes and shelters"
    ),
    (Trait.YEARS, "under_2"): gettext_lazy(
        "the code of the next survey in the letter that welcomes newcomers"
    ),
}
_LETTERS: Final = gettext_lazy(
    "letters with a code to houses drawn at random, and a paper run"
)


def suggestion(missed: Missed | None) -> str:
    """Say who is missed most and what may help; empty when nobody is."""
    if missed is None:
        return ""
    group = missed.group
    said = {
        "group": group.name,
        "part": in_ten(group.parts[missed.way].share),
        "lives": in_ten(group.lives or 0),
        "try": _what_to_try(missed),
    }
    if missed.way == ANSWERED:
        return (
            _(
                "%(group)s: %(part)s of those who answered, %(lives)s of those who live here. You could try: %(try)s."
            )
            % said
        )
    if missed.way == CAME:
        return (
            _(
                "%(group)s: %(part)s of those who came to meetings, %(lives)s of those who live here. You could try: %(try)s."
            )
            % said
        )
    return (
        _(
            "%(group)s: the language of %(part)s of the reports, and of %(lives)s of those who live here. You could try: %(try)s."
        )
        % said
    )


def _what_to_try(missed: Missed) -> str | Promise:
    code, name = missed.group.code, missed.group.name
    if missed.trait == Trait.LANGUAGE and code != OTHER:
        return _(
            "the next survey in %(language)s, and a paper run and a meeting with an interpreter where it is spoken"
        ) % {"language": name}
    if missed.way == CAME:
        return TRY.get((missed.trait, code), _LETTERS)
    return PAPER.get((missed.trait, code), _LETTERS)
