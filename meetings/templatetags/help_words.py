"""What helps at a meeting, in words."""

from __future__ import annotations

from typing import Final

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.spoken import SPOKEN
from meetings.choices import HelperSort
from meetings.models import HelperWanted

register = template.Library()
_MISSING: Final = {
    HelperSort.CHILD_CARE: gettext_lazy("We still need somebody for the children."),
    HelperSort.WELCOME: gettext_lazy("We still need somebody to welcome people."),
    HelperSort.STEWARD: gettext_lazy("We still need a steward."),
    HelperSort.MINUTES: gettext_lazy("We still need somebody to take the minutes."),
}


@register.simple_tag
def help_name(sort: str, language: str = "") -> str:
    """`Interpreter: Spanish`."""
    named = str(HelperSort(sort).label)
    if not language:
        return named
    spoken = str(SPOKEN.get(language, language))
    return _("%(sort)s: %(language)s") % {"sort": named, "language": spoken}


@register.filter
def named_help(wanted: HelperWanted) -> str:
    """Give the name of one sort of help."""
    return help_name(wanted.sort, wanted.language)


@register.filter
def missing_help(wanted: HelperWanted) -> str:
    """Say what is missing: `We still need an interpreter for Spanish.`."""
    if wanted.sort == HelperSort.INTERPRETER:
        spoken = str(SPOKEN.get(wanted.language, wanted.language))
        return _("We still need an interpreter for %(language)s.") % {
            "language": spoken
        }
    return str(_MISSING[HelperSort(wanted.sort)])
