"""Photos as pixels alone: opened by a program under limits, encoded anew, or refused.

There is no way round it: a photo that cannot be cleaned is not kept (SECURITY finding 7).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from engagement.common.errors import DomainError

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 24_000_000  # fewer in kinds that take more room to open
LONGEST_SIDE: Final = 12_000
STORED_SIDE: Final = 2_560
SMALL_SIDE: Final = 480
MOST_MEMORY: Final = 512 * 1024 * 1024  # all address space of the cleaner
MOST_CPU: Final = 10  # seconds
MOST_WAITING: Final = 30  # seconds, for an answer on a machine under load
AT_ONCE: Final = 2  # cleaners of one web process; others wait for their turn
MOST_IN_ROOM: Final = 4  # at work and waiting: half of the threads stay free for pages

_PROGRAM: Final = Path(__file__).with_name("photocleaner.py")
_MISREAD: Final = (AttributeError, KeyError, TypeError)  # an answer of another shape
_BEGINNINGS: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_turns, _room = BoundedSemaphore(AT_ONCE), BoundedSemaphore(MOST_IN_ROOM)


class PhotoError(DomainError):
    """A file that cannot become a photo here; the sentence says what to do."""


class TooLargeError(PhotoError):
    """More bytes than we take."""


class TooManyPixelsError(PhotoError):
    """More pixels than we open."""


class WrongKindError(PhotoError):
    """Neither JPEG nor PNG nor WebP."""


class DamagedError(PhotoError):
    """It begins like a photo and does not go on like one."""


class BusyError(PhotoError):
    """More photos at this moment than are looked at; nothing is wrong with this one."""


class CleanerFailedError(PhotoError):
    """The cleaner gave no answer that can be trusted."""


@dataclass(frozen=True)
class CleanPhoto:
    """A JPEG of ours: pixels alone, the right way up, in sRGB; with a small one."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes


Rectangle = tuple[int, int, int, int]  # left, top, width, height


def clean_photo(raw: bytes) -> CleanPhoto:
    """Make a photo of what somebody sent, or say why not.

    Raises TooLargeError, TooManyPixelsError, WrongKindError, DamagedError, BusyError,
    CleanerFailedError.
    """
    if len(raw) > MOST_BYTES:
        raise TooLargeError(too_large())
    if not _begins_like_a_photo(raw):
        raise WrongKindError(
            _("Only photos can be added: JPEG, PNG or WebP. Choose another file.")
        )
    return _asked(raw, None)


def blacken(content: bytes, rectangles: Sequence[Rectangle]) -> CleanPhoto:
    """Put black over parts of a photo of ours; what was under it is in no byte any more.

    Raises DamagedError, BusyError, CleanerFailedError.
    """
    return _asked(content, [list(map(int, one)) for one in rectangles])


def too_large() -> str:
    return _("This photo is larger than %(most)s MB. Choose a smaller one.") % {
        "most": MOST_BYTES // (1024 * 1024)
    }


def _begins_like_a_photo(raw: bytes) -> bool:
    """Go by the content; a name says nothing."""
    is_webp = raw[:4] == b"RIFF" and raw[8:12] == b"WEBP"
    return is_webp or raw.startswith(_BEGINNINGS)


def said_to_cleaner(rectangles: list[list[int]] | None) -> str:
    """Write down what the cleaner may take, and what it does."""
    limits = {
        "memory": MOST_MEMORY,
        "seconds": MOST_CPU,
        "pixels": MOST_PIXELS,
        "side": LONGEST_SIDE,
        "stored": STORED_SIDE,
        "small": SMALL_SIDE,
    }
    return json.dumps({"asked": limits, "rectangles": rectangles})


def _asked(raw: bytes, rectangles: list[list[int]] | None) -> CleanPhoto:
    if not _room.acquire(blocking=False):
        raise BusyError(
            _("Many photos are being looked at right now. Try again in a minute.")
        )
    try:
        head, body = _run(said_to_cleaner(rectangles), raw)
        if "fault" in head:
            _refuse(head)
        return _trusted(head, body)
    except (subprocess.SubprocessError, OSError, ValueError, *_MISREAD) as error:
        raise CleanerFailedError(_failed()) from error
    finally:
        _room.release()


def _run(said: str, raw: bytes) -> tuple[dict[str, Any], bytes]:
    """Start the cleaner, hand it the bytes, and read its answer: one line, then pixels."""
    with _turns:
        done = subprocess.run(  # noqa: S603 - our own program, no shell, nothing of the file in its words
            [sys.executable, "-I", str(_PROGRAM), said],
            input=raw,
            capture_output=True,
            timeout=MOST_WAITING,
            check=True,
            env={},
            cwd="/",
        )
    line, _newline, body = done.stdout.partition(b"\n")
    return json.loads(line), body


def _refuse(head: dict[str, Any]) -> NoReturn:
    if head["fault"] == "pixels":
        raise TooManyPixelsError(
            _(
                "This photo has more than %(most)s megapixels. "
                "Make it smaller, or send a picture of the screen."
            )
            % {"most": int(head["most"])}
        )
    raise DamagedError(
        _("This photo is damaged and cannot be opened. Choose another one.")
    )


def _trusted(head: dict[str, Any], body: bytes) -> CleanPhoto:
    """Believe the cleaner only as far as its answer can be checked."""
    length = int(head["content"])
    content, thumbnail = body[:length], body[length:]
    if not (is_bare_jpeg(content) and is_bare_jpeg(thumbnail)):
        raise CleanerFailedError(_failed())
    return CleanPhoto(content, int(head["width"]), int(head["height"]), thumbnail)


def _failed() -> str:
    return _(
        "This photo could not be made safe to keep, so it was not kept. "
        "Try again, or choose another one."
    )


# -- what a picture of ours may hold -----------------------------------------------------
_START, _END, _SCAN, _FILLER = 0xD8, 0xD9, 0xDA, 0xFF
_JFIF: Final = 0xE0
_JFIF_LENGTH: Final = 16  # without a thumbnail
_PLAIN: Final = {0xC0, 0xC2, 0xC4, 0xDB, 0xDD}  # frames, tables, restart interval


def is_bare_jpeg(content: bytes) -> bool:
    """Tell whether a JPEG is pixels and tables from its first byte to its last.

    No EXIF, XMP, IPTC, profile, comment or thumbnail, and nothing after the end.
    """
    at = 2
    if content[:2] != bytes((_FILLER, _START)):
        return False
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4])
        is_plain_head = marker == _JFIF and length == _JFIF_LENGTH
        if marker == _SCAN:
            return _ends_with_its_scan(content, at + 2 + length)
        if marker not in _PLAIN and not is_plain_head:
            return False
        at += 2 + length
    return False


def _ends_with_its_scan(content: bytes, at: int) -> bool:
    """In a baseline scan 0xFF is followed by 0, by a restart, or by the end."""
    end = content.find(b"\xff", at)
    while end != -1 and content[end + 1 : end + 2] == b"\x00":
        end = content.find(b"\xff", end + 2)
    return content[end:] == bytes((_FILLER, _END))
