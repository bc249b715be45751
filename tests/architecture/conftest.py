"""Worlds that stand while the tests of a file ask their questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.architecture.knocking import MatrixWorld, primed
from tests.architecture.standing import Standing

STANDING = pytest.StashKey[Standing]()


@pytest.fixture(scope="module")
def standing(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Standing]:
    made = Standing(primed, django_db_blocker)
    request.session.stash[STANDING] = made
    yield made
    del request.session.stash[STANDING]
    made.take_down()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the test's own transaction begins, which would hold the old world fast."""
    if standing := item.session.stash.get(STANDING, None):
        standing.renew()


@pytest.fixture
def world(standing: Standing) -> MatrixWorld:
    """A primed world, for this test alone."""
    return standing.lend()
