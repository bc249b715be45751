"""Would the tests notice? Breaks the code in small ways, one at a time, and runs them.

`make night` runs it (cosmic-ray, an environment of its own). Each part below is mutated
in a copy of the tree, with the tests named for it; the last table is what `docs/mutation.md`
holds. `mutate.py suppression audit` runs two parts, `--list` shows who survived.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

HOUSE = Path(__file__).resolve().parents[1]
PYTHON = HOUSE / ".venv" / "bin" / "python"
COSMIC_RAY = Path(sys.executable).parent / "cosmic-ray"
ENOUGH = 0.85
SKIPPED = WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
# Loops that never end are stopped; the slowest part's tests take a third of this.
PATIENCE = 120


@dataclass(frozen=True)
class Part:
    """What is broken, and which tests should notice."""

    code: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = {
    "suppression": Part(
        ("engagement/common/suppression.py",),
        (
            "tests/engagement/common/test_suppression.py",
            "tests/engagement/common/test_suppression_attacks.py",
        ),
    ),
    "rich text": Part(
        ("engagement/common/richtext.py",),
        ("tests/engagement/common/test_richtext.py",),
    ),
    "images": Part(
        ("engagement/common/images.py", "engagement/common/photocleaner.py"),
        ("tests/engagement/common/test_images.py",),
    ),
    "audit": Part(
        (
            "engagement/audit/queries.py",
            "engagement/audit/services/chaining.py",
            "engagement/audit/services/checkpoints.py",
            "engagement/audit/services/denials.py",
            "engagement/audit/services/verifying.py",
        ),
        ("tests/engagement/audit", "tests/engagement/front/test_staff_pages.py"),
    ),
    "access": Part(
        (
            "engagement/common/roles.py",
            "engagement/people/permissions.py",
            "engagement/concerns/permissions.py",
            "engagement/concerns/queries/visible.py",
            "engagement/priorities/permissions.py",
            "engagement/promises/permissions.py",
        ),
        (
            "tests/architecture/test_permission_matrix.py",
            "tests/engagement/people/test_services.py",
            "tests/engagement/concerns/test_visible.py",
            "tests/engagement/concerns/test_handling.py",
            "tests/engagement/promises/test_services.py",
        ),
    ),
}


@dataclass
class Score:
    name: str
    killed: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.killed / max(1, self.killed + len(self.survivors))


def copy_of_the_tree(into: Path) -> None:
    """Copy what git knows, as it stands in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (HOUSE / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HOUSE / name, into / name)


def hints_in(source: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Name where types are written: a changed type changes nothing that runs."""
    for node in ast.walk(ast.parse(source)):
        for hint in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(hint, ast.expr):
                yield (
                    (hint.lineno, hint.col_offset),
                    (hint.end_lineno or hint.lineno, hint.end_col_offset or 0),
                )


def skip_hints(db: WorkDB, tree: Path) -> None:
    """Leave out what nobody could notice."""
    for item in db.work_items:
        for spec in item.mutations:
            hints = hints_in((tree / spec.module_path).read_text())
            if any(begin <= spec.start_pos <= end for begin, end in hints):
                db.set_result(item.job_id, SKIPPED)


def skip_all_but(db: WorkDB, most: int) -> None:
    """Try so many, drawn by lot; the same ones each time."""
    left = sorted(item.job_id for item in db.pending_work_items)
    by_lot = sorted(left, key=lambda job: sha256(job.encode()).digest())
    db.set_multiple_results(by_lot[most:], SKIPPED)


def addresses() -> tuple[subprocess.Popen[str], dict[str, str]]:
    """Start the servers all runs share; they end with this program."""
    lent = subprocess.Popen(
        [PYTHON, "-m", "tests.harness.lent_stores"],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    said = lent.stdout.readline() if lent.stdout else ""
    return lent, json.loads(said)


def measure(name: str, stores: dict[str, str], number: int, most: int) -> Score:
    part = PARTS[name]
    with tempfile.TemporaryDirectory(prefix="cg-mutants-") as directory:
        tree = Path(directory)
        copy_of_the_tree(tree)
        url = stores["DATABASE_URL"].replace("/postgres?", f"/part{number}?")
        redis = stores["REDIS_URL"].replace("db=0", f"db={2 * number}")
        env = {**os.environ, "DATABASE_URL": url, "REDIS_URL": redis}
        session, config = tree / "session.sqlite", tree / "mutants.toml"
        tests = " ".join(test for test in part.tests if (tree / test).exists())
        pytest = f"{PYTHON} -m pytest -x -q -p no:cacheprovider -p no:xdist --reuse-db -m 'not slow and not browser' {tests}"
        code = [path for path in part.code if (tree / path).exists()]
        config.write_text(
            "[cosmic-ray]\n"
            f"module-path = {json.dumps(code)}\n"
            f"timeout = {PATIENCE}.0\n"
            "excluded-modules = []\n"
            f"test-command = {json.dumps(pytest)}\n"
            '[cosmic-ray.distributor]\nname = "local"\n'
        )

        def run(*command: str | Path) -> None:
            subprocess.run(command, cwd=tree, env=env, check=True)

        run(*shlex.split(pytest))  # whole before it is broken
        run(COSMIC_RAY, "init", config, session)
        with use_db(session, WorkDB.Mode.open) as db:
            skip_hints(db, tree)
            if most:
                skip_all_but(db, most)
        run(COSMIC_RAY, "exec", config, session)
        with use_db(session, WorkDB.Mode.open) as db:
            return read_score(name, db)


def read_score(name: str, db: WorkDB) -> Score:
    """Count who was noticed; what the code cannot even be loaded with counts as noticed."""
    score = Score(name)
    for _item, result in db.completed_work_items:
        if result.worker_outcome in (WorkerOutcome.SKIPPED, WorkerOutcome.NO_TEST):
            continue
        if result.test_outcome == TestOutcome.SURVIVED:
            score.survivors.append(result.diff or "")
        else:
            score.killed += 1
    return score


def table(scores: list[Score]) -> str:
    rows = [
        f"| {s.name} | {s.killed + len(s.survivors)} | {s.killed} | {len(s.survivors)} | {s.share:.1%} |"
        for s in scores
    ]
    head = "| part | mutants | killed | survived | share |\n|---|---|---|---|---|"
    return "\n".join([head, *rows])


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    asked.add_argument("--list", action="store_true", help="show who survived")
    asked.add_argument("--most", type=int, default=0, help="try so many of each part")
    asked.add_argument("--lanes", type=int, default=os.cpu_count() or 1)
    wanted = asked.parse_args()
    lent, stores = addresses()
    try:
        with ThreadPoolExecutor(wanted.lanes) as pool:
            begun = [
                pool.submit(measure, name, stores, number, wanted.most)
                for number, name in enumerate(wanted.parts)
            ]
            scores = [one.result() for one in begun]
    finally:
        lent.communicate()
    for score in scores if wanted.list else ():
        print(f"\n## {score.name}", *score.survivors, sep="\n\n")
    print(table(scores))
    return 0 if all(score.share >= ENOUGH for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
