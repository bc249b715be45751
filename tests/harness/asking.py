"""How long the database may be asked from here."""

from django.db import connection

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def limits_here() -> str:
    found = []
    with connection.cursor() as cursor:
        for name in LIMITS:
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])
    return " ".join(found)
