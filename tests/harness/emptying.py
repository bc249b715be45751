"""Empty the database between tests that commit: only the tables that hold something.

Django's own way truncates every table and writes all permissions again, a third of a
second each time; most of these tests fill a dozen tables with a few rows.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection, transaction
from django.test import TransactionTestCase

# the same rows after every migration, so that nobody need write them again
KEPT: Final = ("django_content_type", "auth_permission")
MOST_BYTES: Final = 8 * 1024 * 1024  # past this, deleting leaves too much behind

_NAME: Final = "_fixture_teardown"  # Django's, in no stub
_by_truncating = getattr(TransactionTestCase, _NAME)


def install() -> None:
    """Let every test that commits be cleaned up in this way."""
    setattr(TransactionTestCase, _NAME, _empty)


def _empty(self: Any) -> None:
    holding, is_free = _tables_that_hold_something()
    if not is_free or sum(holding.values()) > MOST_BYTES:
        _by_truncating(self)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers
        for name in holding:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608 - a table of ours


def _tables_that_hold_something() -> tuple[dict[str, int], bool]:
    """Give table to bytes, and whether this role may pass by triggers."""
    tables = set(connection.introspection.django_table_names(only_existing=True))
    looks = [
        f"SELECT '{name}', pg_total_relation_size('{name}') WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 - a table of ours
        for name in sorted(tables - {*KEPT})
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        is_free = cursor.fetchone() == ("on",)
        cursor.execute(" UNION ALL ".join(looks))
        return dict(cursor.fetchall()), is_free
