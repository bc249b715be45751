"""Migrate one database for all test processes; each begins with a copy of it.

All migrations in a row take half a minute of a processor, a copy takes a blink. A single
process needs no pattern and makes none.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection

LOCK: Final = 7_170_035  # any number: nobody else locks in this place
OF_ALL, NAME = "PYTEST_XDIST_TESTRUNUID", "NAME"


def is_shared() -> bool:
    return OF_ALL in os.environ


def use() -> None:
    """Let this process's database begin as a copy, which the first one here makes."""
    with _alone() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name()])
        if cursor.fetchone() is None:
            _migrate()
    connection.settings_dict["TEST"]["TEMPLATE"] = _name()


def throw_away() -> None:
    with _alone() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {_name()}")


def _name() -> str:
    return f"pattern_{os.environ[OF_ALL][:16]}"


@contextmanager
def _alone() -> Iterator[Any]:
    """Keep the other processes waiting, on a line beside the tests' own."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield cursor


def _migrate() -> None:
    now_called, kept = connection.settings_dict[NAME], connection.settings_dict["TEST"]
    connection.settings_dict["TEST"] = {**kept, NAME: _name()}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["TEST"] = kept
    for place in (connection.settings_dict, settings.DATABASES[DEFAULT_DB_ALIAS]):
        place[NAME] = now_called
