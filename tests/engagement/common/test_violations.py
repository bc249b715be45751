from __future__ import annotations

import json
from typing import Any

import pytest

from engagement.common.violations import MOST, Violation, read_violations

OLD = {
    "document-uri": "https://safety.example.org/track/K7Q2/?q=secret",
    "blocked-uri": "https://evil.example:8443/path?secret",
    "violated-directive": "script-src-elem 'self'",
}


def said(report: object) -> list[Violation]:
    return read_violations(json.dumps(report).encode())


def test_both_forms_of_a_report_are_cut_down_to_three_words() -> None:
    body = {
        "documentURL": OLD["document-uri"],
        "blockedURL": OLD["blocked-uri"],
        "effectiveDirective": "script-src-elem",
    }
    expected = Violation("script-src-elem", "https://evil.example", "/track/K7Q2/")

    assert said({"csp-report": OLD}) == [expected]
    assert said([{"type": "csp-violation", "body": body}]) == [expected]


@pytest.mark.parametrize(
    ("blocked", "expected"),
    [
        ("inline", "inline"),
        ("eval", "eval"),
        ("data", "data"),
        ("https://a.example\r\nforged line", "unknown"),
        ("http://[", "unknown"),
        ("x" * 9000, "unknown"),
        ("javascript:alert(1)", "unknown"),
    ],
)
def test_only_whose_things_were_kept_out_is_told(blocked: str, expected: str) -> None:
    found = said({"csp-report": OLD | {"blocked-uri": blocked}})

    assert "\n" not in found[0].blocked
    assert found[0].blocked in {expected, "https://unknown"}


@pytest.mark.parametrize(
    "report",
    [None, [], {}, 7, "x", [None], [{"type": "other", "body": {}}], {"csp-report": 1}],
)
def test_what_is_no_report_says_nothing(report: Any) -> None:
    assert said(report) == []


@pytest.mark.parametrize("body", [b"", b"\xff", b"{", b"[" * 100_000])
def test_what_is_no_json_says_nothing(body: bytes) -> None:
    assert read_violations(body) == []


def test_one_sending_says_so_much_and_no_more() -> None:
    many = [{"type": "csp-violation", "body": {}}] * (MOST + 5)

    assert said(many) == [Violation("unknown", "unknown", "")] * MOST
