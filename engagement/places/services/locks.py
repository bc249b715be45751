"""One hand on the map at a time."""

from django.db import connection

_THE_MAP = 7_370_001  # any number nobody else locks


def lock_the_map() -> None:
    """Wait until no other transaction is changing places; held until commit."""
    _lock("pg_advisory_xact_lock")


def hold_the_map_still() -> None:
    """Wait likewise, but let others do so too: the map is read for long, not changed."""
    _lock("pg_advisory_xact_lock_shared")


def _lock(function: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_THE_MAP])
