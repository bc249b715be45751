"""A backup older than an erasure: restored for real, then told again who is gone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree

import pytest
import redis
from django.conf import settings as town_settings
from django.core.management import call_command
from django.db import connection
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from config.embedded.programs import postgres_programs
from engagement.front.doctor import State, inside
from engagement.front.services.erasing import erase_account, note_erasures
from tests.factories.canary import MARK, make_canary, traces_in_the_database
from tests.factories.people import make_user
from tests.harness.memory import words_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("media"),
]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


def run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the test's server."""
    of = connection.settings_dict
    env = {
        **os.environ,
        "PGHOST": str(of["HOST"]),
        "PGPORT": str(of["PORT"] or 5432),
        "PGUSER": str(of["USER"]),
        "PGPASSWORD": str(of["PASSWORD"]),
    }
    path = postgres_programs() / program
    subprocess.run([path, *arguments], env=env, check=True, capture_output=True)


@pytest.fixture
def restored(tmp_path: Path) -> Iterator[str]:
    """An empty database beside the test's own, taken away again."""
    own, name = str(connection.settings_dict["NAME"]), "restored_older_one"
    run("createdb", name)
    yield name
    connection.close()
    connection.settings_dict["NAME"] = own
    run("dropdb", "--force", name)


def files_in(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


def test_an_older_backup_brings_nobody_back(
    restored: str, tmp_path: Path, media: Path
) -> None:
    canary, dump = make_canary(NOW), str(tmp_path / "town.dump")
    other = make_user()
    copytree(media, tmp_path / "backup")
    run("pg_dump", "-Fc", f"--file={dump}", str(connection.settings_dict["NAME"]))
    erase_account(person_id=canary.pk, actor=canary, now=NOW)
    note_erasures(now=NOW)
    assert traces_in_the_database() == []
    assert files_in(media) == []

    copytree(tmp_path / "backup", media, dirs_exist_ok=True)
    run("pg_restore", "--no-owner", f"--dbname={restored}", dump)
    connection.close()
    connection.settings_dict["NAME"] = restored
    brought_back, said = traces_in_the_database(), inside.ledger(now())
    photos = files_in(media)
    call_command("reapply_erasures")

    assert {"people_user", "concerns_concern", "account_emailaddress"} <= {
        *brought_back
    }
    assert said.state == State.BROKEN
    assert (
        len(photos) == 4
    )  # one of the concern, one of its draft, each large and small
    assert files_in(media) == []
    assert traces_in_the_database() == []
    assert inside.ledger(now()).state == State.WELL
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_user WHERE id = %s", [other.pk])
        assert cursor.fetchone() == (1,)


def test_nothing_of_somebody_erased_is_left_beside_the_database(
    tmp_path: Path, settings: Settings
) -> None:
    settings.STATE_DIR = tmp_path
    canary = make_canary(NOW)
    erase_account(person_id=canary.pk, actor=canary, now=NOW)
    note_erasures(now=NOW)

    in_files = files_in(tmp_path)
    broker = redis.Redis.from_url(town_settings.REDIS_URL)
    kept = words_in(broker)

    assert in_files == [tmp_path / "erasures.jsonl"]
    assert [path for path in in_files if MARK in path.read_text()] == []
    assert [each for each in kept if MARK in each] == []
