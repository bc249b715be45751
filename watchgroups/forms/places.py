"""Asking which place is meant, where its name does not say so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _

from engagement.places.queries import Hit

MOST_OFFERED: Final = 6


def ask_which(offered: Sequence[Hit]) -> str:
    """Give the sentence above the places somebody can choose from."""
    if len(offered) == 1:
        return _("We know no place called just that. Is it the one below?")
    return _("More than one place may be meant. Choose one below.")
