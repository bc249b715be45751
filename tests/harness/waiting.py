"""Whether somebody waits for a lock in this test’s own database."""

from __future__ import annotations

from django.db import connection


def somebody_waits() -> bool:
    """Tell whether a connection to this database waits for another’s lock.

    The server is shared by everything that runs at once: who waits elsewhere does not
    count, or a test goes on before its own second has come to the lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN ("
            " SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE d.datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
