"""Servers on other machines have to prove who they are, or nothing is said to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.socialaccount.adapter import get_adapter
from django.core.mail.backends.smtp import EmailBackend
from kombu import Connection
from redis import Redis

from config.settings import servers
from tests.harness.sealedserver import SealedServer, sealed_server

pytestmark = pytest.mark.slow
Call = Callable[[SealedServer, str], object]


def by_mail(server: SealedServer, _trusted: str) -> object:
    said = servers.mail(f"smtps://localhost:{server.port}")
    backend = EmailBackend(
        host=said["EMAIL_HOST"],
        port=said["EMAIL_PORT"],
        use_ssl=said["EMAIL_USE_SSL"],
        timeout=5,
    )
    try:
        return backend.open()
    finally:
        backend.close()


def by_provider(server: SealedServer, _trusted: str) -> object:
    with get_adapter().get_requests_session() as session:
        return session.get(f"https://localhost:{server.port}/", timeout=5)


def _redis_url(server: SealedServer, trusted: str) -> str:
    own = f"?ssl_ca_certs={trusted}" if trusted else ""
    return f"rediss://:secret@localhost:{server.port}/0{own}"


def by_cache(server: SealedServer, trusted: str) -> object:
    return Redis.from_url(servers.cache(_redis_url(server, trusted))).ping()


def by_queue(server: SealedServer, trusted: str) -> object:
    url = servers.queue(_redis_url(server, trusted))
    with Connection(url, transport_options={"max_retries": 0}) as line:
        channel: Any = line.default_channel
        return channel.client.ping()


CALLS: list[Call] = [by_mail, by_provider, by_cache, by_queue]


def what_it_says(call: Call, server: SealedServer, trusted: str) -> str:
    """Call; give the error of whichever library it is, or nothing."""
    try:
        call(server, trusted)
    except Exception as error:  # noqa: BLE001 - each library has its own
        return str(error)
    return ""


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("trusted", [False, True])
def test_a_server_nobody_vouched_for_is_told_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call, *, trusted: bool
) -> None:
    """With its certificate trusted the same call gets through: it was the certificate."""
    with sealed_server(tmp_path) as server:
        named = str(server.certificate) if trusted else ""
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", named)
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", named)

        said = what_it_says(call, server, named)

    refused = "CERTIFICATE_VERIFY_FAILED" in said
    assert (refused, set(server.shaken)) == (
        (False, {"sealed"}) if trusted else (True, {"broken off"})
    )


def test_a_certificate_of_another_name_is_no_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sealed_server(tmp_path, "other.example") as server:
        named = str(server.certificate)
        monkeypatch.setenv("SSL_CERT_FILE", named)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", named)

        said = [what_it_says(call, server, named) for call in CALLS]

    assert ["ertificate" in one or "CERTIFICATE" in one for one in said] == [True] * 4
    assert set(server.shaken) == {"broken off"}
