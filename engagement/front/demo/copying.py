"""Many rows into a table at once, by PostgreSQL's COPY."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db import connection, models
from psycopg import Connection
from psycopg.types.json import Jsonb


def _fallbacks(model: type[models.Model]) -> dict[str, Any]:
    """Give each column the value a new object of the model would have."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - public by Django's own word
    return {field.attname: field.get_default() for field in fields}


def copy_rows(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows of (attribute name -> value); what a row leaves out has its default.

    The whole town is written in one transaction and read by nobody before its end.
    """
    fields = {f.attname: f for f in model._meta.concrete_fields}  # noqa: SLF001 - as above
    kept = list(rows)
    if not kept:
        return
    names = [n for n in fields if n != "id" or "id" in kept[0]]
    fallbacks = _fallbacks(model)
    is_json = {n for n in names if isinstance(fields[n], models.JSONField)}
    columns = ", ".join(f'"{fields[name].column}"' for name in names)
    connection.ensure_connection()
    raw = cast("Connection[Any]", connection.connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'  # noqa: SLF001 - names of ours
        ) as copy,
    ):
        for row in kept:
            values = [row.get(name, fallbacks[name]) for name in names]
            copy.write_row(
                [
                    Jsonb(value) if name in is_json else value
                    for name, value in zip(names, values, strict=True)
                ]
                if is_json
                else values
            )


def set_sequence(model: type[models.Model]) -> None:
    """Go on counting after the highest number written."""
    table = model._meta.db_table  # noqa: SLF001 - as above
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), coalesce(max(id), 1)) FROM {table}",  # noqa: S608 - a name of ours
            [table],
        )
