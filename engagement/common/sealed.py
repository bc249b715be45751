"""Words that only the program may read: contacts and sign-in codes.

The key (setting FIELD_KEY, from the environment) lives outside the database, so a dump
alone tells nothing. Several keys, newest first, let one be replaced without a stop.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _

from engagement.common.errors import DomainError


class UnreadableError(DomainError):
    """Sealed with a key we no longer have, or changed by somebody."""


def _box() -> MultiFernet:
    keys = [key.strip() for key in settings.FIELD_KEY.split(",") if key.strip()]
    return MultiFernet([Fernet(key) for key in keys])


def seal(words: str) -> bytes:
    """Seal words without saying when: a seal carries the second it was made, in clear."""
    return _box().encrypt_at_time(words.encode(), current_time=0)


def unseal(sealed: bytes | memoryview) -> str:
    """Read sealed words. Raises UnreadableError."""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        message = _("These words were sealed with a key that is not configured.")
        raise UnreadableError(message) from error
