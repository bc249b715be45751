"""Plain counts of concerns, for checking against the source they came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import CharField, Count, F, Func, Value
from django.db.models.functions import NullIf

from engagement.common.errors import DomainError
from engagement.concerns.models import Concern

Tally = dict[str, str | int | None]


class UnknownKeyError(DomainError):
    """Concerns cannot be counted by this."""


def _day_as(form: str) -> Func:
    return Func(
        F("reported_on"), Value(form), function="to_char", output_field=CharField()
    )


# days are those on which a concern was reported, in its source's own zone (RULINGS 8)
KEYS: Final = {
    "neighborhood": F("neighborhood__name"),
    "kind": F("kind__code"),
    "source_kind": NullIf("source_kind", Value("")),
    "week": _day_as('IYYY-"W"IW'),
    "month": _day_as("YYYY-MM"),
    "status": F("issue__status"),
}


def count_concerns(by: Sequence[str]) -> list[Tally]:
    """Count what was not withdrawn, in the order of the keys; no place is None.

    Raises UnknownKeyError.
    """
    unknown = [key for key in by if key not in KEYS]
    if unknown or not by:
        message = (
            f"Concerns cannot be counted by “{unknown[0] if unknown else ''}”."
            f" The keys are: {', '.join(KEYS)}."
        )
        raise UnknownKeyError(message)
    keys = list(dict.fromkeys(by))
    named = {f"by_{key}": KEYS[key] for key in keys}
    rows = (
        Concern.objects.filter(withdrawn_at=None)
        .values(**named)
        .annotate(tally=Count("pk"))
        .order_by(*named)
        .values_list(*named, "tally")
    )
    return [dict(zip([*keys, "count"], row, strict=True)) for row in rows]
