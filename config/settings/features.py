"""What can be wrong with what a town may use and need not: texts, accounts elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.settings import identities
from config.settings.servers import listed

Environment = Mapping[str, str]
TWO_PEOPLE = (
    "officer",
    "organizer",
    "moderator",
    "overseer",
    "admin",
    "auditor",
    "captain",
    "weights",
)
A_HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", re.IGNORECASE)
A_REGION = re.compile(r"[A-Z]{2}")
A_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
A_PREFIX = re.compile(r"/([a-z0-9_-]+/)+", re.IGNORECASE)
DEMO_TEXTS = "demo://"


def two_people(env: Environment) -> Iterator[str]:
    for act in listed(env.get("TWO_PEOPLE_FOR", "")):
        if act not in TWO_PEOPLE:
            yield (
                f"TWO_PEOPLE_FOR names “{act}”, which is nothing two people agree on."
                f" Choose from: {', '.join(TWO_PEOPLE)}."
            )


def x_accel_prefix(env: Environment) -> Iterator[str]:
    prefix = env.get("X_ACCEL_PREFIX")
    if prefix and not A_PREFIX.fullmatch(prefix):
        yield f"X_ACCEL_PREFIX is “{prefix}”. Write it like /protected-media/."


def oidc_providers(env: Environment) -> Iterator[str]:
    fault = identities.fault_of(env.get("OIDC_PROVIDERS", ""))
    if fault:
        yield f"OIDC_PROVIDERS {fault}"


def erasure_ledger(env: Environment) -> Iterator[str]:
    path = env.get("ERASURE_LEDGER")
    if path and (not Path(path).is_absolute() or Path(path).is_dir()):
        yield (
            f"ERASURE_LEDGER is “{path}”. It must be the whole path of a file,"
            " like /var/lib/common-ground/erasures.jsonl."
        )


def sms_url(env: Environment) -> Iterator[str]:
    text = env.get("SMS_URL")
    if text and text != DEMO_TEXTS and not ("://" in text and "{to}" in text):
        yield (
            "SMS_URL is not an address I can use. It is one of Apprise with {to} where"
            " the number goes, like twilio://account:token@sender/{to}."
        )


def phone_region(env: Environment) -> Iterator[str]:
    region = env.get("PHONE_REGION")
    if region and not A_REGION.fullmatch(region):
        yield f"PHONE_REGION is “{region}”. It is two capital letters, like US or GR."


def watch_duty_phone(env: Environment) -> Iterator[str]:
    number = env.get("WATCH_DUTY_PHONE")
    if number and not A_NUMBER.fullmatch(number):
        yield (
            f"WATCH_DUTY_PHONE is “{number}”. Write the number with the + and the"
            " number of its country, like +16175550123."
        )
