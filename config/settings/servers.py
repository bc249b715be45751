"""One DATABASE_URL and one REDIS_URL, in the words each library wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

DATABASE_SCHEMES = ("postgres", "postgresql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
NO_DATABASE = "postgres://postgres@/postgres"  # libpq's own defaults


def listed(text: str) -> list[str]:
    """Read a list parted by commas; blanks around its words and empty words fall away."""
    return [word.strip() for word in text.split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Read `postgres://user:password@host:5432/name?option=value`.

    `?host=/directory` is a unix socket, as libpq has it.
    """
    parts = urlsplit(url)
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


# A question of a page is cut short before its visitor leaves; of a worker, before the
# task is ended from outside. Commands (migrations, imports) have no end but the server's.
OF_A_PAGE = {
    "statement_timeout": "5s",
    "lock_timeout": "4s",
    "idle_in_transaction_session_timeout": "30s",
}
OF_A_WORKER = {
    "statement_timeout": "60s",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "5min",
}


def limit_questions(database: dict[str, Any], limits: Mapping[str, str]) -> None:
    """End what takes too long, on every connection this process will make.

    What DATABASE_URL says itself comes last and wins.
    """
    own = database["OPTIONS"].get("options", "")
    ours = " ".join(f"-c {name}={time}" for name, time in limits.items())
    database["OPTIONS"]["options"] = f"{ours} {own}".strip()


def queue(url: str) -> str:
    """Say it as Celery does: its unix sockets are `redis+socket://`.

    Left to itself it believes every certificate in a queue, and refuses to keep results.
    """
    parts = urlsplit(url)
    if parts.scheme == "rediss" and "ssl_cert_reqs=" not in parts.query:
        query = "&".join(filter(None, [parts.query, "ssl_cert_reqs=required"]))
        return parts._replace(query=query).geturl()
    if parts.scheme != "unix":
        return url
    where = quote(unquote(parts.path))
    return f"redis+socket://{where}?virtual_host={_number(url)}"


def cache(url: str) -> str:
    """Name the next database of the same server: emptying the cache spares the queue."""
    parts = urlsplit(url)
    number = _number(url) + 1
    if parts.scheme == "unix":
        return f"unix://{quote(unquote(parts.path))}?db={number}"
    return parts._replace(path=f"/{number}").geturl()


def mail(url: str) -> dict[str, Any]:
    """Read `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` (TLS from the first byte)."""
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "",
        "EMAIL_PORT": parts.port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def _number(url: str) -> int:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return int(parse_qs(parts.query).get("db", ["0"])[0])
    return int(parts.path.strip("/") or 0)
