"""Neighborhoods, and the locator made of their boundaries."""

from __future__ import annotations

from functools import lru_cache

from django.db import connection
from django.db.models import Model, Q, QuerySet

from engagement.places.locate import Locator
from engagement.places.models import Neighborhood


def neighborhoods_on_the_map() -> QuerySet[Neighborhood]:
    return Neighborhood.objects.filter(is_active=True).order_by("name")


def neighborhood_named(text: str) -> Neighborhood | None:
    """Find a neighborhood by slug or by name, as commands take them (RULINGS 21)."""
    wanted = text.strip()
    by_name = Q(slug=wanted.lower()) | Q(name__iexact=wanted)
    return Neighborhood.objects.filter(by_name).order_by("name").first()


def table_version(model: type[Model]) -> str:
    """Tell any two states of a table apart, without reading what is in its rows.

    PostgreSQL gives every written row a new place and transaction; the two together
    never come back, also not after a rollback.
    """
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - public by Django's own word
    states = "string_agg(ctid::text || '/' || xmin::text, ' ' ORDER BY ctid)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(coalesce({states}, '')) FROM {table}")  # noqa: S608 - a quoted name of ours
        return str(cursor.fetchone()[0])


def locator() -> Locator:
    """Find neighborhoods by point; built anew only when a boundary has changed."""
    return _locator(table_version(Neighborhood))


@lru_cache(maxsize=2)
def _locator(version: str) -> Locator:  # noqa: ARG001 - the cache's key
    rows = neighborhoods_on_the_map().values_list("pk", "boundary")
    return Locator.from_geojson(dict(rows))
