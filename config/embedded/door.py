"""The town's one TCP port."""

from __future__ import annotations

import http.client
import socket
import sys

HERE = "127.0.0.1"
TAKEN = """\
Port {port} cannot be opened: {why}. Choose another one: make demo PORT=8080"""


def listen(port: int) -> socket.socket:
    """Open the port before anything starts: it is ours, or we say so at once."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HERE, port))
        door.listen(512)
    except OSError as error:
        door.close()
        why = (error.strerror or str(error)).lower()
        sys.exit(TAKEN.format(port=port, why=why))
    return door


def answers(port: int, path: str = "/healthz") -> bool:
    """Tell whether the program behind the door gives a page."""
    caller = http.client.HTTPConnection(HERE, port, timeout=5)
    try:
        caller.request("GET", path, headers={"Host": f"localhost:{port}"})
        return caller.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        caller.close()
