"""The link that lets somebody answer once, and what is known of it without it.

An invitation and a draft are each found by a mark of the link that tells nothing of the
other; a draft is sealed with a key made of the link, so that nobody reads it without.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from engagement.common.marks import mark_of, marks_of


def new_token() -> str:
    """Make a link nobody can guess: 192 bits."""
    return token_urlsafe(24)


def token_of_person(wave_id: int, person_id: int, subject: str = "") -> str:
    """Work out the link of somebody signed in: always the same, known to us alone."""
    return mark_of("survey-person", f"{wave_id}:{person_id}:{subject}")[:48]


def tokens_of_person(wave_id: int, person_id: int, subject: str = "") -> list[str]:
    """Give what their link may have been under each key."""
    marks = marks_of("survey-person", f"{wave_id}:{person_id}:{subject}")
    return [mark[:48] for mark in marks]


def tokens_of_address(wave_id: int, mailbox: str, subject: str = "") -> list[str]:
    """Work out the link sent to an address, the newest key first."""
    marks = marks_of("survey-mail", f"{wave_id}:{mailbox}:{subject}")
    return [mark[:48] for mark in marks]


def tokens_of_code(code: str) -> list[str]:
    """Work out the link of a short code from a letter, the newest key first."""
    return [mark[:48] for mark in marks_of("survey-code", code)]


def tokens_of_stand(stand_id: int) -> list[str]:
    """Work out the link of a screen or a kiosk, the newest key first."""
    return [mark[:48] for mark in marks_of("survey-stand", str(stand_id))]


def invitation_mark(token: str) -> str:
    return _digest("invitation", token).hex()


def draft_mark(token: str) -> str:
    return _digest("draft", token).hex()


def seal_draft(token: str, answers: dict[str, Any]) -> bytes:
    """Seal answers so that only the link opens them; no second of when in clear."""
    return _box(token).encrypt_at_time(json.dumps(answers).encode(), current_time=0)


def read_draft(token: str, sealed: bytes | memoryview) -> dict[str, Any]:
    """Open answers; nothing if the link is another."""
    try:
        opened = _box(token).decrypt(bytes(sealed))
    except InvalidToken:
        return {}
    answers: dict[str, Any] = json.loads(opened)
    return answers


def _box(token: str) -> Fernet:
    return Fernet(urlsafe_b64encode(_digest("seal", token)))


def _digest(purpose: str, token: str) -> bytes:
    return sha256(f"survey-{purpose}\x1f{token}".encode()).digest()
