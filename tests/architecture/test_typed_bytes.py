"""What arrives is bytes: also those that are no text end in an answer (see test_inputs)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld, prime
from tests.architecture.test_inputs import SWAPS, all_roles
from tests.architecture.test_unasked import NAMES_OF_QUERIES
from tests.architecture.typing_in import form_fields
from tests.harness.sessions import sign_in

RAW = {
    "half a pair": "%ED%A0%80",
    "no text": "%FF%FE%FD",
    "nul": "a%00b",
    "half a letter": "%E2%82",
    "turned around": "%E2%80%AEgpj.exe",
    "half an escape": "%",
    "two lines": "a%0D%0ASet-Cookie:%20x=y",
}
KINDS = {
    "as forms are": "application/x-www-form-urlencoded",
    "another alphabet": "application/x-www-form-urlencoded; charset=utf-16",
    "no alphabet": "application/x-www-form-urlencoded; charset=none-such",
    "parts without an end": "multipart/form-data; boundary=x",
    "parts without a mark": "multipart/form-data",
    "no kind": "nonsense",
}
LONG = "x" * 1_000_000


def signed_in() -> tuple[MatrixWorld, Client]:
    world, client = MatrixWorld(), Client(raise_request_exception=False)
    prime(world)
    sign_in(client, all_roles(world))
    return world, client


def addresses(world: MatrixWorld) -> dict[str, str]:
    return {
        name: reverse(name, args=list(row.args(world))) for name, row in ACCESS.items()
    }


def answer_to(client: Client, method: str, url: str, body: bytes, kind: str) -> Any:
    """Ask once, with bytes as they stand, and leave no trace."""
    cache.clear()
    path, _, query = url.partition("?")
    with transaction.atomic():
        answer = client.generic(
            method, path, body, content_type=kind or "text/html", QUERY_STRING=query
        )
        transaction.set_rollback(True)
    return answer


def ask(
    client: Client, method: str, url: str, body: bytes = b"", kind: str = ""
) -> int:
    return int(answer_to(client, method, url, body, kind).status_code)


def has_read(request: HttpRequest) -> bool:
    """Whether anybody took what was sent apart, and not only the address."""
    kept = vars(request)
    return "GET" in kept or "_post" in kept or kept["_read_started"]


def broken_by(ask: Callable[[str], Any], whats: Iterable[str]) -> list[str]:
    """Send the first to everybody, and the others to who reads what is sent."""
    broken = []
    for what in whats:
        answer = ask(what)
        if answer.status_code >= 500:
            broken.append(what)
        elif not has_read(answer.wsgi_request):
            break
    return broken


@pytest.mark.django_db
def test_who_reads_what_is_sent_is_told_from_who_does_not() -> None:
    client = Client()
    deaf, listing = reverse("front:privacy"), reverse("meetings:meetings")
    form = reverse("account_login")

    said = [
        has_read(client.get(deaf, {"q": "x"}).wsgi_request),
        has_read(client.post(deaf, {"q": "x"}).wsgi_request),
        has_read(client.get(listing, {"q": "x"}).wsgi_request),
        has_read(client.post(form, {"login": "x"}).wsgi_request),
    ]

    assert said == [False, False, True, True]


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_breaks_on_a_query_that_is_no_text() -> None:
    world, client = signed_in()

    def send(url: str, what: str) -> Any:
        query = "&".join(f"{name}={RAW[what]}" for name in NAMES_OF_QUERIES)
        return answer_to(client, "GET", f"{url}?{query}", b"", "")

    broken = {
        name: whats
        for name, url in addresses(world).items()
        if (whats := broken_by(partial(send, url), RAW))
    }

    assert broken == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_breaks_on_a_body_that_is_no_text() -> None:
    world, client = signed_in()
    names = sorted({name.rpartition(".")[2] for name, _field in form_fields()})
    bodies = [
        "&".join(f"{name}={raw}" for name in names).encode() for raw in RAW.values()
    ]
    whole = b"&".join(bodies)[:200_000]

    def send(url: str, kind: str) -> Any:
        return answer_to(client, "POST", url, whole, KINDS[kind])

    broken = {
        name: kinds
        for name, url in addresses(world).items()
        if (kinds := broken_by(partial(send, url), KINDS))
    }

    assert broken == {}


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_of_accounts_breaks_on_a_megabyte_in_a_field() -> None:
    world, client = signed_in()
    fields = {
        name.rpartition(".")[2] for name, _field in form_fields() if ".people." in name
    }
    urls = {
        name: url
        for name, url in addresses(world).items()
        if name.partition("_")[0] in {"account", "mfa", "socialaccount", "prove"}
    }

    broken = [
        (name, field)
        for name, url in urls.items()
        for field in sorted(fields)
        if ask(client, "POST", url, f"{field}={LONG}".encode(), KINDS["as forms are"])
        >= 500
    ]

    assert len(urls) > 10
    assert broken == []


@pytest.mark.django_db
def test_no_address_of_programs_breaks_on_any_kind_of_json() -> None:
    world, client = signed_in()
    sent: list[Any] = [*SWAPS, "x" * 1000, [[[]]] * 100, {"text": LONG}]
    urls = {
        name: url for name, url in addresses(world).items() if name.startswith("api:")
    }

    broken = [
        (name, repr(value)[:40])
        for name, url in urls.items()
        for value in sent
        if ask(client, "POST", url, json.dumps(value).encode(), "application/json")
        >= 500
    ]

    assert len(urls) >= 5
    assert broken == []
