from __future__ import annotations

from ssl import CERT_REQUIRED
from typing import Any

from celery import Celery

from config.settings import servers


def test_a_database_address_is_read_whole() -> None:
    url = "postgres://us%40er:p%2Fw@db.example.org:5433/town?sslmode=require"

    assert servers.database(url) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "town",
        "USER": "us@er",
        "PASSWORD": "p/w",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_socket_keeps_its_capitals_and_blanks() -> None:
    read = servers.database("postgres://postgres@/postgres?host=%2Fsrv%2FA%20b")

    assert (read["HOST"], read["OPTIONS"]) == ("/srv/A b", {})


def test_the_queue_is_told_of_a_socket_in_its_own_words() -> None:
    assert (
        servers.queue("unix:///tmp/a%20b/kv?db=2")
        == "redis+socket:///tmp/a%20b/kv?virtual_host=2"
    )
    assert servers.queue("redis://host:6379/1") == "redis://host:6379/1"


def test_a_queue_elsewhere_has_to_prove_who_it_is() -> None:
    own = "rediss://:secret@host:6379/1?ssl_ca_certs=%2Fetc%2Fown.pem"
    said: list[Any] = [
        Celery(broker=servers.queue(url), backend=servers.queue(url))
        for url in ("rediss://:secret@host:6379/1", own)
    ]

    assert [app.connection().ssl["ssl_cert_reqs"] for app in said] == [
        CERT_REQUIRED
    ] * 2
    assert [app.backend.connparams["ssl_cert_reqs"] for app in said] == (
        [CERT_REQUIRED] * 2
    )
    assert said[1].connection().ssl["ssl_ca_certs"] == "/etc/own.pem"
    assert servers.cache(own) == own.replace("/1?", "/2?")


def test_the_cache_lives_beside_the_queue_not_in_it() -> None:
    assert servers.cache("redis://host:6379/0") == "redis://host:6379/1"
    assert servers.cache("redis://host:6379") == "redis://host:6379/1"
    assert servers.cache("unix:///tmp/a%20b/kv?db=0") == "unix:///tmp/a%20b/kv?db=1"


def test_mail_goes_by_the_way_its_address_names() -> None:
    ways = {
        url: (read["EMAIL_PORT"], read["EMAIL_USE_TLS"], read["EMAIL_USE_SSL"])
        for url in ("smtp://m", "smtp+tls://m", "smtps://m", "smtp://m:2525")
        for read in [servers.mail(url)]
    }

    assert ways == {
        "smtp://m": (25, False, False),
        "smtp+tls://m": (587, True, False),
        "smtps://m": (465, False, True),
        "smtp://m:2525": (2525, False, False),
    }
