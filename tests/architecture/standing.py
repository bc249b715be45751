"""One world for many questions: made once, and lent to each test as if it were new.

A primed world takes most of a second to make, and hundreds of doors ask for one. It stands
in a transaction around the tests of a file; what a test writes goes with the test's own,
and what it remembers with its copy of the world.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from time import monotonic
from typing import Final

from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.architecture.knocking import MatrixWorld

AS_NEW: Final = 60  # seconds in which what is about to begin still is


class Standing:
    """A world and the transaction in which it stands."""

    def __init__(
        self, make: Callable[[], MatrixWorld], blocker: DjangoDbBlocker
    ) -> None:
        self._make, self._blocker = make, blocker
        self._set_up()

    def lend(self) -> MatrixWorld:
        """Give the test a copy: what is made later is not kept for the next."""
        return deepcopy(self._world)

    def renew(self) -> None:
        """Between two tests: make another once this one has aged."""
        if monotonic() - self._made_at > AS_NEW:
            self.take_down()
            self._set_up()

    def take_down(self) -> None:
        with self._blocker.unblock():
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)

    def _set_up(self) -> None:
        with self._blocker.unblock():
            self._around = transaction.atomic()
            self._around.__enter__()
            self._world, self._made_at = self._make(), monotonic()
            connection.check_constraints()  # once, not with each test
