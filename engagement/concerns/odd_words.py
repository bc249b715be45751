"""What is odd about somebody's looks, in a sentence each."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from engagement.concerns.oddness import Odd, Pattern


def in_words(odd: Odd) -> str:
    n = odd.number
    beside = number_format(odd.beside, 1 if odd.beside % 1 else 0)
    sentences = {
        Pattern.COLLEAGUES: lambda: gettext(
            "Looked %(n)d times in seven days. Half of the colleagues: %(beside)s or fewer."
        ),
        Pattern.USUAL: lambda: gettext(
            "Looked %(n)d times in seven days. The own average week: %(beside)s."
        ),
        Pattern.HOUR: lambda: gettext("Looked %(n)d times within one hour."),
        Pattern.NIGHT: lambda: gettext(
            "Looked %(n)d times at night, out of %(beside)s in 30 days."
        ),
        Pattern.SAME: lambda: gettext("Looked %(n)d times at the same person."),
        Pattern.AREA: lambda: ngettext(
            "Looked once in a neighborhood never looked into before.",
            "Looked %(n)d times in neighborhoods never looked into before.",
            n,
        ),
    }
    return sentences[odd.pattern]() % {"n": n, "beside": beside}
