"""A throw-away PostgreSQL and Valkey for programs that run the tests many times.

`python -m tests.harness.lent_stores` prints their addresses as JSON and ends, with both,
when nobody holds its standard input any more.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from config.embedded.stores import start_stores
from config.embedded.supervisor import Supervisor


def lend() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="cg-lent-") as state,
        Supervisor(Path(state), "tests", passing=True) as sup,
    ):
        print(json.dumps(start_stores(sup, throw_away=True)), flush=True)  # noqa: T201 - the one who asked reads it
        sys.stdin.read()


if __name__ == "__main__":
    lend()
