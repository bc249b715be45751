"""Accounts elsewhere that people may sign in with, as OIDC_PROVIDERS names them.

Most speak OpenID Connect. GitHub does not, and Apple signs its secret with a key: they
are named by their `kind`.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

A_NAME = re.compile(r"[a-z0-9-]+")
OIDC: Final = "oidc"
# what each kind must say, and what it is unless it says something else
KINDS: Final[dict[str, tuple[tuple[str, ...], dict[str, str]]]] = {
    OIDC: (("id", "name", "issuer", "client_id", "secret"), {}),
    "github": (
        ("id", "name", "client_id", "secret"),
        {"issuer": "https://github.com", "api": "https://api.github.com"},
    ),
    "apple": (
        ("id", "name", "client_id", "team_id", "key_id", "private_key"),
        {"issuer": "https://appleid.apple.com"},
    ),
}
ADDRESSES: Final = ("issuer", "api")
TAKEN = {"cancelled", "sign-up"}  # addresses beside those of the providers
EXAMPLE = (
    '[{"id": "city", "name": "City account", "issuer": "https://login.example.org",'
    ' "client_id": "…", "secret": "…"}]'
)


def providers(text: str) -> list[dict[str, Any]]:
    """Read the list and fill in what a kind brings; `fault_of` has looked at it before."""
    listed: list[dict[str, Any]] = json.loads(text) if text.strip() else []
    return [completed(one) for one in listed]


def completed(one: dict[str, Any]) -> dict[str, Any]:
    kind = one.get("kind", OIDC)
    return {"kind": kind, **KINDS[kind][1], **one}


def fault_of(text: str) -> str:
    """Say what is wrong with the list; empty when nothing is."""
    try:
        listed = json.loads(text) if text.strip() else []
    except ValueError:
        return f"cannot be read. Write it like {EXAMPLE}."
    if not _is_list_of_objects(listed):
        return f"cannot be read. Write it like {EXAMPLE}."
    for one in listed:
        wrong = _fault_of_one(one)
        if wrong:
            return wrong
    ids = [one["id"] for one in listed]
    return "" if len(ids) == len(set(ids)) else "names an id twice. Each has its own."


def _is_list_of_objects(listed: object) -> bool:
    return isinstance(listed, list) and all(isinstance(one, dict) for one in listed)


def _fault_of_one(named: dict[str, Any]) -> str:
    kind = named.get("kind", OIDC)
    if not isinstance(kind, str) or kind not in KINDS:
        return f"has a kind I do not know. Choose from: {', '.join(KINDS)}."
    one = completed(named)
    for key in KINDS[kind][0]:
        if not isinstance(one.get(key), str) or not one[key].strip():
            return f"says no {key}. Write it like {EXAMPLE}."
    if "private_key" in one and not _is_signing_key(str(one["private_key"])):
        return "has a private_key that is no key of Apple’s kind (PEM, elliptic curve)."
    return _fault_of_form(one)


def _is_signing_key(text: str) -> bool:
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, EllipticCurvePrivateKey)


def _fault_of_form(one: dict[str, Any]) -> str:
    if not A_NAME.fullmatch(one["id"]) or one["id"] in TAKEN:
        return "has an id I cannot use: small letters, digits and hyphens."
    for key in ADDRESSES:
        if key in one and urlsplit(str(one[key])).scheme != "https":
            return (
                f"has an {key} without https. Write it like https://login.example.org."
            )
    for key in ("second_step", "leads_to"):
        if not isinstance(one.get(key, []), list):
            return f"has a {key} that is no list of words."
    return ""
