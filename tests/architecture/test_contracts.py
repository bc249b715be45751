"""Each import contract is seen to break when it is violated."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = (ROOT / "pyproject.toml").read_text()
CONTRACTS = [
    each["name"]
    for each in tomllib.loads(PYPROJECT)["tool"]["importlinter"]["contracts"]
]
ORDER, LAYERS, LOGIC, SUMS, VIEWS = CONTRACTS
PURE = next(
    each["source_modules"]
    for each in tomllib.loads(PYPROJECT)["tool"]["importlinter"]["contracts"]
    if each["name"] == SUMS
)

APPS = [
    *(
        f"engagement/{name}"
        for name in ["common", "audit", "outbox", "places", "people", "moderation"]
    ),
    *(
        f"engagement/{name}"
        for name in ["bulletins", "concerns", "promises", "priorities", "front"]
    ),
    "watchgroups",
    "meetings",
    "feedback",
]
MODULES = "urls views api admin forms tasks services permissions queries models choices errors"

# one app whose files have all become packages
GROWN, DOTTED = "engagement/priorities", "engagement.priorities"

# contract, file, the one import that breaks it
BROKEN = [
    (ORDER, "engagement/common/errors.py", "import engagement.people.models"),
    (ORDER, "engagement/concerns/services.py", "import engagement.priorities.models"),
    (ORDER, "engagement/places/services.py", "import config.settings"),
    (LAYERS, "engagement/concerns/models.py", "import engagement.concerns.services"),
    (LAYERS, "engagement/concerns/services.py", "import engagement.concerns.forms"),
    (LAYERS, "meetings/queries.py", "import meetings.permissions"),
    (LOGIC, "engagement/concerns/services.py", "import rest_framework"),
    (LOGIC, "engagement/outbox/services.py", "import celery"),
    (LOGIC, "engagement/people/queries.py", "import allauth"),
    (VIEWS, "engagement/front/views.py", "import engagement.concerns.views"),
    (VIEWS, "engagement/front/services.py", "import engagement.concerns.api"),
    (SUMS, "engagement/priorities/scoring.py", "import django.db"),
    (SUMS, "engagement/places/locate.py", "import engagement.places.errors, celery"),
    # the same where a file has become a package
    (LAYERS, f"{GROWN}/models/one.py", f"import {DOTTED}.services.one"),
    (LAYERS, f"{GROWN}/services/one.py", f"import {DOTTED}.tasks.one"),
    (LOGIC, f"{GROWN}/services/one.py", "import celery"),
    (LOGIC, f"{GROWN}/queries/one.py", "import rest_framework"),
    (VIEWS, f"{GROWN}/views/one.py", "import engagement.concerns.views"),
    (VIEWS, "engagement/front/views.py", f"import {DOTTED}.views.one"),
    # the smallest apps have their layers too
    (LAYERS, "engagement/common/models.py", "import engagement.common.queries"),
    (
        LAYERS,
        "engagement/bulletins/models.py",
        "import engagement.bulletins.services",
    ),
    (LAYERS, "engagement/bulletins/queries.py", "import engagement.bulletins.tasks"),
]


@pytest.fixture(scope="module")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every app with every kind of module, all empty, under the house's own contracts."""
    house = tmp_path_factory.mktemp("house")
    (house / "pyproject.toml").write_text(PYPROJECT)
    for package in ["config", "config/settings", "engagement", *APPS]:
        (house / package).mkdir(parents=True)
        (house / package / "__init__.py").touch()
    (house / "config" / "api.py").touch()
    (house / "config" / "urls.py").touch()
    for module in PURE:
        (house / f"{module.replace('.', '/')}.py").parent.mkdir(
            parents=True, exist_ok=True
        )
        (house / f"{module.replace('.', '/')}.py").touch()
    for app in APPS:
        for module in MODULES.split():
            if app == GROWN:
                (house / app / module).mkdir()
                (house / app / module / "__init__.py").touch()
                (house / app / module / "one.py").touch()
            else:
                (house / app / f"{module}.py").touch()
    return house


def broken_contracts(house: Path) -> set[str]:
    """Ask import-linter, as `make check` does."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [str(program), "--no-cache"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [
        line for line in done.stdout.splitlines() if line.rstrip().endswith("BROKEN")
    ]
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {line.rstrip().removesuffix("BROKEN").strip() for line in said}


@pytest.mark.slow
def test_the_empty_house_keeps_every_contract(small_house: Path) -> None:
    assert broken_contracts(small_house) == set()


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "name", "line"), BROKEN)
def test_the_contract_breaks_when_it_is_violated(
    small_house: Path, contract: str, name: str, line: str
) -> None:
    path = small_house / name
    path.write_text(f"{line}\n")
    try:
        assert broken_contracts(small_house) == {contract}
    finally:
        path.write_text("")


def test_every_app_has_its_layers() -> None:
    contracts = tomllib.loads(PYPROJECT)["tool"]["importlinter"]["contracts"]
    layered = next(each for each in contracts if each["name"] == LAYERS)

    assert set(layered["containers"]) == {app.replace("/", ".") for app in APPS}


def test_every_contract_has_a_violation_here() -> None:
    assert {contract for contract, *_ in BROKEN} == set(CONTRACTS)
