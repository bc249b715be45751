"""What every answer of a real town tells the browser, asked through the real server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from pytest_django import Settings

from engagement.people.models import Grant, User
from engagement.people.sessions import SessionStore
from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld, prime
from tests.architecture.test_inputs import all_roles
from tests.config.test_faults import SOUND
from tests.factories.places import make_town
from tests.harness.processes import House

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = "safety.example.org"
POLICY = {
    "default-src 'none'",
    *(f"{of}-src 'self'" for of in ("script", "style", "font", "connect")),
    *(f"{of}-src 'self'" for of in ("manifest", "worker")),
    "img-src 'self' blob:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "report-uri /csp-report/",
    "report-to policy",
}
POSTED = ("front:home", "account_login", "concerns:report_what", "/no/such/page/")
FILES = ("/static/css/map.css", "/static/no-such-file.css", "/favicon.ico")
SAME_FOR_ALL = {*FILES, "concerns:around_points", "concerns:map_layers"}
EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes


@dataclass
class Asker:
    """Asks as the proxy does: plain http inside, said to be https outside."""

    site: str
    cookie: str = ""

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, kind: str = ""
    ) -> Answer:
        port = urlsplit(self.site).port
        line = HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Host": HOST, "X-Forwarded-Proto": "https", "Accept": "text/html"}
        headers |= {"Cookie": self.cookie} if self.cookie else {}
        headers |= {"Content-Type": kind} if kind else {}
        line.request(method, path, body, headers)
        answer = line.getresponse()
        done = Answer(answer.status, answer.headers, answer.read())
        line.close()
        return done


def signed_in(user: User) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = (
        "allauth.account.auth_backends.AuthenticationBackend"
    )
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return f"__Host-session={session.session_key}"


@pytest.fixture
def town(
    house: House, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> str:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    monkeypatch.setenv("RATE_SCALE", "100")
    settings.SECRET_KEY = SOUND["SECRET_KEY"]
    settings.FIELD_KEY = SOUND["FIELD_KEY"]
    house.settings, house.site_url = "tests.harness.production", SOUND["SITE_URL"]
    house.database_url = house._database_url()
    make_town()
    return house.web()


def what_differs(headers: HTTPMessage) -> Mapping[str, str | None]:
    policy = headers.get("Content-Security-Policy", "")
    missing: dict[str, str | None] = {
        name: headers.get(name)
        for name, value in EVERYWHERE.items()
        if headers.get(name) != value
    }
    if set(policy.split("; ")) != POLICY:
        missing["Content-Security-Policy"] = policy
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        missing["Permissions-Policy"] = headers.get("Permissions-Policy")
    if headers.get("Access-Control-Allow-Origin"):
        missing["Access-Control-Allow-Origin"] = "said"
    kind = headers.get("Content-Type", "")
    if kind.startswith("text/") and "charset=utf-8" not in kind.lower().replace(
        '"', ""
    ):
        missing["Content-Type"] = kind
    cookies = headers.get_all("Set-Cookie") or []
    if unsafe := [cookie for cookie in cookies if not is_safe(cookie)]:
        missing["Set-Cookie"] = unsafe[0]
    return missing


def is_safe(cookie: str) -> bool:
    said = {part.strip().lower() for part in cookie.split(";")[1:]}
    return (
        cookie.startswith("__Host-")
        and {"secure", "httponly", "samesite=lax", "path=/"} <= said
        and not any(part.startswith("domain") for part in said)
    )


def test_every_answer_to_everybody_carries_all_that_protects(town: str) -> None:
    world = MatrixWorld()
    prime(world)
    user = all_roles(world)
    assert Grant.objects.filter(user=user).count() == 4
    urls = {
        name: reverse(name, args=list(row.args(world))) for name, row in ACCESS.items()
    }
    urls |= {
        path: path for path in (*FILES, "/no/such/page/", "/breaks/", "/api/v1/none/")
    }

    wrong, kept = {}, {}
    for asker in (Asker(town), Asker(town, signed_in(user))):
        for name, url in urls.items():
            for method in ("GET", "POST") if name in POSTED else ("GET",):
                answer = asker.ask(url, method)
                if found := what_differs(answer.headers):
                    wrong[f"{method} {name}"] = found
                is_private = asker.cookie and name not in SAME_FOR_ALL
                if is_private and "no-store" not in answer.headers.get(
                    "Cache-Control", ""
                ):
                    kept[f"{method} {name}"] = answer.headers.get("Cache-Control")

    assert wrong == {}
    assert kept == {}


def test_no_address_takes_trace_and_a_fault_shows_nothing_of_the_inside(
    town: str,
) -> None:
    asker = Asker(town)

    assert [asker.ask(path, "TRACE").status for path in ("/", "/no/", *FILES)] == [
        405
    ] * 5
    fault = asker.ask("/breaks/")
    assert fault.status == 500
    assert b"secret-of-the-inside" not in fault.body
    assert b"Traceback" not in fault.body


def test_a_report_about_the_policy_becomes_one_harmless_line(
    town: str, house: House
) -> None:
    asker = Asker(town)
    report = {
        "csp-report": {
            "document-uri": f"https://{HOST}/track/canaryreceipt/?q=canary-query",
            "blocked-uri": "https://evil.example/canary-path?x",
            "effective-directive": "script-src-elem",
            "script-sample": "canary-sample",
            "referrer": "canary-referrer",
        }
    }
    send = json.dumps(report).encode()

    answers = [
        asker.ask("/csp-report/", "POST", send, "application/csp-report").status,
        asker.ask("/csp-report/", "POST", b"\xff[", "application/csp-report").status,
        asker.ask("/csp-report/", "POST", send, "text/plain").status,
        asker.ask("/csp-report/", "POST", b" " * 20_000, "application/json").status,
    ]

    assert answers == [204, 204, 415, 413]
    lines = house.logs()
    assert lines.count("policy kept script-src-elem of https://evil.example from ") == 1
    assert "canary" not in lines
