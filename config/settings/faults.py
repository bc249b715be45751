"""What is wrong with the environment, in sentences the person who set it understands."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from email.utils import parseaddr
from math import isfinite
from urllib.parse import parse_qs, urlsplit
from zoneinfo import available_timezones

from cryptography.fernet import Fernet
from psycopg.pq import Conninfo

from config.settings.features import (
    erasure_ledger,
    oidc_providers,
    phone_region,
    sms_url,
    two_people,
    watch_duty_phone,
    x_accel_prefix,
)
from config.settings.servers import (
    DATABASE_SCHEMES,
    MAIL_PORTS,
    REDIS_SCHEMES,
    listed,
)
from config.settings.unsafe import NO, UNSAFE, YES

Environment = Mapping[str, str]
PORTS = 65536
TRUST_RULES = ("confirmed", "strong")
LOG_FORMATS = ("text", "json")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
AN_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
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
    "TRUSTED_PROXY_COUNT": "Limits count visitors, not the proxy: 1 behind one, 0 without.",
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
        if not listed(env.get(name, ""))
    ]
    return missing + [fault for check in UNSAFE.values() for fault in check(env)]


def _address(
    env: Environment,
    name: str,
    schemes: tuple[str, ...],
    example: str,
    *,
    needs_host: bool = False,
) -> Iterator[str]:
    text = env.get(name)
    if not text:
        return
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    somewhere = parts.hostname or (not needs_host and parts.path.strip("/"))
    if parts.scheme not in schemes or not somewhere:
        yield f"{name} is not an address I can use. Write it like {example}."


def database_url(env: Environment) -> Iterator[str]:
    example = "postgres://user:password@host:5432/name"
    wrong = list(_address(env, "DATABASE_URL", DATABASE_SCHEMES, example))
    yield from wrong
    text = env.get("DATABASE_URL")
    if text and not wrong and not urlsplit(text).path.strip("/"):
        yield f"DATABASE_URL names no database. Write it like {example}."
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    for option in parse_qs(urlsplit(text or "").query) if not wrong else {}:
        if option not in known:
            yield f"DATABASE_URL has the option “{option}”, which PostgreSQL does not know."


def redis_url(env: Environment) -> Iterator[str]:
    yield from _address(env, "REDIS_URL", REDIS_SCHEMES, "redis://host:6379/0")
    parts = urlsplit(env.get("REDIS_URL", ""))
    is_socket = parts.scheme == "unix"
    number = (parse_qs(parts.query).get("db") or [""])[0] if is_socket else parts.path
    number = number.strip("/")
    if parts.scheme in REDIS_SCHEMES and number and not number.isdigit():
        yield f"REDIS_URL names the database “{number}”; it must be a number, like 0."


def time_zone(env: Environment) -> Iterator[str]:
    zone = env.get("TOWN_TIME_ZONE")
    if zone and zone not in available_timezones():
        yield (
            f"TOWN_TIME_ZONE is “{zone}”, which is no time zone."
            " Write it like America/New_York or Europe/Athens."
        )


def link_hosts(env: Environment) -> Iterator[str]:
    for host in env.get("MEETING_LINK_HOSTS", "").split(","):
        if host.strip() and not _HOST.fullmatch(host.strip()):
            yield (
                f"MEETING_LINK_HOSTS names “{host.strip()}”, which is no host."
                " Write them like zoom.us,meet.example.org."
            )


def port(env: Environment) -> Iterator[str]:
    text = env.get("PORT")
    if text and not (text.isdecimal() and 0 < int(text) < PORTS):
        yield f"PORT is “{text}”. It must be a number from 1 to {PORTS - 1}."


def site_url(env: Environment) -> Iterator[str]:
    example = "https://safety.example.org"
    wrong = list(_address(env, "SITE_URL", ("http", "https"), example, needs_host=True))
    yield from wrong
    parts = urlsplit(env.get("SITE_URL", ""))
    if not wrong and (parts.path.strip("/") or parts.query or parts.fragment):
        yield f"SITE_URL goes on after the host name. It must end there, like {example}."


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
    name: str, kind: type[int | float], least: float
) -> Callable[[Environment], Iterator[str]]:
    def check(env: Environment) -> Iterator[str]:
        text = env.get(name)
        number = _read_as(kind, text) if text else least
        if number is None:
            what = "a whole number" if kind is int else "a number"
            yield f"{name} is “{text}”. It must be {what}."
        elif number < least:
            yield f"{name} is {text}. It must be at least {least:g}."

    return check


def _read_as(kind: type[int | float], text: str) -> float | None:
    try:
        number = kind(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def trust_rule(env: Environment) -> Iterator[str]:
    rule = env.get("TRUST_RULE")
    if rule and rule not in TRUST_RULES:
        yield f"TRUST_RULE is “{rule}”. It is one of: {', '.join(TRUST_RULES)}."


def _switch(name: str) -> Callable[[Environment], Iterator[str]]:
    def check(env: Environment) -> Iterator[str]:
        text = env.get(name, "")
        if text.strip().lower() not in (*YES, *NO, ""):
            yield f"{name} is “{text}”. It is either on or off."

    return check


def log_level(env: Environment) -> Iterator[str]:
    level = env.get("LOG_LEVEL")
    if level and level.upper() not in LOG_LEVELS:
        yield f"LOG_LEVEL is “{level}”. It is one of: {', '.join(LOG_LEVELS)}."


def log_format(env: Environment) -> Iterator[str]:
    way = env.get("LOG_FORMAT")
    if way and way not in LOG_FORMATS:
        yield f"LOG_FORMAT is “{way}”. It is one of: {', '.join(LOG_FORMATS)}."


def mail_from(env: Environment) -> Iterator[str]:
    text = env.get("MAIL_FROM")
    if text and not (text.isprintable() and AN_ADDRESS.fullmatch(parseaddr(text)[1])):
        yield (
            f"MAIL_FROM is “{text}”, which is no sender."
            " Write it like Safety <safety@example.org>."
        )


def email_url(env: Environment) -> Iterator[str]:
    example = "smtp+tls://user:password@host:587"
    schemes = tuple(MAIL_PORTS)
    yield from _address(env, "EMAIL_URL", schemes, example, needs_host=True)


ANYWHERE = (
    database_url,
    redis_url,
    time_zone,
    link_hosts,
    port,
    site_url,
    field_key,
    email_url,
    mail_from,
    trust_rule,
    sms_url,
    phone_region,
    log_format,
    log_level,
    oidc_providers,
    two_people,
    erasure_ledger,
    x_accel_prefix,
    watch_duty_phone,
    _switch("REPORTS_NEED_TWO_PEOPLE"),
    _switch("REQUIRE_MFA"),
    _switch("HSTS_SUBDOMAINS"),
    _switch("DEBUG"),
    _number("RATE_SCALE", float, 0.01),
    _number("TRUSTED_PROXY_COUNT", int, 0),
    _number("MEETING_OFFER_HOURS", int, 1),
    _number("WATCH_CONFIRM_MONTHS", int, 1),
)
