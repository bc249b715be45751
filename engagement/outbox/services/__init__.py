"""Everything the outbox does: keep jobs, account for them, send letters."""

from engagement.outbox.services.accounting import (
    begin,
    fail,
    finish,
    purge,
    resend_unfinished,
    revive,
    sweep,
)
from engagement.outbox.services.letters import (
    Letter,
    deliver,
    deliver_sealed,
    send_sealed_letter,
    write_letter,
)
from engagement.outbox.services.queueing import enqueue

__all__ = [
    "Letter",
    "begin",
    "deliver",
    "deliver_sealed",
    "enqueue",
    "fail",
    "finish",
    "purge",
    "resend_unfinished",
    "revive",
    "send_sealed_letter",
    "sweep",
    "write_letter",
]
