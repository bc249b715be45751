"""One hand on the map at a time."""

from django.db import connection

_THE_MAP = 7_370_001  # any number nobody else locks


def lock_the_map() -> None:
    """Wait until no other transaction is changing places; held until commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_THE_MAP])
