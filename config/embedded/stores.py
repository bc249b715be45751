"""The two servers: a private PostgreSQL and a private Valkey, on unix sockets alone."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil

from config.embedded import disguise
from config.embedded.processes import Stage
from config.embedded.programs import (
    locale_options,
    postgres_major,
    postgres_programs,
    valkey_program,
)
from config.embedded.supervisor import Supervisor

FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
CROWDED = ("max_connections=500",)  # fifty at once race in each test process
ROOMY = (  # one machine, no replicas, and now and then a whole city's file at once
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "wal_level=minimal",
    "max_wal_senders=0",
    "jit=off",
)
NO_TCP = ("listen_addresses=", "unix_socket_permissions=0700")
QUIET = ("max_connections=100",)
NO_PROCESS = 2**22 + 1  # Linux counts its processes to 2^22 at most
VALKEY = ("--port", "0", "--unixsocketperm", "700")


def start_stores(sup: Supervisor, *, throw_away: bool = False) -> dict[str, str]:
    """Start both at once; give the addresses programs need."""
    sockets, kept = sup.sockets, not throw_away
    valkey = sup.start("valkey", _valkey_command(sup), stage=Stage.BROKER)
    look = disguise.choose(sup.state)
    data = make_cluster(sup, look, durable=kept)
    postgres = sup.start(
        "postgres",
        [*look.argv, *_postgres_command(sup, data, kept)],
        stage=Stage.DATABASE,
        sig=signal.SIGINT,  # PostgreSQL's fast shutdown: asks nobody to hang up first
    )
    sup.await_ready("postgres", postgres, lambda: postgres_ready(sockets))
    sup.await_ready("valkey", valkey, lambda: valkey_ready(sockets / "kv"))
    where = quote(str(sockets), safe="")
    return {
        "DATABASE_URL": f"postgres://postgres@/postgres?host={where}",
        "REDIS_URL": f"unix://{quote(str(sockets / 'kv'))}?db=0",
    }


def cluster_directory(state: Path) -> Path:
    return state / f"pg{postgres_major()}"


def make_cluster(sup: Supervisor, look: disguise.Disguise, *, durable: bool) -> Path:
    """Make a cluster appear whole or not at all; each attempt has its own directory."""
    data = cluster_directory(sup.state)
    for half_made in sup.state.glob("pg-new-*"):
        shutil.rmtree(half_made, ignore_errors=True)
    if not (data / "PG_VERSION").exists():
        shutil.rmtree(data, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="pg-new-", dir=sup.state))
        look.give(new)
        sup.finish(
            "initdb", [*look.argv, *_initdb_command(new, durable)], Stage.DATABASE
        )
        new.rename(data)
    look.give(data)
    _disown_zombie(data / "postmaster.pid")
    return data


def _disown_zombie(lock: Path) -> None:
    """Let no dead server, not yet reaped, pass for a running one.

    PostgreSQL asks whether the process its lock file names exists, and a zombie does: for
    ever where process 1 reaps nobody, as in many containers. Only the number is replaced,
    by one no process can have: its other question, whether anybody still uses the shared
    memory named below it, is asked as ever.
    """
    with contextlib.suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
        pid, *rest = lock.read_text().splitlines(keepends=True)
        if psutil.Process(int(pid)).status() == psutil.STATUS_ZOMBIE:
            lock.write_text("".join([f"{NO_PROCESS}\n", *rest]))


def _initdb_command(data: Path, durable: bool) -> list[str]:  # noqa: FBT001 - a private piece of one command
    command = [str(postgres_programs() / "initdb"), "-D", str(data), "-U", "postgres"]
    flush = [] if durable else ["--no-sync"]
    return [*command, "-A", "trust", "-E", "UTF8", *locale_options(), *flush]


def _postgres_command(sup: Supervisor, data: Path, kept: bool) -> list[str]:  # noqa: FBT001 - a private piece of one command
    settings = (*NO_TCP, *ROOMY, *(QUIET if kept else (*FORGETFUL, *CROWDED)))
    options = [part for each in settings for part in ("-c", each)]
    program = str(postgres_programs() / "postgres")
    return [program, "-D", str(data), "-k", str(sup.sockets), *options]


def _valkey_command(sup: Supervisor) -> list[str]:
    """Write nothing to disk: the day's salt dies with the day (RULINGS 15)."""
    return [
        str(valkey_program()),
        *VALKEY,
        *("--unixsocket", str(sup.sockets / "kv")),
        *("--dir", str(sup.state)),
        *("--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"),
    ]


def postgres_ready(sockets: Path) -> bool:
    """Ask for a connection as libpq does; the answer need not be yes."""
    check = [str(postgres_programs() / "pg_isready"), "-q", "-h", str(sockets)]
    return subprocess.run(check, check=False).returncode == 0


def valkey_ready(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client, contextlib.suppress(OSError):
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
