"""The private servers come when asked for and go when nobody needs them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from config.embedded.supervisor import is_held
from tests.config.towns import Place, await_that

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    here = Place(tmp_path / "town")
    yield here
    here.close()
    here.await_silence()


def test_a_command_gets_both_servers_and_nothing_stays_behind(place: Place) -> None:
    assert place.sql("SELECT 1") == "[(1,)]"

    assert place.alive() == []
    left = {
        path.name for path in place.state.iterdir() if not path.name.endswith(".lock")
    }
    assert left == {"logs", "pg18", "s"}
    assert list((place.state / "s").iterdir()) == []


def test_whoever_waits_for_the_keeper_waits_until_it_has_ended(place: Place) -> None:
    """Its lock is held after its last line: only the kernel frees it."""
    place.state.mkdir()
    program = (
        "import sys; from pathlib import Path\n"
        "from config.embedded.lending import keep\n"
        "from config.embedded.supervisor import is_held\n"
        "keep(Path(sys.argv[1])); print(is_held(Path(sys.argv[1]) / 'stores.lock'))"
    )
    keeper = place.start_program("-c", program, str(place.state))

    assert keeper.communicate(timeout=60)[0] == "True\n"
    assert not is_held(place.state / "stores.lock")


def test_what_was_written_is_there_the_next_time(place: Place) -> None:
    place.sql("CREATE TABLE kept AS SELECT 7 AS number")

    assert place.sql("SELECT number FROM kept") == "[(7,)]"


def test_commands_at_the_same_time_share_one_server(place: Place) -> None:
    said: list[str] = []
    question = "SELECT pg_postmaster_start_time()::text FROM pg_sleep(1)"
    threads = [
        threading.Thread(target=lambda: said.append(place.sql(question)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(said) == 4
    assert len(set(said)) == 1


def test_a_borrower_that_is_killed_gives_back_what_it_borrowed(place: Place) -> None:
    borrower = place.hold()

    os.killpg(borrower.pid, signal.SIGKILL)

    place.await_silence()
    assert place.sql("SELECT 1") == "[(1,)]"


def test_the_servers_stay_while_one_of_two_borrowers_goes(place: Place) -> None:
    first, second = place.hold(), place.hold()
    server = place.pid_of("bin/postgres -D")

    first.communicate("\n")

    assert place.pid_of("bin/postgres -D") == server
    second.communicate("\n")
    place.await_silence()


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL]
)
def test_a_keeper_that_is_ended_in_any_way_leaves_no_server(
    place: Place, how: signal.Signals
) -> None:
    borrower = place.hold()

    os.kill(place.pid_of("config.embedded keep"), how)

    await_that(lambda: not servers(place), f"still there: {servers(place)}")
    borrower.communicate("\n")


def servers(place: Place) -> list[str]:
    words = ("bin/postgres -D", "valkey-server")
    return [line for line in place.alive() if any(word in line for word in words)]


def test_servers_that_outlived_keeper_and_watchdog_are_ended_by_the_next_start(
    place: Place,
) -> None:
    place.sql("CREATE TABLE kept AS SELECT 7 AS number")
    borrower = place.hold()
    keeper = place.pid_of("config.embedded keep")
    watchdog = place.pid_of("config.embedded.watchdog")

    os.kill(watchdog, signal.SIGKILL)
    os.kill(keeper, signal.SIGKILL)
    os.killpg(borrower.pid, signal.SIGKILL)

    assert servers(place) != []
    assert place.sql("SELECT number FROM kept") == "[(7,)]"
    place.await_silence()


def test_everything_killed_at_once_loses_no_row(place: Place) -> None:
    place.sql("CREATE TABLE kept AS SELECT 7 AS number")
    borrower = place.hold()
    victims = [
        "config.embedded.watchdog",
        "config.embedded keep",
        "bin/postgres -D",
        "valkey-server",
    ]

    for pid in [place.pid_of(word) for word in victims]:
        os.kill(pid, signal.SIGKILL)
    os.killpg(borrower.pid, signal.SIGKILL)

    assert place.sql("SELECT number FROM kept") == "[(7,)]"


@pytest.mark.parametrize("name", ["a town with spaces", "Ü–Ñ", "long/" * 30 + "town"])
def test_any_name_of_a_directory_will_do(tmp_path: Path, name: str) -> None:
    place = Place(tmp_path / name)

    assert place.sql("SELECT 1") == "[(1,)]"
    place.await_silence()


def test_long_names_leave_no_sockets_in_the_temporary_directory(tmp_path: Path) -> None:
    place = Place(tmp_path / ("long/" * 30 + "town"))

    where = unquote(place.run("run", "printenv", "DATABASE_URL").stdout.strip())

    sockets = Path(where.partition("host=")[2])
    assert sockets.parent != place.state
    place.await_silence()
    assert not sockets.exists()


def test_a_directory_that_cannot_be_made_is_said_in_a_sentence() -> None:
    done = Place(Path("/proc/town")).run("run", "true")

    assert done.returncode == 1
    assert done.stderr == (
        "/proc/town cannot hold the town’s data: no such file or directory."
        " Choose STATE_DIR.\n"
    )
