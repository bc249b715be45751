"""Would the tests notice? Breaks the code in small ways, one at a time, and asks them.

`make night` runs it (cosmic-ray, an environment of its own). Each part below is changed in
a copy of the tree, and the tests named for it are asked (`tests/harness/noticing.py`); the
last table is what `docs/mutation.md` holds. `mutate.py suppression audit` runs two parts,
`--list` shows who survived, `--most 100` draws a hundred of each part by lot.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import cache
from hashlib import sha256
from math import sqrt
from pathlib import Path

from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import (
    MutationSpec,
    TestOutcome,
    WorkerOutcome,
    WorkItem,
    WorkResult,
)

HOUSE = Path(__file__).resolve().parents[1]
PYTHON = HOUSE / ".venv" / "bin" / "python"
COSMIC_RAY = Path(sys.executable).parent / "cosmic-ray"
ENOUGH = 0.85
SKIPPED = WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
PATIENCE = 240  # seconds for all tests of a part: a loop that never ends is stopped
PYTEST = (
    *(PYTHON, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
    *("--reuse-db", "-m", "not slow and not browser"),
)
Ask = Callable[..., dict[str, str]]


@dataclass(frozen=True)
class Part:
    """What is broken, and which tests should notice."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    apart: tuple[str, ...] = ()  # of the code: a program started anew by each test
    functions: tuple[str, ...] = ()  # of the code: a table, of which only these count


PARTS = {
    "suppression": Part(
        ("engagement/common/suppression.py",),
        (
            "tests/engagement/common/test_hiding.py",
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
        (
            "tests/engagement/common/test_bare_jpeg.py",
            "tests/engagement/common/test_photocleaner.py",
            "tests/engagement/common/test_images.py",
        ),
        apart=("engagement/common/photocleaner.py",),
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
            "engagement/people/models/persons.py",
            "engagement/people/permissions.py",
            "engagement/moderation/permissions.py",
            "engagement/concerns/permissions.py",
            "engagement/concerns/queries/visible.py",
            "engagement/priorities/permissions.py",
            "engagement/promises/permissions.py",
            "engagement/front/permissions.py",
        ),
        (
            "tests/architecture/test_permission_matrix.py",
            "tests/engagement/concerns/test_finding.py",
            "tests/engagement/concerns/test_handling.py",
            "tests/engagement/concerns/test_named_officers.py",
            "tests/engagement/concerns/test_permissions.py",
            "tests/engagement/concerns/test_visible.py",
            "tests/engagement/front/test_departing.py",
            "tests/engagement/front/test_erasing.py",
            "tests/engagement/front/test_setting_up.py",
            "tests/engagement/moderation/test_deciding.py",
            "tests/engagement/moderation/test_desk_pages.py",
            "tests/engagement/moderation/test_permissions.py",
            "tests/engagement/people/test_permissions.py",
            "tests/engagement/people/test_roles.py",
            "tests/engagement/people/test_services.py",
            "tests/engagement/priorities/test_permissions.py",
            "tests/engagement/promises",
        ),
        functions=("engagement/people/models/persons.py",),
    ),
}


@dataclass
class Score:
    name: str
    possible: int
    killed: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        return self.killed + len(self.survivors)

    @property
    def share(self) -> float:
        return self.killed / max(1, self.tried)

    @property
    def interval(self) -> str:
        """Give Wilson's 95 % for a part of which some were drawn; a whole part has none."""
        n, p, z = self.tried, self.share, 1.96
        if not n or n >= self.possible:
            return ""
        middle, scale = p + z * z / (2 * n), 1 + z * z / n
        reach = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return f" ({(middle - reach) / scale:.1%}-{(middle + reach) / scale:.1%})"


def copy_of_the_tree(into: Path) -> None:
    """Copy what git knows, as it stands in the working tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (HOUSE / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HOUSE / name, into / name)


@cache
def hints_in(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Name where types are written: a changed type changes nothing that runs."""
    hints = []
    for node in ast.walk(ast.parse(source)):
        for hint in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(hint, ast.expr):
                end = hint.end_lineno or hint.lineno, hint.end_col_offset or 0
                hints.append(((hint.lineno, hint.col_offset), end))
    return hints


def changed_by(spec: MutationSpec) -> str | None:
    """Give the source after the change; None if it is no program, or cannot be made."""
    operator = get_operator(spec.operator_name)(**spec.operator_args)
    try:
        changed = mutate_code(spec.module_path.read_text(), operator, spec.occurrence)
        ast.parse(changed or "")
    except (AttributeError, SyntaxError):  # cosmic-ray knows one exception at a time
        return None
    return changed


def is_pointless(spec: MutationSpec) -> bool:
    """Tell whether nobody could notice, or everybody would at once.

    Types; what is no program any more; and the star that separates names of arguments,
    or takes a list apart, which cosmic-ray holds for a product.
    """
    source = spec.module_path.read_text()
    if any(begin <= spec.start_pos <= end for begin, end in hints_in(source)):
        return True
    lines = source.splitlines()[: spec.start_pos[0]]
    lines[-1] = lines[-1][: spec.start_pos[1]]
    is_star = "BinaryOperator_Mul" in spec.operator_name
    is_first = "".join(lines).rstrip().endswith(("(", ",", "["))
    return (is_star and is_first) or changed_by(spec) is None


def is_in_a_function(spec: MutationSpec) -> bool:
    line = spec.start_pos[0]
    return any(
        node.body[0].lineno <= line <= (node.end_lineno or 0)
        for node in ast.walk(ast.parse(spec.module_path.read_text()))
        if isinstance(node, ast.FunctionDef)
    )


def skip_pointless(db: WorkDB, part: Part) -> None:
    def counts(spec: MutationSpec) -> bool:
        if str(spec.module_path) in part.functions and not is_in_a_function(spec):
            return False
        return not is_pointless(spec)

    pointless = [
        item.job_id
        for item in db.work_items
        if not all(counts(spec) for spec in item.mutations)
    ]
    db.set_multiple_results(pointless, SKIPPED)


def by_lot(db: WorkDB) -> list[WorkItem]:
    """List what is to be tried in an order of chance that is the same each time."""

    def lot(item: WorkItem) -> bytes:
        return sha256(repr(item.mutations).encode()).digest()

    return sorted(db.pending_work_items, key=lot)


@contextmanager
def stores() -> Iterator[None]:
    """Start the servers all tests share; they end with this program."""
    lent = subprocess.Popen(
        [PYTHON, "-m", "tests.harness.lent_stores"],
        cwd=HOUSE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    os.environ.update(json.loads(lent.stdout.readline() if lent.stdout else ""))
    yield
    lent.communicate()


@contextmanager
def asked(tree: Path, part: Part, env: dict[str, str]) -> Iterator[Ask]:
    """Run the part's tests once, and give what asks them about one change more."""
    ours, theirs = socket.socketpair()
    words = [f"--asked-by={theirs.fileno()}"]
    words += [f"--about={path}" for path in part.code if path not in part.apart]
    words += [f"--apart={path}" for path in part.apart]
    command = [*PYTEST, "-p", "tests.harness.noticing", *words, *part.tests]
    running = subprocess.Popen(command, cwd=tree, env=env, pass_fds=[theirs.fileno()])
    theirs.close()
    with ours, ours.makefile("rw") as talk:

        def ask(**change: object) -> dict[str, str]:
            talk.write(json.dumps(change) + "\n")
            talk.flush()
            return dict(json.loads(talk.readline()))

        begun = json.loads(talk.readline() or '{"failed": "to begin"}')
        print(f"{part.code[0]}: {begun}", flush=True)
        if begun["failed"]:
            raise SystemExit("before anything is broken, fails: " + begun["failed"])
        yield ask
        if still := ask(is_still_whole=True)["failed"]:
            raise SystemExit("no result counts, a trial left something: " + still)
    running.wait()


def try_one(item: WorkItem, ask: Ask, cold: str) -> WorkResult:
    """Change one place and see who notices."""
    (spec,) = item.mutations
    path, whole = str(spec.module_path), spec.module_path.read_text()
    changed = changed_by(spec) or ""
    said = ask(path=path, source=changed, line=spec.start_pos[0])
    if said["outcome"] == "cold":
        return mutate_and_test(item.mutations, cold, PATIENCE)
    survived = said["outcome"] == "survived"
    before, after = whole.split("\n"), changed.split("\n")
    lines = unified_diff(before, after, path, path, lineterm="")
    return WorkResult(
        worker_outcome=WorkerOutcome.NORMAL,
        output=said["by"],
        test_outcome=TestOutcome.SURVIVED if survived else TestOutcome.KILLED,
        diff="\n".join([*lines]),
    )


def control(item: WorkItem, ask: Ask) -> None:
    """Change nothing in the same way: whoever notices that would notice everything."""
    (spec,) = item.mutations
    path, whole = str(spec.module_path), spec.module_path.read_text()
    said = ask(path=path, source=whole, line=spec.start_pos[0])
    if said["outcome"] == "noticed":
        raise SystemExit(
            "no result counts, nothing was changed and noticed: " + said["by"]
        )


def measure(name: str, wanted: argparse.Namespace) -> Score:
    """Break one part in a copy of the tree; works in that directory."""
    part = PARTS[name]
    with tempfile.TemporaryDirectory(prefix="cg-mutants-") as directory:
        tree = Path(directory)
        copy_of_the_tree(tree)
        os.chdir(tree)
        session, config = tree / "session.sqlite", tree / "mutants.toml"
        config.write_text(
            f"[cosmic-ray]\nmodule-path = {json.dumps(list(part.code))}\n"
            f'timeout = {PATIENCE}.0\nexcluded-modules = []\ntest-command = "true"\n'
        )
        subprocess.run([COSMIC_RAY, "init", config, session], check=True)
        cold = shlex.join([*map(str, PYTEST), *part.tests])
        with (
            use_db(session, WorkDB.Mode.open) as db,
            asked(tree, part, dict(os.environ)) as ask,
        ):
            skip_pointless(db, part)
            drawn = by_lot(db)
            control(drawn[0], ask)
            for item in drawn[: wanted.most or None]:
                result = try_one(item, ask, cold)
                db.set_result(item.job_id, result)
                if wanted.list and result.test_outcome == TestOutcome.SURVIVED:
                    print(result.diff, flush=True)
            return read_score(name, len(drawn), db)


def read_score(name: str, possible: int, db: WorkDB) -> Score:
    """Count who was noticed; what cannot even be loaded counts as noticed."""
    score = Score(name, possible)
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
        f"| {s.name} | {s.possible} | {s.tried} | {s.killed} | {len(s.survivors)} | {s.share:.1%}{s.interval} |"
        for s in scores
    ]
    head = "| part | mutants | tried | noticed | survived | share |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def main() -> int:
    asked_for = argparse.ArgumentParser(description=__doc__)
    asked_for.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    asked_for.add_argument("--list", action="store_true", help="show who survived")
    asked_for.add_argument("--most", type=int, default=0, help="try so many of each")
    wanted = asked_for.parse_args()
    with stores():
        scores = [measure(name, wanted) for name in wanted.parts]
    print(table(scores))
    return 0 if all(score.share >= ENOUGH for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
