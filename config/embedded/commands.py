"""Single commands: with the servers that run, or with some started for the command."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import django
from django.core.management import call_command, execute_from_command_line
from django.db import OperationalError

from config.embedded import migrating
from config.embedded.lending import borrowed
from config.embedded.state import state_directory

NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}
LOOK_AT_THE_SCHEMA = {
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
}
NO_ANSWER = """\
The database does not answer: {why}
Is PostgreSQL running where DATABASE_URL says?"""


def wants_stores(argv: Sequence[str]) -> bool:
    """Children of a demo, of a borrower and of a test run have the address already."""
    if "DATABASE_URL" in os.environ:
        return False
    command = argv[1] if len(argv) > 1 else "help"
    return command not in NEED_NO_DATABASE and not {"-h", "--help"} & set(argv)


def run_command(argv: Sequence[str]) -> None:
    if not wants_stores(argv):
        _execute(argv)
        return
    state = state_directory()
    with borrowed(state) as env:
        for name, address in env.items():
            os.environ.setdefault(name, address)
        if argv[1] in LOOK_AT_THE_SCHEMA:
            migrating.forget(state)
        else:
            migrating.bring_up_to_date(state, _migrate)
        _execute(argv)


def _migrate() -> None:
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)


def _execute(argv: Sequence[str]) -> None:
    try:
        execute_from_command_line(list(argv))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads us, such as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OperationalError as error:
        if "--traceback" in argv:
            raise
        sys.exit(NO_ANSWER.format(why=str(error).strip()))
