"""Every setting is looked at before the program starts, and the operators' page names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from config.settings.faults import faults, production_faults

ROOT = Path(__file__).resolve().parents[2]
A_PROVIDER = """[{"id": "city", "name": "City", "issuer": "https://login.example.org",
 "client_id": "town", "secret": "a-secret"}]"""
SOUND = {
    "SECRET_KEY": "q7Kd93mXz1" * 6,
    "FIELD_KEY": Fernet.generate_key().decode(),
    "DATABASE_URL": "postgres://town:secret@db.example.org/town?sslmode=verify-full",
    "REDIS_URL": "unix:///run/valkey.sock?db=2",
    "SITE_URL": "https://safety.example.org/",
    "TOWN_TIME_ZONE": "Europe/Athens",
    "EMAIL_URL": "smtp+tls://town:secret@mail.example.org:587",
    "MAIL_FROM": "Safety <safety@example.org>",
    "ALLOWED_HOSTS": "localhost, .example.org",
    "HSTS_SUBDOMAINS": "off",
    "MEETING_LINK_HOSTS": "zoom.us, meet.example.org",
    "OIDC_PROVIDERS": A_PROVIDER,
    "REPORTS_NEED_TWO_PEOPLE": "on",
    "LOG_FORMAT": "json",
    "LOG_LEVEL": "debug",
    "MEETING_OFFER_HOURS": "12",
    "WATCH_CONFIRM_MONTHS": "9",
    "TWO_PEOPLE_FOR": "admin, officer",
    "TRUSTED_PROXY_COUNT": "1",
    "WATCH_DUTY_PHONE": "+16175550123",
}
WRONG = {
    "ALLOWED_HOSTS": ["https://safety.example.org", "other.example.com", " , "],
    "DATABASE_URL": ["postgres://host/town?sslmodes=on"],
    "DEBUG": ["perhaps", " on "],
    "EMAIL_URL": ["smtp:///box"],
    "ERASURE_LEDGER": ["erasures.jsonl", "/"],
    "FIELD_KEY": [","],
    "HSTS_SUBDOMAINS": ["perhaps"],
    "LOG_FORMAT": ["xml", "JSON"],
    "MEETING_LINK_HOSTS": ["zoom", "zoom.us,https://meet.example.org"],
    "LOG_LEVEL": ["LOUD"],
    "MAIL_FROM": ["nobody", "A <a@b.org>\nBcc: c@d.org"],
    "MEETING_OFFER_HOURS": ["0", "x"],
    "WATCH_CONFIRM_MONTHS": ["0", "x"],
    "OIDC_PROVIDERS": [
        "city",
        "{}",
        '["city"]',
        '[{"id": "City Account"}]',
        A_PROVIDER.replace("https:", "http:"),
        A_PROVIDER.replace("a-secret", " "),
        A_PROVIDER.replace("}", ', "second_step": "mfa"}'),
        A_PROVIDER.replace("]", f", {A_PROVIDER[1:]}"),
    ],
    "PHONE_REGION": ["Greece", "gr"],
    "PORT": ["eighty"],
    "RATE_SCALE": ["nan", "inf"],
    "REDIS_URL": ["unix:///run/valkey.sock?db=first"],
    "REPORTS_NEED_TWO_PEOPLE": ["maybe"],
    "REQUIRE_MFA": ["sometimes"],
    "SECRET_KEY": ["short", " " * 60],
    "SECRET_KEY_FALLBACKS": [f"{SOUND['SECRET_KEY']},short"],
    "SITE_URL": ["https://safety.example.org/town", "https:///town"],
    "SMS_URL": ["twilio://account:token@sender/", "demo://"],
    "TOWN_TIME_ZONE": ["Riverside"],
    "TRUSTED_PROXY_COUNT": ["1.5"],
    "TRUST_RULE": ["everybody"],
    "TWO_PEOPLE_FOR": ["everything", "admin,mayor"],
    "WATCH_DUTY_PHONE": ["617 555 0123", "+1 617", "the desk"],
    "X_ACCEL_PREFIX": ["media/", "/media", "/../"],
}
FREE = {"STATE_DIR"}  # any directory will do; the doctor says if it cannot be written
ONLY_HERE = {"DEBUG", "PORT"}  # for the demo and a developer's machine


def settings_read() -> set[str]:
    """Name everything the settings take from the environment."""
    files = ("base.py", "dev.py", "production.py")
    text = "".join((ROOT / "config/settings" / name).read_text() for name in files)
    return set(re.findall(r"env\.[a-z]+\(\s*[\"']([A-Z_]+)", text))


def faults_of(**change: str) -> list[str]:
    env = SOUND | change
    return faults(env) or production_faults(
        env
    )  # one after the other, as they are asked


def test_a_sound_environment_has_no_fault() -> None:
    assert faults_of() == []


def test_every_setting_is_looked_at() -> None:
    assert settings_read() - set(WRONG) - FREE == set()


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in WRONG for value in WRONG[name]]
)
def test_a_wrong_value_is_one_sentence_that_names_the_setting(
    name: str, value: str
) -> None:
    said = faults_of(**{name: value})

    assert len(said) == 1
    assert re.match(rf"{name}\b.*[.)]$", said[0], re.DOTALL)


def test_the_operators_page_names_every_setting_and_no_other() -> None:
    page = (ROOT / "docs/operators.md").read_text()
    table = re.findall(r"^\| `([A-Z_]+)`", page, re.MULTILINE)
    named = {*table, *re.findall(r"A replaced one goes to `([A-Z_]+)`", page)}

    assert named == settings_read() - ONLY_HERE
    assert len(table) == len(set(table))
