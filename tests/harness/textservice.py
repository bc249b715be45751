"""A text service that takes what it is handed, or refuses it."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class TextService:
    """Speaks the way of Apprise's `json://`: one request a text."""

    def __init__(self) -> None:
        self.status = 200
        self.leads_to = ""  # with a status of 307
        self.taken: list[tuple[str, str]] = []  # to, text
        service = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.taken.append((self.path.strip("/"), body["message"]))
                self.send_response(service.status)
                if service.leads_to:
                    self.send_header("Location", service.leads_to)
                self.end_headers()

            def log_message(self, *said: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self._server.server_port}/{{to}}"

    def start(self) -> TextService:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)
