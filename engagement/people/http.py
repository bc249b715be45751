"""What a browser shows that its person is one, when there is no account (RULINGS 35).

The proof is a signed cookie tied to the browser's own number. No table has it: nothing
we keep joins the code that was used with the browser, or with what is said from it.
Copied to another browser it is worth nothing without the number, and with the number
both are one.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.http import HttpRequest, HttpResponse

from engagement.common.cookies import give_cookie, read_cookie
from engagement.common.devices import YEAR

PROOF_COOKIE: Final = "proof"


def _tied_to(device: str) -> str:
    return sha256(f"proof\x1f{device}".encode()).hexdigest()


def is_proved(request: HttpRequest, device: str) -> bool:
    """Tell whether this browser has shown within a year that its person is one."""
    return read_cookie(request, PROOF_COOKIE, max_age=YEAR) == _tied_to(device)


def give_proof(response: HttpResponse, device: str) -> None:
    """Let the browser show it from now on; it holds neither code nor number."""
    give_cookie(response, PROOF_COOKIE, _tied_to(device), max_age=YEAR)
