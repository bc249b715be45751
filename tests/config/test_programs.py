"""Which PostgreSQL is started, and as whom."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded import disguise, programs
from config.embedded.stores import cluster_directory, start_stores
from config.embedded.supervisor import Supervisor

IS_ROOT = os.geteuid() == 0
DISGUISES = [disguise.NAMESPACE, disguise.BORROWED_UID]


@pytest.fixture(autouse=True)
def forget_what_was_found() -> Iterator[None]:
    found = (
        programs.postgres_programs,
        programs.postgres_major,
        programs.valkey_program,
    )
    for each in found:
        each.cache_clear()
    yield
    for each in found:
        each.cache_clear()


@pytest.mark.slow
def test_without_the_package_the_newest_of_the_system_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = programs.postgres_programs()
    for version in ("9", "17", "18"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "bin").symlink_to(packaged)
    programs.postgres_programs.cache_clear()
    monkeypatch.setattr(programs, "POSTGRES_PACKAGE", "no_such_package")
    monkeypatch.setattr(programs, "SYSTEM_POSTGRES", tmp_path)

    assert programs.postgres_programs() == tmp_path / "18" / "bin"
    with Supervisor(tmp_path / "town", "tests") as sup:
        assert start_stores(sup, throw_away=True).keys() == {
            "DATABASE_URL",
            "REDIS_URL",
        }


def test_without_any_postgres_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "POSTGRES_PACKAGE", "no_such_package")
    monkeypatch.setattr(programs, "SYSTEM_POSTGRES", tmp_path)

    with pytest.raises(
        SystemExit, match=r"apt install postgresql.*or set DATABASE_URL"
    ):
        programs.postgres_programs()


def test_without_any_valkey_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "VALKEY_PACKAGE", "no_such_package")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit, match="apt install redis-server"):
        programs.valkey_program()


def test_an_ordinary_user_needs_no_disguise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert disguise.choose(tmp_path) == disguise.PLAIN


def test_where_nothing_works_root_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(
        SystemExit, match="Start me as an ordinary user, or set DATABASE_URL"
    ):
        disguise.choose(tmp_path, among=[disguise.Disguise(("false",))])


@pytest.mark.slow
@pytest.mark.parametrize("look", DISGUISES if IS_ROOT else [disguise.PLAIN])
def test_each_disguise_this_user_has_starts_the_servers_twice_on_one_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: disguise.Disguise
) -> None:
    monkeypatch.setattr(disguise, "choose", lambda _state: look)
    home = tmp_path / "closed" / "town"
    home.parent.mkdir(mode=0o700)

    for _ in range(2):
        with Supervisor(home, "tests") as sup:
            start_stores(sup, throw_away=True)

    owner = cluster_directory(home).stat().st_uid
    assert owner == (os.geteuid() if look.owner is None else look.owner)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "second"),
    [DISGUISES, DISGUISES[::-1]] if IS_ROOT else [[disguise.PLAIN, disguise.PLAIN]],
)
def test_a_state_made_in_one_disguise_opens_in_another(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: disguise.Disguise,
    second: disguise.Disguise,
) -> None:
    for look in (first, second):
        monkeypatch.setattr(disguise, "choose", lambda _state, look=look: look)
        with Supervisor(tmp_path / "town", "tests") as sup:
            start_stores(sup, throw_away=True)
