"""Taking turns: two who change the same thing wait for one another.

Names are locked before rows; lines before sendings, origins and persons; rows by
their id, so that nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.db import connection

from engagement.concerns.models import Issue

_RANK: Final = {"line": 0, "sending": 1, "origin": 2, "person": 3}
_SHARED: Final = "pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"
_ALONE: Final = "pg_advisory_xact_lock(hashtextextended(%s, 0))"


def line_name(neighborhood_id: int | None, kind_id: int) -> str:
    """Name the turn of one line; 0 stands for no neighborhood."""
    return f"line:{neighborhood_id or 0}:{kind_id}"


def take_turns(alone: Sequence[str] = (), shared: Sequence[str] = ()) -> None:
    """Wait for these names until the end of the transaction, in one statement."""
    wanted = dict.fromkeys(shared, _SHARED) | dict.fromkeys(alone, _ALONE)
    names = sorted(wanted, key=lambda name: (_RANK[name.partition(":")[0]], name))
    if not names:
        return
    calls = ", ".join(wanted[name] for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [f"concerns.{name}" for name in names])


def lock_issues(ids: Collection[int]) -> dict[int, Issue]:
    """Lock these rows, lowest id first, and read them."""
    rows = Issue.objects.filter(pk__in=ids).order_by("pk")
    return {issue.pk: issue for issue in rows.select_for_update()}
