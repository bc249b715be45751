"""No address breaks on what it never asked for: every name of a field, and all that is bad."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.test.client import BOUNDARY, encode_multipart
from django.urls import reverse

from engagement.people.models import User
from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld
from tests.architecture.test_inputs import all_roles, knock, overseer
from tests.architecture.typing_in import HOSTILE, form_fields, serializer_fields

NAMES_OF_QUERIES = [
    "q",
    "about",
    "view",
    "sort",
    "page",
    "newer",
    "older",
    "after",
    "version",
    "week",
    "place",
    "kind",
    "status",
    "within",
    "lat",
    "lon",
    "neighborhood",
    "since",
    "until",
    "cursor",
    "size",
    "back",
    "next",
    "to",
    "near",
    "limit",
    "owner",
    "state",
]
OF_OVERSEERS = re.compile("conduct|complain|oversight|sample|record")
TURNS = 7
BAD = [text for text in HOSTILE.values() if len(text) < 1000]


def dealt(names: list[str], turn: int) -> dict[str, str]:
    """Give every field something bad, each something else, and others at each turn."""
    return {name: BAD[(at * 5 + turn) % len(BAD)] for at, name in enumerate(names)}


@cache
def packed(method: str, turn: int) -> dict[str, Any]:
    """All of one turn as it is sent, put together once for all addresses."""
    sent = dealt(every_name(), turn)
    if method == "get":
        return {"QUERY_STRING": urlencode(sent)}
    return {
        "data": encode_multipart(BOUNDARY, sent),
        "content_type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def every_name() -> list[str]:
    """Every name of a field in the house."""
    fields = [name for name, _field in (*form_fields(), *serializer_fields())]
    return sorted({*NAMES_OF_QUERIES, *(name.rpartition(".")[2] for name in fields)})


@contextmanager
def listening() -> Iterator[set[object]]:
    """Note the names by which the house asks for what it was sent."""
    heard: set[object] = set()

    def noting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def look(sent: QueryDict, name: object, *rest: Any, **more: Any) -> Any:
            heard.add(name)
            return ask(sent, name, *rest, **more)

        return look

    with pytest.MonkeyPatch.context() as patched:
        for way in ("__getitem__", "__contains__", "get", "getlist"):
            ask = noting(getattr(QueryDict, way))
            patched.setattr(QueryDict, way, ask)
        yield heard


def answers_of(ask: Callable[[int], int], turns: range) -> dict[int, int]:
    """Ask all turns of who listens; who asks for no field by name is told all at once."""
    with listening() as heard:
        answers = {turns[0]: ask(turns[0])}
    return answers | ({turn: ask(turn) for turn in turns[1:]} if heard else {})


def test_only_who_asks_for_no_field_is_asked_but_once() -> None:
    sent = QueryDict("q=1")

    once = answers_of(lambda _turn: 200 + len(sent.urlencode()), range(3))
    by_name = [
        answers_of(lambda _turn, way=way: int(way(sent)), range(3))  # type: ignore[misc]  # a lambda has no types
        for way in (
            lambda sent: sent["q"],
            lambda sent: "q" in sent,
            lambda sent: sent.get("q"),
            lambda sent: sent.getlist("q")[0],
            lambda sent: sent.dict()["q"],
        )
    ]

    assert once == {0: 203}
    assert by_name == [dict.fromkeys(range(3), 1)] * 5


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "who"), [("get", all_roles), ("post", all_roles), ("post", overseer)]
)
def test_no_address_breaks_on_what_it_did_not_ask_for(
    method: str, who: Callable[[MatrixWorld], User], world: MatrixWorld
) -> None:
    """Every address is sent every field name of the house, each with something bad."""
    user, client = who(world), Client(raise_request_exception=False)
    urls = {
        name: reverse(name, args=list(row.args(world)))
        for name, row in ACCESS.items()
        if who is all_roles or OF_OVERSEERS.search(name)
    }

    def ask(url: str, turn: int) -> int:
        return knock(client, user, method, url, **packed(method, turn % len(BAD)))

    answers = {
        name: answers_of(partial(ask, url), range(at * TURNS, (at + 1) * TURNS))
        for at, (name, url) in enumerate(urls.items())
    }

    broken = {
        (name, turn): status
        for name, given in answers.items()
        for turn, status in given.items()
        if status >= 500
    }
    assert broken == {}
    assert any(len(given) == TURNS for given in answers.values())
