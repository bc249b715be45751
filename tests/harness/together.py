"""Tests that share something dear run in one process.

xdist asks for that by a mark it writes behind a test's name; pytest 9.2 keeps names where
that has no effect, so it is said here, by file, to xdist's own scheduler.
"""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadScopeScheduling

TOGETHER: Final = frozenset(
    {
        "tests/architecture/test_contracts.py",  # one graph of all imports
        "tests/config/test_demo.py",  # one town, migrated and seeded
        "tests/engagement/front/demo/test_year.py",  # one year of three thousand concerns
        "tests/engagement/priorities/test_draws.py",  # one set of draws
    }
)


def piece_of(nodeid: str) -> str:
    """Name what a test is handed out with: its file, or itself alone."""
    file = nodeid.partition("::")[0]
    return file if file in TOGETHER else nodeid


class Together(LoadScopeScheduling):  # type: ignore[misc]  # xdist says no types
    """Hands out the tests of those files as one piece, all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return piece_of(nodeid)
