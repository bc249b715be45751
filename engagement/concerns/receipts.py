"""The secret that opens one’s own concern again (SECURITY promise 6).

It is worked out from the sending's key, so that pressing Send twice shows the same
one; the table keeps only its hash. A receipt given under a SECRET_KEY that has been
replaced since stays good while the old key stands among SECRET_KEY_FALLBACKS.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.core import signing

from engagement.common.ids import ALPHABET, RECEIPT_BYTES, read_receipt

_LENGTH = 32


def _keyed(purpose: str, words: str, secret: str = "") -> bytes:
    said = f"{purpose}\x1f{words}".encode()
    return hmac.new((secret or settings.SECRET_KEY).encode(), said, sha256).digest()


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def kept_key(idempotency_key: str) -> str:
    """Give what is stored of a sending's key: nobody can repeat it from a dump."""
    return _keyed("sending", idempotency_key).hex()


def receipt_from(key: str) -> str:
    """Give the receipt of the concern with this kept key: 160 bits, typable."""
    return _receipt(key, settings.SECRET_KEY)


def receipt_again(key: str, kept_hash: str) -> str:
    """Give the receipt as it was given, whichever secret was in use that day."""
    for secret in _secrets():
        receipt = _receipt(key, secret)
        if _hash(receipt, secret) == kept_hash:
            return receipt
    return receipt_from(key)


def _receipt(key: str, secret: str) -> str:
    number = int.from_bytes(_keyed("receipt", key, secret)[:RECEIPT_BYTES])
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(_LENGTH))


def hash_of(receipt: str) -> str:
    """Give what is kept of a new receipt."""
    return _hash(receipt, settings.SECRET_KEY)


def hashes_of(receipt: str) -> list[str]:
    """Give all that may have been kept of a receipt, under each secret."""
    return [_hash(receipt, secret) for secret in _secrets()]


def _hash(receipt: str, secret: str) -> str:
    return _keyed("receipt hash", read_receipt(receipt), secret).hex()


_CONFIRM: Final = "confirm-mail"
_CONFIRM_WITHIN: Final = 14 * 24 * 3600


def confirmation_token(concern_id: int) -> str:
    """Give what the link in a receipt letter holds: it proves that the mail arrived."""
    return signing.dumps(concern_id, salt=_CONFIRM)


def confirmed_concern(token: str) -> int | None:
    """Read the link; None for one that is made up, or older than a fortnight."""
    try:
        return int(signing.loads(token, salt=_CONFIRM, max_age=_CONFIRM_WITHIN))
    except signing.BadSignature:
        return None
