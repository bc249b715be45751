"""A line to the database that a test can cut and mend."""

from __future__ import annotations

import contextlib
import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection


def _dial() -> socket.socket:
    """Reach the test's own database, by its socket file or its port."""
    where = connection.settings_dict
    port = where["PORT"] or "5432"
    if where["HOST"].startswith("/"):
        line = socket.socket(socket.AF_UNIX)
        line.connect(str(Path(where["HOST"]) / f".s.PGSQL.{port}"))
        return line
    return socket.create_connection((where["HOST"], int(port)))


def _pour(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(65536):
            sink.sendall(part)
    for end in (source, sink):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@dataclass
class Wire:
    """Listens on a port of its own and passes everything on."""

    port: int = 0
    _ends: list[socket.socket] = field(default_factory=list)

    def mend(self) -> Wire:
        """Open the line (again)."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        self.port = self._door.getsockname()[1]
        threading.Thread(target=self._serve, args=(self._door,), daemon=True).start()
        return self

    def _serve(self, door: socket.socket) -> None:
        while True:
            try:
                caller, _address = door.accept()
            except OSError:
                return
            server = _dial()
            self._ends += [caller, server]
            for pair in ((caller, server), (server, caller)):
                threading.Thread(target=_pour, args=pair, daemon=True).start()

    def cut(self) -> None:
        """End every call and take no more, as a lost server does."""
        for end in (self._door, *self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()
