"""A real town is not started with a setting that is unsafe, and is told which it is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings.faults import production_faults
from config.settings.unsafe import DEMO_KEY, DEMO_SECRET, UNSAFE
from tests.config.test_faults import HOUSE, SOUND

NEAR = "postgres://town@/town?host=/run/postgresql"
FAR = "postgres://town:secret@db.example.org/town"
PROVED = "?sslmode=verify-full"
NO_PASSWORD, NOT_CHECKED = "without a password", "does not check whom it talks to"
VALUES = {
    "DEBUG": {"True": "DEBUG is on", "1": "DEBUG is on", " on": "DEBUG is on"},
    "DEMO_MODE": {"1": "DEMO_MODE is on", "yes": "DEMO_MODE is on"},
    "SMS_URL": {"demo://": "that of the demo"},
    "SECRET_KEY": {
        "secret": "too easy to guess",
        "abc" * 30: "too easy to guess",
        DEMO_SECRET: "too easy to guess",
        f"django-insecure-{'q7Kd93mXz1' * 5}": "too easy to guess",
    },
    "FIELD_KEY": {
        DEMO_KEY: "everybody can know",
        f"{SOUND['FIELD_KEY']},{DEMO_KEY}": "everybody can know",
        "A" * 43 + "=": "everybody can know",
    },
    "ALLOWED_HOSTS": {"*": "every name", "safety.example.org,*": "every name"},
    "SITE_URL": {
        "http://safety.example.org": "only travel by https:",
        "HTTP://safety.example.org": "only travel by https:",
    },
    "REQUIRE_MFA": {"no": "REQUIRE_MFA is off", "0": "REQUIRE_MFA is off"},
    "RATE_SCALE": {"1000": "no limit holds anybody", "100.5": "no limit holds anybody"},
    "DATABASE_URL": {
        f"postgres://town@db.example.org/town{PROVED}": NO_PASSWORD,
        "postgres://t@/town?host=10.0.0.7": NO_PASSWORD,
        "postgres://t@localhost/town?hostaddr=10.0.0.7": NO_PASSWORD,
        "postgres://t@/town?host=localhost,db.example.org": NO_PASSWORD,
        f"postgres://t:postgres@db.example.org/t{PROVED}": "out of an example",
        "postgres://t:changeme@localhost/t": "out of an example",
        FAR: NOT_CHECKED,
        f"{FAR}?sslmode=require": NOT_CHECKED,
        f"{FAR}?sslmode=verify-ca": NOT_CHECKED,
    },
    "REDIS_URL": {
        "redis://queue.example.org:6379/0": NO_PASSWORD,
        "rediss://queue.example.org:6379/0": NO_PASSWORD,
        "rediss://:redis@queue.example.org:6379/0": "out of an example",
        "redis://:secret@queue.example.org:6379/0": NOT_CHECKED,
        "rediss://:secret@queue.example.org/0?ssl_cert_reqs=none": NOT_CHECKED,
    },
    "EMAIL_URL": {
        "smtp://town:secret@mail.example.org:25": "unsealed to another machine",
        "smtp://10.0.0.7": "unsealed to another machine",
    },
}
EACH = [(name, value) for name, values in VALUES.items() for value in values]
SAFE = [
    ("DATABASE_URL", NEAR),
    ("DATABASE_URL", "postgres://town@127.0.0.1/town"),
    ("DATABASE_URL", "postgres://town@[::1]/town"),
    (
        "DATABASE_URL",
        f"postgres://t@db.example.org/t{PROVED}&sslcert=/etc/t.crt&sslkey=/etc/t.key",
    ),
    ("REDIS_URL", "unix:///run/valkey.sock?db=0"),
    ("REDIS_URL", "redis://localhost:6379/0"),
    ("REDIS_URL", "rediss://:secret@queue.example.org/0?ssl_ca_certs=/etc/own.pem"),
    ("EMAIL_URL", "smtp://localhost:25"),
    ("EMAIL_URL", "smtps://town:secret@mail.example.org"),
    ("RATE_SCALE", "20"),
    ("DEBUG", "off"),
    ("REQUIRE_MFA", "on"),
]


def start(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Start a real program of the town, with nothing else in its environment."""
    return subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_are_twelve_and_each_is_tried() -> None:
    assert len(UNSAFE) == 12
    assert set(VALUES) == set(UNSAFE)


@pytest.mark.parametrize(("name", "value"), EACH)
def test_an_unsafe_setting_is_refused_by_its_name_and_nothing_else_is(
    name: str, value: str
) -> None:
    said = production_faults({**SOUND, name: value})

    assert len(said) == 1
    assert said[0].startswith(name)
    assert VALUES[name][value] in said[0]


@pytest.mark.parametrize(("name", "value"), SAFE)
def test_a_safe_value_of_the_same_setting_is_taken(name: str, value: str) -> None:
    assert production_faults({**SOUND, name: value}) == []


def test_an_old_secret_that_is_easy_is_refused_too() -> None:
    said = production_faults({**SOUND, "SECRET_KEY_FALLBACKS": f"{'q7Kd93' * 10},old"})

    assert [sentence.partition(" ")[0] for sentence in said] == ["SECRET_KEY_FALLBACKS"]


@pytest.mark.slow
def test_a_program_starts_on_sound_settings() -> None:
    done = start(SOUND)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", VALUES)
def test_no_program_starts_with_it(name: str) -> None:
    done = start({**SOUND, name: next(iter(VALUES[name]))})

    first, sentence = done.stderr.splitlines()
    assert done.returncode == 1
    assert first == "Common Ground cannot start:"
    assert sentence.startswith(f"- {name} ")


def test_the_operators_page_lists_the_same_twelve() -> None:
    page = Path(HOUSE / "docs/operators.md").read_text()
    part = page.partition("## What a real town is not started with")[2]

    listed = re.findall(r"^- `([A-Z_]+)`", part.partition("\n## ")[0], re.MULTILINE)
    assert listed == list(UNSAFE)
