"""How careful we are with every column of ours, and how long it stays (ASVS 14.1.1)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

REGISTRY: Final = Path(__file__).with_name("data_classes.toml")
CLASSES: Final = ("P0", "P1", "P2", "P3")


@dataclass(frozen=True, order=True)
class Column:
    """One column of a table of ours."""

    table: str
    name: str
    level: str
    kept: str


def columns() -> Iterator[Column]:
    """Read the registry, in its order."""
    tables = tomllib.loads(REGISTRY.read_text())
    for table, said in tables.items():
        for level in CLASSES:
            for name in said.get(level, "").split():
                yield Column(table, name, level, said["kept"])


def as_markdown() -> str:
    """Write the table of docs/privacy.md."""
    lines = ["| table | column | class | kept |", "|---|---|---|---|"]
    lines += [
        f"| {each.table} | {each.name} | {each.level} | {each.kept} |"
        for each in columns()
    ]
    return "\n".join(lines) + "\n"
