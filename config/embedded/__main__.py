"""`python -m config.embedded demo` opens the demo town (`make demo` calls it).

`python -m config.embedded run COMMAND …` runs any command with the two servers, such as
`run celery -A config worker`.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

from config.embedded.demo import Demo
from config.embedded.lending import borrowed, keep
from config.embedded.state import state_directory

PORTS = 65536


def run(state: Path, command: list[str]) -> int:
    """Run the command with the servers' addresses; it decides what Ctrl-C means."""
    signal.signal(signal.SIGINT, lambda *_: None)
    with borrowed(state) as env:
        return subprocess.call(command, env={**env, **os.environ})


def port() -> int:
    """Read PORT; 8000 if it is not set."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < PORTS:
        sys.exit(f"PORT is “{text}”. It must be a number from 1 to {PORTS - 1}.")
    return int(text)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m config.embedded")
    doors = parser.add_subparsers(dest="door", required=True)
    doors.add_parser(
        "demo", help="open the demo town, with web, worker, beat and relay"
    )
    doors.add_parser("keep", help="serve borrowers until the last has gone")
    runner = doors.add_parser("run", help="run a command with the servers")
    runner.add_argument("command", nargs=argparse.REMAINDER)
    return parser.parse_args()


def main() -> None:
    options, state = arguments(), state_directory()
    if options.door == "demo":
        Demo(state, port()).run()
    elif options.door == "keep":
        keep(state)
    elif options.door == "run":
        sys.exit(run(state, options.command))


if __name__ == "__main__":
    main()
