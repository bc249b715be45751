"""The frozen rows behind a line, in pages that cost the same however long the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from django.db.models import Count, Q, Sum

from engagement.priorities.models import InputRow, Line

SIZE = 50


@dataclass(frozen=True)
class Rows:
    """One page of rows, what follows, and the sums of all of them."""

    rows: Sequence[InputRow]
    after: str
    is_first: bool
    weight: float
    count: int
    open: int
    late: int


def rows_of(line: Line, after: str) -> Rows:
    """The heaviest first; `after` names the last row of the page before."""
    every = line.inputs.select_related("issue").order_by("-x", "issue")
    asked = _asked(after)
    found = list((every.filter(asked) if asked else every)[: SIZE + 1])
    sums = line.inputs.aggregate(
        weight=Sum("x"),
        count=Count("pk"),
        open=Count("pk", filter=Q(is_open=True)),
        late=Count("pk", filter=Q(is_open=True, is_late=True)),
    )
    return Rows(
        rows=found[:SIZE],
        after=_name(found[SIZE - 1]) if len(found) > SIZE else "",
        is_first=asked is None,
        weight=sums["weight"] or 0.0,
        count=sums["count"],
        open=sums["open"],
        late=sums["late"],
    )


def _name(row: InputRow) -> str:
    return f"{row.x!r}~{row.issue_id}"


def _asked(after: str) -> Q | None:
    """Read what `_name` wrote; anything else begins anew."""
    x, _mark, issue = after.partition("~")
    try:
        weight = float(x)
    except ValueError:
        return None
    if not isfinite(weight) or not issue.isdecimal() or len(issue) > len(str(2**62)):
        return None
    return Q(x__lt=weight) | Q(x=weight, issue__gt=int(issue))
