"""The demo as one program: opened, asked, closed and killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.door import answers
from tests.config.towns import HOUSE, Place

pytestmark = pytest.mark.slow
SOMEBODY = "from engagement.people.models import User; User.objects.create_user('a@example.org')"
COUNT = "from engagement.people.models import User; print(User.objects.count())"


def shell(place: Place, line: str) -> str:
    """Run one line in `manage.py shell`, as anybody would beside a demo."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", line],
        cwd=HOUSE,
        env=place.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A town with one person: in use, so that no demo town is written into it."""
    here = Place(tmp_path_factory.mktemp("demo") / "my town")
    assert here.run("run", "true").returncode == 0  # servers, and no table yet
    shell(here, SOMEBODY)
    yield here
    here.close()
    here.await_silence()


def open_demo(place: Place, port: int) -> subprocess.Popen[str]:
    """Start the demo; give it once it has said `ready`."""
    return await_ready(place.start("demo", PORT=str(port)))


def await_ready(demo: subprocess.Popen[str]) -> subprocess.Popen[str]:
    assert demo.stdout
    said: list[str] = []
    while "ready\n" not in said[-1:]:
        line = demo.stdout.readline()
        if not line:
            break
        said.append(line)
    assert said[-1:] == ["ready\n"], "".join(said)
    return demo


def test_a_management_command_brings_the_private_database_up_to_date(
    place: Place,
) -> None:
    """All migrations in a row take half a minute: the town of all these tests has them."""
    assert (place.state / "pg18" / "migrated").exists()
    assert shell(place, COUNT) == "1"


def test_a_demo_opens_answers_shares_its_data_and_closes_without_a_trace(
    place: Place,
) -> None:
    port = free_port()
    demo = open_demo(place, port)

    assert answers(port)
    assert shell(place, COUNT) == "1"
    again = place.run("demo", PORT=str(free_port()))
    assert (again.returncode, again.stderr) == (
        1,
        f"already running on {place.state}, at http://localhost:{port}\n",
    )

    demo.send_signal(signal.SIGINT)
    assert demo.wait(60) == 0
    assert place.alive() == []
    assert not answers(port)
    assert shell(place, COUNT) == "1"


def test_a_demo_started_beside_a_command_uses_its_servers_and_leaves_them(
    place: Place,
) -> None:
    command = place.hold()
    server = place.pid_of("bin/postgres -D")

    demo = open_demo(place, free_port())
    assert place.pid_of("bin/postgres -D") == server
    demo.terminate()

    assert demo.wait(60) == 0
    assert place.pid_of("bin/postgres -D") == server
    command.communicate("\n")
    place.await_silence()


def test_a_killed_demo_takes_everything_with_it_and_opens_again(place: Place) -> None:
    demo = open_demo(place, free_port())
    os.kill(demo.pid, signal.SIGKILL)

    place.await_silence()
    again = open_demo(place, free_port())
    again.send_signal(signal.SIGHUP)
    assert again.wait(60) == 0


def test_a_demo_whose_make_is_killed_closes(place: Place) -> None:
    """The stand-in for make waits for the demo as make does, and is killed."""
    waits = "import subprocess, sys; subprocess.call([sys.executable, *sys.argv[1:]])"
    make = await_ready(
        place.start_program(
            "-c", waits, "-m", "config.embedded", "demo",
            PORT=str(free_port()), MAKELEVEL="1",
        )
    )  # fmt: skip

    os.kill(make.pid, signal.SIGKILL)

    place.await_silence()


def test_one_of_its_programs_dying_closes_the_town_and_says_which(place: Place) -> None:
    demo = open_demo(place, free_port())
    os.kill(place.pid_of("manage.py relay"), signal.SIGKILL)

    said = demo.communicate(timeout=60)[0]

    assert demo.returncode == 1
    assert "relay has stopped. Its last words:" in said
    assert place.alive() == []


def test_a_taken_port_is_said_before_anything_starts(
    place: Place, tmp_path: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        done = Place(tmp_path / "other").run("demo", PORT=str(port))

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {port} cannot be opened: address already in use."
        " Choose another one: make demo PORT=8080\n"
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65536"])
def test_a_port_that_is_none_is_refused_in_a_sentence(
    tmp_path: Path, port: str
) -> None:
    done = Place(tmp_path / "town").run("demo", PORT=port)

    assert (done.returncode, done.stderr) == (
        1,
        f"PORT is “{port}”. It must be a number from 1 to 65535.\n",
    )
