"""Who came compared with who lives there, in sentences; and what may be tried."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.places.choices import OTHER, Trait
from meetings.queries.slips import Compared, ComparedGroup

_OTHER_LANGUAGE: Final = gettext_lazy(
    "an invitation in more languages, and interpreters people can ask for when they say that they come"
)
TRY: Final[dict[tuple[str, str], str | Promise]] = {
    (Trait.AGE, "under_18"): gettext_lazy(
        "an hour after school, and asking schools and youth clubs to bring a question"
    ),
    (Trait.AGE, "18_34"): gettext_lazy(
        "an evening, a way to join online, and an invitation where young adults meet"
    ),
    (Trait.AGE, "35_49"): gettext_lazy("child care, and an end before bedtime"),
    (Trait.AGE, "50_64"): gettext_lazy("an hour after work, near where people live"),
    (Trait.AGE, "65_up"): gettext_lazy(
        "an afternoon, a step-free place with a hearing loop, and invitations on paper"
    ),
    (Trait.HOUSING, "rent"): gettext_lazy(
        "a notice in the stairwells of rented houses, and a tenants’ group as a host"
    ),
    (Trait.HOUSING, "own"): gettext_lazy(
        "an invitation on paper at the doors, and a weekend hour"
    ),
    (Trait.HOUSING, OTHER): gettext_lazy(
        "asking those who run homes and shelters whether you may come to them"
    ),
    (Trait.YEARS, "under_2"): gettext_lazy(
        "a welcome for newcomers, and invitations handed out by schools and landlords"
    ),
    (Trait.YEARS, "2_10"): gettext_lazy(
        "an invitation through schools, clubs and shops, and a coffee chat"
    ),
    (Trait.YEARS, "over_10"): gettext_lazy(
        "a place people have always met at, and a host they know"
    ),
}


def in_ten(share: float) -> str:
    """Say a share as people count: so many in ten."""
    tenths = round(share * 10)
    if tenths == 0:
        return _("fewer than 1 in 10")
    if tenths == 10 and share < 1:  # noqa: PLR2004 - all of ten, but not all
        return _("more than 9 in 10")
    return _("%(tenths)d in 10") % {"tenths": tenths}


def in_short(compared: Compared) -> str:
    """Say where the two lie farthest apart; empty when there is nothing to compare."""
    widest = compared.widest
    return _both(widest) if widest is not None else ""


def _both(group: ComparedGroup) -> str:
    return _(
        "%(group)s: %(came)s of those who came, %(lives)s of those who live here."
    ) % {
        "group": group.name,
        "came": in_ten(group.came_share or 0),
        "lives": in_ten(group.lives_share or 0),
    }


def suggestion(compared: list[Compared]) -> str:
    """Say which group is missed most and what may help; empty when none is."""
    missed = [(one, one.missing) for one in compared]
    known = [(one.trait, group) for one, group in missed if group is not None]
    if not known:
        return ""
    trait, group = max(known, key=lambda pair: pair[1].gap or 0)
    return _("Fewer came than live here. %(both)s You could try: %(try)s.") % {
        "both": _both(group),
        "try": TRY.get((trait, group.code), _OTHER_LANGUAGE),
    }
