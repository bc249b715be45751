"""What the commands share: whatever goes wrong ends in a plain sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import InterfaceError, OperationalError, transaction

from engagement.common.errors import DomainError

_STOPPED = 130  # as a shell has it for Ctrl-C


def file_bytes(path: str) -> bytes:
    """Read a whole file. Raises CommandError with a plain sentence."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        message = f"There is no file “{path}”."
    except IsADirectoryError:
        message = f"“{path}” is a folder, not a file."
    except OSError as error:
        message = f"“{path}” cannot be read: {error.strerror}."
    raise CommandError(message)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Show what the domain refused as a sentence, not as a trace."""
    try:
        yield
    except DomainError as error:
        raise CommandError(str(error)) from error


@contextmanager
def whole_or_nothing() -> Iterator[None]:
    """Make it one transaction, and say in a sentence why it was not brought to its end."""
    try:
        with plain_errors(), transaction.atomic():
            yield
    except (OperationalError, InterfaceError) as error:
        message = f"The database broke off, so nothing has been written: {error}"
        raise CommandError(message.strip()) from error
    except KeyboardInterrupt:
        message = "Stopped: nothing has been written."
        raise CommandError(message, returncode=_STOPPED) from None


def listed(names: list[str], most: int = 12) -> str:
    """Name the first few, and how many more there are."""
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
