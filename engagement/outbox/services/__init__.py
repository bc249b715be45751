"""Everything the outbox does: keep jobs, account for them, send letters."""

from engagement.outbox.services.accounting import (
    begin,
    fail,
    finish,
    purge,
    resend_unfinished,
    revive,
    sweep,
    withhold,
)
from engagement.outbox.services.letters import (
    Letter,
    deliver,
    deliver_sealed,
    send_sealed_letter,
    write_letter,
)
from engagement.outbox.services.queueing import enqueue
from engagement.outbox.services.texts import deliver_text, send_sealed_text

__all__ = [
    "Letter",
    "begin",
    "deliver",
    "deliver_sealed",
    "deliver_text",
    "enqueue",
    "fail",
    "finish",
    "purge",
    "resend_unfinished",
    "revive",
    "send_sealed_letter",
    "send_sealed_text",
    "sweep",
    "withhold",
    "write_letter",
]
