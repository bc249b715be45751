"""A real SMTP server that keeps what it is given."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Barrier, BrokenBarrierError
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailSink:
    """Letters in the order they came; `refuses` are addresses it does not know."""

    port: int = field(default_factory=free_port)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    meet: Barrier | None = None

    def __post_init__(self) -> None:
        self._server: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> MailSink:
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _o: Any
    ) -> str:
        if address in self.refuses:
            return "550 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        content = cast("bytes", envelope.content)
        letter = message_from_bytes(content, policy=policy.default)
        self.letters.append(letter)
        self.recipients.append([str(to) for to in envelope.rcpt_tos])
        return "250 Kept"


def wait_at(barrier: Barrier, seconds: float) -> None:
    """Let two threads meet if they can; go on when the other cannot come."""
    try:
        barrier.wait(seconds)
    except BrokenBarrierError:
        return
