"""A throw-away PostgreSQL and Valkey for each run, unless both are named outside."""

from __future__ import annotations

import contextlib
import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as properties
from pytest_django import DjangoDbBlocker

from config.embedded.stores import start_stores
from config.embedded.supervisor import Supervisor
from config.settings import servers
from engagement.places.queries import forget_town
from tests.harness import emptying, pattern
from tests.harness.together import Together

# Five thousand tests and all programs in one process: look for rubbish less often.
RUBBISH = (20_000, 50, 50)
pytest_plugins = ["tests.harness.fixtures"]
# Property tests are the same on every machine: no clock decides, no dice are thrown.
properties.register_profile(
    "calm",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
properties.load_profile("calm")


def pytest_configure(config: pytest.Config) -> None:
    """Start them before the first test; xdist's workers inherit the names."""
    gc.set_threshold(*RUBBISH)
    emptying.install()
    if {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys():
        _use(os.environ["DATABASE_URL"], _redis_of_this_worker())
        return
    stack = contextlib.ExitStack()
    config.add_cleanup(stack.close)
    state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cg-test-")))
    sup = stack.enter_context(Supervisor(state, "tests", passing=True))
    os.environ.update(start_stores(sup, throw_away=True))
    _use(os.environ["DATABASE_URL"], os.environ["REDIS_URL"])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    return Together(config, log)


def _redis_of_this_worker() -> str:
    """Give each of xdist's workers two numbers of its own, as queue and cache need."""
    url = os.environ["REDIS_URL"]
    for _ in range(
        int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ):
        url = servers.cache(servers.cache(url))
    return url


def _use(database_url: str, redis_url: str) -> None:
    """Tell Django, which read its settings before any conftest."""
    connection.settings_dict.update(servers.database(database_url))
    settings.REDIS_URL = redis_url
    settings.CELERY_BROKER_URL = servers.queue(redis_url)
    settings.CELERY_RESULT_BACKEND = settings.CELERY_BROKER_URL


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_test_environment: None,
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Before this process makes its database: copy it from the one all share."""
    if not pattern.is_shared():
        yield
        return
    with django_db_blocker.unblock():
        pattern.use()
    yield
    with django_db_blocker.unblock():
        pattern.throw_away()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Before this process’s database is dropped: end whatever is connected to it still.

    A thread of a test that failed may wait there, and would make one failure two. While a
    browser is driven, this thread has a connection of its own for that; and the test that
    breaks all lines but its own breaks the one that is used again here.
    """
    yield
    connection.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    """Nothing is remembered from another test: no rate limit half used up, no language."""
    cache.clear()
    translation.deactivate()
    forget_town()
