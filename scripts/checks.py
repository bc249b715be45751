"""Runs the checks: `checks.py fast` before each commit, `checks.py all` at the gate.

Two lanes at once, one for what reads the code and one for what runs it. Every check runs
even when an earlier one failed, and each that failed is shown whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import chromium

HOUSE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# One test process for each core, up to what one Valkey has numbered databases for; one
# more was measured, and gains nothing.
PYTEST = ["pytest", "-n", "logical", "--maxprocesses", "8", "--dist", "loadgroup"]
QUICK = [*PYTEST, "-m", "not slow and not browser"]
READERS = (
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["lint-imports"],
    ["djlint", "templates", "--lint", "--quiet"],
    ["mypy", "."],
)


@dataclass
class Outcome:
    name: str
    seconds: float
    said: str
    passed: bool


def run(command: list[str]) -> Outcome:
    begun = time.monotonic()
    env = {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # tests start many programs: compile once
    done = subprocess.run(
        command,
        cwd=HOUSE,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    took = time.monotonic() - begun
    return Outcome(" ".join(command), took, done.stdout, done.returncode == 0)


def lane(commands: tuple[list[str], ...], outcomes: list[Outcome]) -> None:
    for command in commands:
        outcome = run(command)
        outcomes.append(outcome)
        mark = "ok    " if outcome.passed else "FAILED"
        last = (outcome.said.strip().splitlines() or [""])[-1]
        note = f"  ({last})" if command[0] == "pytest" else ""
        print(f"{mark} {outcome.seconds:6.1f} s  {outcome.name}{note}", flush=True)


def main(how: str) -> None:
    begun = time.monotonic()
    if how == "all":
        os.environ["CHROMIUM"] = chromium.ensure()
    runners = (PYTEST,) if how == "all" else (QUICK,)
    outcomes: list[Outcome] = []
    lanes = [
        threading.Thread(target=lane, args=(each, outcomes))
        for each in (READERS, runners)
    ]
    for each in lanes:
        each.start()
    for each in lanes:
        each.join()
    failed = [outcome for outcome in outcomes if not outcome.passed]
    for outcome in failed:
        print(f"\n──── {outcome.name}\n{outcome.said.strip()}")
    print(
        f"\n{len(failed)} of {len(outcomes)} failed, {time.monotonic() - begun:.0f} s"
    )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "fast")
