"""What must be true of a group's words and area before they are kept."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from engagement.common.richtext import plain, readable
from engagement.common.spoken import SPOKEN
from engagement.places.models import Neighborhood, Street
from watchgroups.choices import AreaKind
from watchgroups.errors import GroupIncompleteError

LONGEST_NAME: Final = 80
LONGEST_PURPOSE: Final = 4_000
LONGEST_CODE: Final = 20_000
LONGEST_REASON: Final = 300
MOST_STREETS: Final = 60
MOST_CORNERS: Final = 100


def words_of(text: str, longest: int, message: str) -> str:
    """Give the words as they are kept. Raises GroupIncompleteError without any."""
    kept = plain(text).strip()
    if not readable(kept):
        raise GroupIncompleteError(message)
    if len(kept) > longest:
        raise GroupIncompleteError(
            _("Use at most %(most)d characters.") % {"most": longest}
        )
    return kept


def reason_of(text: str, message: str) -> str:
    """Give a reason as it is kept. Raises GroupIncompleteError without one."""
    return words_of(text[:LONGEST_REASON], LONGEST_REASON, message)


def require_languages(codes: tuple[str, ...]) -> None:
    """Raise GroupIncompleteError for a language nobody could choose."""
    if not set(codes) <= SPOKEN.keys():
        raise GroupIncompleteError(_("Choose the languages from the list."))


def streets_of(place: Neighborhood, named: tuple[str, ...]) -> list[str]:
    """Give the streets by the map's own names. Raises GroupIncompleteError."""
    wanted = list(dict.fromkeys(name.strip() for name in named if name.strip()))
    if not wanted:
        raise GroupIncompleteError(_("Name at least one street."))
    if len(wanted) > MOST_STREETS:
        raise GroupIncompleteError(
            _("Name at most %(most)d streets. For more, choose the whole neighborhood.")
            % {"most": MOST_STREETS}
        )
    on_map = Street.objects.filter(neighborhood=place).values_list("name", flat=True)
    known = {name.casefold(): name for name in on_map}
    for name in wanted:
        if name.casefold() not in known:
            raise GroupIncompleteError(
                _("“%(name)s” is not a street of %(place)s on our map.")
                % {"name": name, "place": place.name}
            )
    return list(dict.fromkeys(known[name.casefold()] for name in wanted))


def area_of(
    place: Neighborhood,
    kind: str,
    streets: tuple[str, ...],
    polygon: dict[str, Any] | None,
) -> tuple[list[str], dict[str, Any] | None]:
    """Give streets and polygon as they are kept. Raises GroupIncompleteError."""
    if kind == AreaKind.STREETS:
        return streets_of(place, streets), None
    if kind == AreaKind.POLYGON:
        if polygon is None:
            raise GroupIncompleteError(_("Draw the area first."))
        return [], polygon
    return [], None
