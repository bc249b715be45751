"""The examples for operators fit the program and the page that speaks of them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from config.settings.faults import MUST_BE_SET, faults, production_faults
from tests.architecture.test_settings import SOUND

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
TARGET = DEPLOY / "systemd/common-ground.target"
PAGE = (ROOT / "docs/operators.md").read_text()
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
SEALED_FORWARD = re.compile(
    r"ECDHE-(ECDSA|RSA)-(AES(128|256)-GCM-SHA(256|384)|CHACHA20-POLY1305)"
)
FROM_BIN = "/opt/common-ground/.venv/bin/"


def example_settings() -> dict[str, str]:
    lines = shlex.split((DEPLOY / "common-ground.env").read_text(), comments=True)
    return {name: value for name, _, value in (line.partition("=") for line in lines)}


def test_the_example_of_settings_lacks_nothing_but_the_secrets() -> None:
    settings = example_settings()

    assert set(MUST_BE_SET) <= set(settings)
    assert [name for name, value in settings.items() if not value] == [
        "SECRET_KEY",
        "FIELD_KEY",
    ]
    filled = settings | {name: SOUND[name] for name in ("SECRET_KEY", "FIELD_KEY")}
    assert faults(filled) + production_faults(filled) == []


def test_every_process_of_the_page_has_a_unit_that_starts_it() -> None:
    table = dict(re.findall(r"^\| (\w+) \| `([^`]+)` \|", PAGE, re.MULTILINE))
    started = {}
    for path in UNITS:
        command = re.search(
            rf"^ExecStart={FROM_BIN}(.+)$", path.read_text(), re.MULTILINE
        )
        assert command, path
        started[path.stem.removeprefix("common-ground-")] = command[1]

    assert set(started) == set(table)
    assert {name: command.startswith(table[name]) for name, command in started.items()} == (
        dict.fromkeys(table, True)
    )  # fmt: skip


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_the_target_starts_the_unit_and_the_page_restarts_it(path: Path) -> None:
    wanted = re.findall(r"common-ground-\w+\.service", TARGET.read_text())

    assert path.name in wanted
    assert path.stem in re.search(r"systemctl restart (.+)`;", PAGE)[1].split()  # type: ignore[index]  # a page without it fails too


def test_the_proxy_says_what_the_program_believes() -> None:
    site = (DEPLOY / "nginx.conf").read_text()

    assert re.findall(r"proxy_set_header (\S+)", site) == [
        "Host",
        "X-Forwarded-Proto",
        "X-Forwarded-For",
        "X-Request-ID",
    ]
    assert "access_log off;" in site
    assert example_settings()["TRUSTED_PROXY_COUNT"] == "1"


def test_the_proxy_seals_with_nothing_weak_and_shows_no_files() -> None:
    site = (DEPLOY / "nginx.conf").read_text()
    said = dict(re.findall(r"^ +(ssl_\w+) ([^;]+);", site, re.MULTILINE))
    ciphers = said["ssl_ciphers"].split(":")

    assert said["ssl_protocols"] == "TLSv1.2 TLSv1.3"
    assert [one for one in ciphers if not SEALED_FORWARD.fullmatch(one)] == []
    assert said["ssl_session_tickets"] == "off"
    assert "/etc/letsencrypt/live/" in said["ssl_certificate"]
    assert re.findall(r"autoindex|^ +root ", site, re.MULTILINE) == []
    inside = re.search(r"location /protected-media/ \{[^}]+\}", site)
    assert inside is not None
    assert "internal;" in inside[0]


def test_a_program_without_https_is_told_and_not_led_on() -> None:
    plain, _sealed = (DEPLOY / "nginx.conf").read_text().split("listen 443", 1)

    assert "location /api/ { return 400; }" in plain
    assert "location / { return 301 https://$host$request_uri; }" in plain
