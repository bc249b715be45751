"""The four things a census tells of those who live somewhere, in few and large groups."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Trait(TextChoices):
    AGE = "age", _("Age")
    LANGUAGE = "language", _("Language spoken most at home")
    HOUSING = "housing", _("Housing")
    YEARS = "years", _("Years lived here")
    SEX = "sex", _("Sex")


OTHER: Final = "other"
OTHER_LANGUAGE: Final = _("Another language")
# The groups of languages are those spoken in the town: queries/population.py.
GROUPS: Final[dict[str, dict[str, str | Promise]]] = {
    Trait.AGE: {
        "under_18": _("Under 18"),
        "18_34": _("18 to 34"),
        "35_49": _("35 to 49"),
        "50_64": _("50 to 64"),
        "65_up": _("65 and over"),
    },
    Trait.HOUSING: {
        "own": _("Owners"),
        "rent": _("Renters"),
        OTHER: _("Other housing"),
    },
    Trait.YEARS: {
        "under_2": _("Under 2 years here"),
        "2_10": _("2 to 10 years here"),
        "over_10": _("Over 10 years here"),
    },
    Trait.SEX: {
        "female": _("Women and girls"),
        "male": _("Men and boys"),
        OTHER: _("Another sex"),
    },
}
