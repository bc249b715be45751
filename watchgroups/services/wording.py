"""Words of members, refused with a sentence that helps where they point to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.common.errors import DomainError
from engagement.common.richtext import plain, readable
from engagement.moderation.detectors import hits_in
from watchgroups.errors import ObservationError

_HELPS: Final[dict[str, str | Promise]] = {
    "looks": gettext_lazy(
        "Say what somebody did, not how they look: “tried car doors”, not who. Take out “%(words)s”."
    ),
    "name": gettext_lazy("Leave names out. Take out “%(words)s”."),
    "accused": gettext_lazy("Leave names out. Take out “%(words)s”."),
    "plate": gettext_lazy(
        "Leave plates out; in danger tell them to the emergency number. Take out “%(words)s”."
    ),
    "phone": gettext_lazy("Leave phone numbers out. Take out “%(words)s”."),
    "mail": gettext_lazy("Leave addresses out. Take out “%(words)s”."),
    "handle": gettext_lazy("Leave links and accounts out. Take out “%(words)s”."),
    "house": gettext_lazy(
        "Name the street, not the house: nobody’s door is kept. Take out “%(words)s”."
    ),
}


def about_nobody(
    text: str,
    longest: int,
    places: Sequence[str] = (),
    *,
    error: type[DomainError] = ObservationError,
) -> str:
    """Give words as they are kept. Raises `error` where they point to a person."""
    kept = plain(text).strip()
    if not readable(kept):
        return ""
    if len(kept) > longest:
        raise error(_("Use at most %(most)d characters.") % {"most": longest})
    for hit in hits_in(kept, places):
        if hit.key in _HELPS:
            raise error(str(_HELPS[hit.key]) % {"words": hit.words})
    return kept
