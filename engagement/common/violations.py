"""What a browser reports about a page that wanted more than the policy allows.

A report is cut down to three harmless words before anybody sees it: which rule, whose
things, on which kind of page. Whole addresses may hold a receipt, and samples of script
may hold what somebody typed: neither is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

MOST: Final = 20  # reports in one sending
_WORD: Final = re.compile(r"[a-z-]{1,40}")
_HOST: Final = re.compile(r"[a-z0-9.-]{1,100}")
_KEYWORDS: Final = {
    "inline",
    "eval",
    "wasm-eval",
    "self",
    "data",
    "blob",
    "trusted-types-sink",
}


@dataclass(frozen=True)
class Violation:
    """One report, without anything of the person whose browser sent it."""

    directive: str
    blocked: str
    path: str


def read_violations(body: bytes) -> list[Violation]:
    """Read either form in which browsers report; what is none gives nothing."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return []
    return [_violation(one) for one in _reports(sent)][:MOST]


def _reports(sent: Any) -> Iterator[dict[str, Any]]:
    old = sent.get("csp-report") if isinstance(sent, dict) else None
    if isinstance(old, dict):
        yield old
    for one in sent if isinstance(sent, list) else []:
        body = one.get("body") if isinstance(one, dict) else None
        if isinstance(body, dict) and one.get("type") == "csp-violation":
            yield body


def _violation(report: dict[str, Any]) -> Violation:
    rule = _text(
        report, "effectiveDirective", "effective-directive", "violated-directive"
    )
    return Violation(
        directive=_matching(_WORD, rule.partition(" ")[0]),
        blocked=_origin(_text(report, "blockedURL", "blocked-uri")),
        path=_path(_text(report, "documentURL", "document-uri")),
    )


def _text(report: dict[str, Any], *names: str) -> str:
    found = (report[name] for name in names if isinstance(report.get(name), str))
    return str(next(found, ""))[:2000]


def _matching(pattern: re.Pattern[str], word: str) -> str:
    return word if pattern.fullmatch(word) else "unknown"


def _split(address: str) -> tuple[str, str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", "", ""
    return parts.scheme, parts.hostname or "", parts.path


def _origin(blocked: str) -> str:
    if blocked in _KEYWORDS:
        return blocked
    scheme, host, _ = _split(blocked)
    return (
        f"{_matching(_WORD, scheme)}://{_matching(_HOST, host)}" if host else "unknown"
    )


def _path(address: str) -> str:
    return _split(address)[2]
