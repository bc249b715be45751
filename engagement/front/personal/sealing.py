"""A file sealed in pieces, so that a large one never stands in memory whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Final

from cryptography.fernet import Fernet, InvalidToken
from django.utils.translation import gettext as _

from engagement.common.sealed import UnreadableError

PIECE: Final = 1024 * 1024
_NUMBER: Final = 8  # bytes that say which piece it is, so that none changes its place


def new_key() -> str:
    return Fernet.generate_key().decode()


def sealed_pieces(file: IO[bytes], key: str) -> Iterator[bytes]:
    """Seal a file from where it stands to its end."""
    box, number = Fernet(key.encode()), 0
    while piece := file.read(PIECE):
        yield box.encrypt(number.to_bytes(_NUMBER) + piece)
        number += 1


def opened_pieces(pieces: Iterable[bytes | memoryview], key: str) -> Iterator[bytes]:
    """Give the file's bytes again. Raises UnreadableError."""
    box = Fernet(key.encode())
    for number, sealed in enumerate(pieces):
        try:
            piece = box.decrypt(bytes(sealed))
        except InvalidToken as error:
            raise UnreadableError(
                _("This file was changed or its key is gone.")
            ) from error
        if piece[:_NUMBER] != number.to_bytes(_NUMBER):
            raise UnreadableError(_("This file was changed or its key is gone."))
        yield piece[_NUMBER:]
