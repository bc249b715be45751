"""What is wrong with the environment, in sentences the person who set it understands."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from cryptography.fernet import Fernet

from config.settings.servers import DATABASE_SCHEMES, MAIL_PORTS, REDIS_SCHEMES

Environment = Mapping[str, str]
SHORTEST_SECRET, FEWEST_CHARACTERS = 50, 5
PORTS = 65536
TRUST_RULES = ("confirmed", "strong")
YES = ("1", "true", "yes", "on")
MUST_BE_SET = {
    "SECRET_KEY": "It signs what the program hands out.",
    "FIELD_KEY": "It seals how people can be reached.",
    "DATABASE_URL": "Write it like postgres://user:password@host:5432/name.",
    "REDIS_URL": "Write it like redis://host:6379/0.",
    "SITE_URL": "It is the address in every letter, like https://safety.example.org.",
    "TOWN_TIME_ZONE": "Weeks begin at the town’s own midnight. Write it like Europe/Athens.",
    "EMAIL_URL": "Sign-in codes leave by mail. Write it like smtp+tls://user:password@host:587.",
    "MAIL_FROM": "It is the sender of every letter.",
    "ALLOWED_HOSTS": "Name the host names people type, parted by commas.",
}


def refuse(found: list[str]) -> None:
    """Stop with everything that is wrong at once, not with the first thing."""
    if found:
        sys.exit(
            "Common Ground cannot start:\n" + "\n".join(f"- {each}" for each in found)
        )


def faults(env: Environment) -> list[str]:
    """What can be wrong anywhere."""
    return [fault for check in ANYWHERE for fault in check(env)]


def production_faults(env: Environment) -> list[str]:
    """What a real town must not start with."""
    missing = [
        f"{name} is not set. {why}"
        for name, why in MUST_BE_SET.items()
        if not env.get(name)
    ]
    return missing + [fault for check in PRODUCTION for fault in check(env)]


def _is_on(env: Environment, name: str) -> bool:
    return env.get(name, "").lower() in YES


def _address(
    env: Environment, name: str, schemes: tuple[str, ...], example: str
) -> Iterator[str]:
    text = env.get(name)
    if not text:
        return
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in schemes or not (parts.hostname or parts.path.strip("/")):
        yield f"{name} is not an address I can use. Write it like {example}."


def database_url(env: Environment) -> Iterator[str]:
    example = "postgres://user:password@host:5432/name"
    wrong = list(_address(env, "DATABASE_URL", DATABASE_SCHEMES, example))
    yield from wrong
    text = env.get("DATABASE_URL")
    if text and not wrong and not urlsplit(text).path.strip("/"):
        yield f"DATABASE_URL names no database. Write it like {example}."


def redis_url(env: Environment) -> Iterator[str]:
    yield from _address(env, "REDIS_URL", REDIS_SCHEMES, "redis://host:6379/0")
    number = urlsplit(env.get("REDIS_URL", "")).path.strip("/")
    if env.get("REDIS_URL", "").startswith("redis") and number and not number.isdigit():
        yield f"REDIS_URL names the database “{number}”; it must be a number, like 0."


def time_zone(env: Environment) -> Iterator[str]:
    zone = env.get("TOWN_TIME_ZONE")
    if zone and zone not in available_timezones():
        yield (
            f"TOWN_TIME_ZONE is “{zone}”, which is no time zone."
            " Write it like America/New_York or Europe/Athens."
        )


def port(env: Environment) -> Iterator[str]:
    text = env.get("PORT")
    if text and not (text.isdecimal() and 0 < int(text) < PORTS):
        yield f"PORT is “{text}”. It must be a number from 1 to {PORTS - 1}."


def site_url(env: Environment) -> Iterator[str]:
    example = "https://safety.example.org"
    yield from _address(env, "SITE_URL", ("http", "https"), example)


def field_key(env: Environment) -> Iterator[str]:
    for number, key in enumerate(env.get("FIELD_KEY", "").split(","), start=1):
        try:
            if key:
                Fernet(key.strip())
        except ValueError:
            yield (
                f"FIELD_KEY: key {number} is not one. Make one with: python -c"
                ' "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
            )


def _number(
    name: str, kind: Callable[[str], float], least: float
) -> Callable[[Environment], Iterator[str]]:
    def check(env: Environment) -> Iterator[str]:
        text = env.get(name)
        try:
            if text and kind(text) < least:
                yield f"{name} is {text}. It must be at least {least:g}."
        except ValueError:
            yield f"{name} is “{text}”. It must be a number."

    return check


def trust_rule(env: Environment) -> Iterator[str]:
    rule = env.get("TRUST_RULE")
    if rule and rule not in TRUST_RULES:
        yield f"TRUST_RULE is “{rule}”. It is one of: {', '.join(TRUST_RULES)}."


def debug(env: Environment) -> Iterator[str]:
    if _is_on(env, "DEBUG"):
        yield "DEBUG is on. It shows the program’s inside to every visitor; take it away."


def demo_mode(env: Environment) -> Iterator[str]:
    if _is_on(env, "DEMO_MODE"):
        yield "DEMO_MODE is on. Its sign-ins are printed in public; take it away."


def secret_key(env: Environment) -> Iterator[str]:
    key = env.get("SECRET_KEY", "")
    if key and (len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_CHARACTERS):
        yield (
            "SECRET_KEY is too easy to guess."
            f" It needs {SHORTEST_SECRET} characters, made at random."
        )


def hosts(env: Environment) -> Iterator[str]:
    if "*" in env.get("ALLOWED_HOSTS", ""):
        yield "ALLOWED_HOSTS allows every name (*). Name the host names people type."


def secure_site(env: Environment) -> Iterator[str]:
    if env.get("SITE_URL", "").startswith("http://"):
        yield "SITE_URL begins with http:. What people report may only travel by https:."


def email_url(env: Environment) -> Iterator[str]:
    example = "smtp+tls://user:password@host:587"
    yield from _address(env, "EMAIL_URL", tuple(MAIL_PORTS), example)


def second_step(env: Environment) -> Iterator[str]:
    if env.get("REQUIRE_MFA") and not _is_on(env, "REQUIRE_MFA"):
        yield "REQUIRE_MFA is off. Officers need a second step to sign in; take it away."


ANYWHERE = (
    database_url,
    redis_url,
    time_zone,
    port,
    site_url,
    field_key,
    email_url,
    trust_rule,
    _number("RATE_SCALE", float, 0.01),
    _number("TRUSTED_PROXY_COUNT", int, 0),
)
PRODUCTION = (debug, demo_mode, secret_key, hosts, secure_site, second_step)
