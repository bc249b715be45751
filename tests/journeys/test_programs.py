"""What the page for programs shows works as it stands."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from engagement.concerns.models import Concern
from tests.factories.concerns import make_kind
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs/programs.md"
CURL = re.compile(r"^curl (?P<command>(?:.*\\\n)*.*)$", re.MULTILINE)
ADDRESS = re.compile(r"http://localhost:8000(/[^' \n]*)")


def commands() -> list[str]:
    return [found["command"] for found in CURL.finditer(PAGE.read_text())]


@pytest.fixture
def _town() -> None:
    cache.clear()
    make_neighborhood(name="Millbrook")
    make_kind("street_lighting")


@pytest.mark.usefixtures("_town")
@pytest.mark.parametrize("command", [c for c in commands() if "POST" not in c])
def test_what_a_program_reads_answers(client: Client, command: str) -> None:
    address = ADDRESS.search(command)

    assert address is not None
    assert client.get(address[1]).status_code == 200


@pytest.mark.usefixtures("_town")
def test_what_a_program_sends_is_taken_once(client: Client) -> None:
    (command,) = [c for c in commands() if "POST" in c]
    address, key = ADDRESS.search(command), re.search(r"Key: ([^']+)'", command)
    body = re.search(r"-d '(.+)'", command)
    assert address
    assert key
    assert body

    answers = [
        client.post(
            address[1],
            body[1],
            content_type="application/json",
            headers={"Idempotency-Key": key[1]},
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Concern.objects.count() == 1


@pytest.mark.usefixtures("_town")
def test_an_error_has_the_form_the_page_shows(client: Client) -> None:
    shown = re.search(r'^\{"error".*$', PAGE.read_text(), re.MULTILINE)
    assert shown

    answer = client.post(
        "/api/v1/concerns/",
        {"kind": "no_such_kind"},
        content_type="application/json",
        headers={"Idempotency-Key": "choose-your-own-key-1"},
    )

    assert answer.json() == json.loads(shown[0])
