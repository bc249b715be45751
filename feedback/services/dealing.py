"""Writing rows down in an order of chance, so that a dump does not tell who came when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import connection

from feedback.models import Response, UnlinkedAnswer

DEALT_WITH: Final = 64  # at least so many rows are dealt anew with each that comes in

# Numbers of rows are of chance themselves, so that a run of them is any rows at all.
_DEAL: Final = """
with near as (
    (select id from {table} where wave_id = %(wave)s and id >= %(start)s
     order by id limit %(most)s)
    union
    (select id from {table} where wave_id = %(wave)s and id < %(start)s
     order by id limit %(most)s)
    union
    select unnest(%(new)s::uuid[])
), picked as (
    select id from {table} where id in (select id from near) for update skip locked
), gone as (
    delete from {table} where id in (select id from picked) returning *
)
insert into {table} select * from gone order by random()
"""


def deal(
    model: type[Response | UnlinkedAnswer], wave_id: int, new: Sequence[UUID]
) -> None:
    """Write new rows and others of their wave down anew, shuffled.

    A dump lists rows as they lie in the table: of those dealt together any may be the
    newest. They keep their numbers and all they say, and what points to them (the
    constraints look at the end of the transaction).
    """
    statement = _DEAL.format(table=connection.ops.quote_name(model._meta.db_table))  # noqa: SLF001 - Django documents _meta
    given: dict[str, Any] = {
        "wave": wave_id,
        "start": uuid4(),
        "most": DEALT_WITH,
        "new": list(new),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
