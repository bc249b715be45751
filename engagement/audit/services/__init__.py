"""Writing acts down, chaining them, and telling whether the chain is whole."""

from engagement.audit.services.chaining import Verdict, chain, verify
from engagement.audit.services.recording import name_of, record

__all__ = ["Verdict", "chain", "name_of", "record", "verify"]
