"""The whole examination, in the order in which one thing needs another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection

from engagement.front.doctor import inside, outside
from engagement.front.doctor.findings import Finding, State, broken, well
from engagement.front.health import database_answers


def checkup(now: datetime) -> Iterator[Finding]:
    """Look at everything; without a database most of it cannot be known."""
    yield _settings()
    has_database = database_answers()
    if has_database:
        yield _database()
        yield from _inside(now)
    else:
        yield broken("database", "The database does not answer, or was never migrated.")
    yield from outside.queue()
    yield outside.mail()
    yield outside.texts()
    yield outside.storage()
    yield outside.field_key()


def _inside(now: datetime) -> Iterator[Finding]:
    applied = inside.migrations()
    yield applied
    if not applied.is_well:
        return
    yield inside.the_town(now)
    yield inside.administrators(now)
    yield inside.clock(now)
    yield inside.relay(now)
    yield inside.dead_letters()
    yield inside.counters(now)
    yield inside.reports(now)
    yield inside.retention(now)
    yield inside.ledger(now)
    yield inside.record(now)


def _settings() -> Finding:
    mode = "a demo" if settings.DEMO_MODE else "a real town"
    says = f"{mode}, {settings.SITE_URL}, town time {settings.TIME_ZONE}."
    return Finding("settings", State.WELL, says)


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        version = str(cursor.fetchone()[0])
    return well("database", f"PostgreSQL {version.partition(' ')[0]} answers.")
