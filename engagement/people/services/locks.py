"""Taking turns: one role is given, ended or asked for at a time (decision 0013).

What must hold afterwards ("an administrator is left", "no second role of the same
kind") is about rows of others, which no lock of a row keeps still. Roles change a few
times a week, so one turn for all of them costs nothing.
"""

from django.db import connection

_ROLES = 7_370_003  # any number nobody else locks


def lock_roles() -> None:
    """Wait until no other transaction is changing who may do what."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ROLES])
