"""Writing acts down, chaining them, and telling whether the chain is whole."""

from engagement.audit.services.chaining import chain
from engagement.audit.services.checkpoints import purge, sign_head
from engagement.audit.services.denials import record_denial
from engagement.audit.services.recording import name_of, record
from engagement.audit.services.verifying import Verdict, verify

__all__ = [
    "Verdict",
    "chain",
    "name_of",
    "purge",
    "record",
    "record_denial",
    "sign_head",
    "verify",
]
