"""Make the virtual environment and install what a requirements file names, once.

Run by the system's Python with nothing installed: `install.py .venv requirements.txt`.
The mark holds a fingerprint of what was installed, so only a changed file installs again.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11)
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
MARKS = {RUNTIME: ["ready"], DEVELOPMENT: ["ready", "ready-dev"]}
NO_VENV = """\
This Python cannot make a virtual environment ({why}).
Debian and Ubuntu: apt install python3-venv"""
NO_PACKAGES = """\
The packages could not be installed; pip’s own words stand above. Without a connection to
a package index this step cannot work. Once it has worked, none is needed."""


def fingerprint(directory: Path, name: str) -> str:
    """Everything that decides what is installed: the pins and the Python."""
    texts = [(directory / each).read_text() for each in (RUNTIME, DEVELOPMENT)]
    wanted = texts[0] if name == RUNTIME else "".join(texts)
    return hashlib.sha256(f"{sys.version} {wanted}".encode()).hexdigest()


def works(python: Path) -> bool:
    """Tell whether the environment is there and whole: its Python may have gone."""
    try:
        command = [str(python), "-c", "import pip"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def make_environment(home: Path) -> None:
    try:
        venv.create(home, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError, OSError) as error:
        sys.exit(NO_VENV.format(why=error))


def install(home: Path, name: str) -> None:
    python, here = home / "bin" / "python", Path(name).resolve().parent
    goal = fingerprint(here, name)
    marks = [home / mark for mark in MARKS[name]]
    if works(python):
        if marks[-1].exists() and marks[-1].read_text() == goal:
            return
    else:
        make_environment(home)
    print(f"Installing what {name} names …", flush=True)
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "-q"]
    if subprocess.run([*pip, "-r", name], check=False).returncode:
        sys.exit(NO_PACKAGES)
    (home / "ready").write_text(fingerprint(here, RUNTIME))
    marks[-1].write_text(goal)


if __name__ == "__main__":
    if sys.version_info < OLDEST:
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    install(Path(sys.argv[1]), sys.argv[2])
