"""Finding every mention of a named person, so that it can be put right."""

from __future__ import annotations

import unicodedata
from typing import Final

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from engagement.common.roles import Viewer
from engagement.moderation.models import Review
from engagement.moderation.queries.bench import Bench
from engagement.moderation.queries.queue import reviews_visible_to

MOST_FOUND: Final = 50


class _Folded(Func):
    """Small letters without accents, in the database: the same as `folded` here."""

    template = (
        "regexp_replace(normalize(%(expressions)s, NFKD), '[\u0300-\u036f]', '', 'g')"
    )
    output_field = TextField()


def folded(text: str) -> str:
    """Fold case and accents: `Müller` and `MULLER` are looked for alike."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(one for one in apart if not "\u0300" <= one <= "\u036f")


def mentions_of(viewer: Viewer, bench: Bench, name: str) -> QuerySet[Review]:
    """List the reviews in which each word of a name stands, sent or shown."""
    texts = {
        "folded_sent": _Folded(Lower(F("sent"))),
        "folded_shown": _Folded(Lower(F("shown"))),
    }
    wanted = Q(pk__in=[]) if not name.split() else Q()
    for word in folded(name).split():
        wanted &= Q(folded_sent__contains=Value(word)) | Q(
            folded_shown__contains=Value(word)
        )
    found = reviews_visible_to(viewer, bench).annotate(**texts).filter(wanted)
    return found.order_by("-asked_at", "-pk")
