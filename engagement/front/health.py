"""Whether the database answers, asked beside the pool and with a limit on the time."""

from __future__ import annotations

import psycopg
from django.db import connection

SECONDS = 2  # the least psycopg waits for a connection


def database_answers() -> bool:
    """Ask over a connection of its own: a full or broken pool cannot hold this up."""
    params = connection.get_connection_params()
    params |= {"connect_timeout": SECONDS, "autocommit": True}
    params.pop("pool", None)
    params.pop("context", None)
    try:
        with psycopg.connect(**params) as own:
            own.execute(f"SET statement_timeout = {SECONDS * 1000}")
            own.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except psycopg.Error:
        return False
    return True
