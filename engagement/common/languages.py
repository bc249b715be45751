"""Which languages a town offers."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import get_language


def languages_offered(chosen: Collection[str]) -> list[tuple[str, str]]:
    """Give those the town chose, else all that people speak; always the one in use.

    The pseudo-languages are for those who look whether every sentence can be
    translated: a town has them only when it asks.
    """
    spoken = {code for code, _name in settings.LANGUAGES} - settings.PSEUDO_LANGUAGES
    offered = {*(chosen or spoken), get_language()}
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in offered]
