from __future__ import annotations

import os
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from config.settings.faults import MUST_BE_SET, faults, production_faults

HOUSE = Path(__file__).resolve().parents[2]
SOUND = {
    "SECRET_KEY": "q7Kd93mXz1" * 6,
    "FIELD_KEY": urlsafe_b64encode(bytes(range(32))).decode(),
    "DATABASE_URL": "postgres://town:secret@db.example.org:5432/town"
    "?sslmode=verify-full&sslrootcert=system",
    "REDIS_URL": "rediss://:secret@queue.example.org:6379/0",
    "SITE_URL": "https://safety.example.org",
    "TOWN_TIME_ZONE": "Europe/Athens",
    "EMAIL_URL": "smtp+tls://town:secret@mail.example.org:587",
    "MAIL_FROM": "Safety <safety@example.org>",
    "ALLOWED_HOSTS": "safety.example.org",
    "TRUSTED_PROXY_COUNT": "1",
}


def found(name: str, value: str) -> list[str]:
    env = {**SOUND, name: value}
    return faults(env) or production_faults(
        env
    )  # one after the other, as they are asked


def boot(settings: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Load the settings as any program does, with nothing else in the environment."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=HOUSE,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": settings, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sound_environment_has_no_fault() -> None:
    assert faults(SOUND) + production_faults(SOUND) == []


def test_an_empty_environment_is_sound_for_the_demo() -> None:
    assert faults({}) == []


@pytest.mark.parametrize("name", MUST_BE_SET)
def test_production_names_what_is_missing_and_says_what_it_is_for(name: str) -> None:
    env = {key: value for key, value in SOUND.items() if key != name}

    assert production_faults(env) == [f"{name} is not set. {MUST_BE_SET[name]}"]


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://host/town", "is not an address I can use"),
        ("DATABASE_URL", "db.example.org", "is not an address I can use"),
        ("DATABASE_URL", "postgres://host:port/town", "is not an address I can use"),
        ("DATABASE_URL", "postgres://host", "names no database"),
        ("REDIS_URL", "http://host:6379", "is not an address I can use"),
        ("REDIS_URL", "redis://host:6379/first", "it must be a number"),
        ("TOWN_TIME_ZONE", "Riverside", "which is no time zone"),
        ("PORT", "eighty", "must be a number from 1 to 65535"),
        ("PORT", "65536", "must be a number from 1 to 65535"),
        ("SITE_URL", "safety.example.org", "is not an address I can use"),
        ("FIELD_KEY", "short", "key 1 is not one"),
        ("FIELD_KEY", f"{SOUND['FIELD_KEY']},short", "key 2 is not one"),
        ("RATE_SCALE", "0", "must be at least 0.01"),
        ("RATE_SCALE", "many", "must be a number"),
        ("TRUSTED_PROXY_COUNT", "-1", "must be at least 0"),
        ("EMAIL_URL", "mail.example.org", "is not an address I can use"),
        ("X_ACCEL_PREFIX", "media/", "Write it like /protected-media/."),
        ("X_ACCEL_PREFIX", "/media", "Write it like /protected-media/."),
        ("TRUST_RULE", "everybody", "is one of: confirmed, strong"),
        ("SMS_URL", "twilio.example.org/{to}", "is not an address I can use"),
        ("SMS_URL", "twilio://account:token@sender/", "is not an address I can use"),
        ("PHONE_REGION", "Greece", "two capital letters"),
    ],
)
def test_each_fault_is_one_sentence_that_names_the_setting(
    name: str, value: str, says: str
) -> None:
    sentences = found(name, value)

    assert len(sentences) == 1
    assert sentences[0].startswith(name)
    assert says in sentences[0]


@pytest.mark.slow
def test_production_starts_on_a_sound_environment_without_a_warning() -> None:
    done = boot("config.settings.production", SOUND)

    assert (done.stdout, done.stderr) == (
        "System check identified no issues (2 silenced).\n",
        "",
    )


@pytest.mark.slow
def test_production_refuses_everything_that_is_wrong_at_once_and_shows_no_traceback() -> (
    None
):
    done = boot("config.settings.production", {**SOUND, "DEBUG": "1", "FIELD_KEY": ""})

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "Common Ground cannot start:",
        "- FIELD_KEY is not set. It seals how people can be reached.",
        "- DEBUG is on. It shows the program’s inside to every visitor; take it away.",
    ]


@pytest.mark.slow
def test_the_demo_too_refuses_what_cannot_work() -> None:
    done = boot("config.settings.dev", {"TOWN_TIME_ZONE": "Mars/Olympus"})

    assert done.returncode == 1
    assert done.stderr.startswith(
        "Common Ground cannot start:\n- TOWN_TIME_ZONE is “Mars/"
    )


@pytest.mark.slow
def test_a_database_that_does_not_answer_is_said_in_a_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=HOUSE,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert "Traceback" not in done.stderr
