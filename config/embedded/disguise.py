"""PostgreSQL refuses to run as root; these make root look like somebody else."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.embedded.programs import postgres_programs

NOBODY = 65534
PROBE = 'test "$(id -u)" != 0 && test -x "$0" && test -w "$1"'
REFUSED = (
    "PostgreSQL does not run as root, and this machine lets root neither make a user"
    " namespace (unshare) nor become another user (setpriv). Start me as an ordinary"
    " user, or set DATABASE_URL."
)


@dataclass(frozen=True)
class Disguise:
    """What stands before a command so that it does not look like root's."""

    argv: tuple[str, ...] = ()
    owner: int | None = None  # who must own the data; None: leave it as it is

    def works(self, state: Path) -> bool:
        """Try it: not root, may run the program and write the data."""
        check = ["sh", "-c", PROBE, str(postgres_programs() / "postgres"), str(state)]
        with contextlib.suppress(FileNotFoundError):
            command = [*self.argv, *check]
            return (
                subprocess.run(command, check=False, capture_output=True).returncode
                == 0
            )
        return False

    def give(self, data: Path) -> None:
        """Make the data its own: the last start may have used another disguise."""
        if self.owner is None or data.stat().st_uid == self.owner:
            return
        for path in [*data.rglob("*"), data]:  # the top last: it marks completion
            os.chown(path, self.owner, -1, follow_symlinks=False)


PLAIN = Disguise()
# A user namespace: the kernel still sees root, PostgreSQL sees user 1000.
NAMESPACE = Disguise(
    ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--"), owner=0
)
# Where namespaces are refused (most containers): user nobody, who keeps root's passage
# through directories. no_setuid_fixup makes access(2) honour that too.
BORROWED_UID = Disguise(
    (
        "setpriv",
        f"--reuid={NOBODY}",
        f"--regid={NOBODY}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",
        "--",
    ),
    owner=NOBODY,
)


def choose(
    state: Path, among: Sequence[Disguise] = (NAMESPACE, BORROWED_UID)
) -> Disguise:
    """None for an ordinary user; for root the first that works here."""
    if os.geteuid() != 0:
        return PLAIN
    for candidate in among:
        if candidate.works(state):
            return candidate
    sys.exit(REFUSED)
