"""Finds the browser the tests drive; installs it where that is ours to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MISSING = """\
The browser tests need Chromium or Chrome, and there is none on the PATH.
Debian: apt install chromium. Ubuntu and others: install Google Chrome or Chromium so that
`google-chrome` or `chromium` can be called, or name the program in CHROMIUM."""


def find() -> str | None:
    """The program CHROMIUM names, else the first browser on the PATH."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    return next((program for program in found if program), None)


def is_debian() -> bool:
    release = Path("/etc/os-release")
    return release.exists() and "ID=debian" in release.read_text().splitlines()


def ensure() -> str:
    """Give the browser; as root on Debian install it first. Never go without."""
    if not find() and os.geteuid() == 0 and is_debian():
        print("Installing Chromium with apt …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        for step in (
            ["update"],
            ["install", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(
                [*apt, *step], check=False, env=quiet, stdout=subprocess.DEVNULL
            )
    return find() or sys.exit(MISSING)


if __name__ == "__main__":
    print(ensure())
