"""Accounts elsewhere that people may sign in with, as OIDC_PROVIDERS names them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

A_NAME = re.compile(r"[a-z0-9-]+")
MUST_SAY = ("id", "name", "issuer", "client_id", "secret")
TAKEN = {"cancelled", "sign-up"}  # addresses beside those of the providers
EXAMPLE = (
    '[{"id": "city", "name": "City account", "issuer": "https://login.example.org",'
    ' "client_id": "…", "secret": "…"}]'
)


def providers(text: str) -> list[dict[str, Any]]:
    """Read the list; `fault_of` has looked at it before."""
    listed: list[dict[str, Any]] = json.loads(text) if text.strip() else []
    return listed


def fault_of(text: str) -> str:
    """Say what is wrong with the list; empty when nothing is."""
    try:
        listed = providers(text)
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


def _fault_of_one(one: dict[str, Any]) -> str:
    for key in MUST_SAY:
        if not isinstance(one.get(key), str) or not one[key].strip():
            return f"says no {key}. Write it like {EXAMPLE}."
    if not A_NAME.fullmatch(one["id"]) or one["id"] in TAKEN:
        return "has an id I cannot use: small letters, digits and hyphens."
    if urlsplit(one["issuer"]).scheme != "https":
        return "has an issuer without https. Write it like https://login.example.org."
    for key in ("second_step", "leads_to"):
        if not isinstance(one.get(key, []), list):
            return f"has a {key} that is no list of words."
    return ""
