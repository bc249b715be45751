"""The OpenAPI document tells the truth: every answer is held against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from drf_spectacular.validation import validate_schema
from jsonschema import (  # type: ignore[import-untyped]  # untyped upstream
    Draft202012Validator,
    ValidationError,
)

from engagement.common.rest_schema import document
from tests.architecture.world import World
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, make_town, middle_of

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
JSON = "application/json"
KEY = {"Idempotency-Key": "a-key-of-sixteen-or-more"}


@pytest.fixture(autouse=True)
def _uncounted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return document()


def hold(told: Mapping[str, Any], address: str, method: str, answer: Any) -> None:
    """Hold one answer against what the document says of it."""
    said = told["paths"][address][method]["responses"]
    ours = said.get(str(answer.status_code), said["default"])
    if "content" not in ours:
        assert answer.content == b""
        return
    schema = _plain(
        {**ours["content"][JSON]["schema"], "components": told["components"]}
    )
    Draft202012Validator(schema).validate(answer.json())


def _plain(schema: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has one more type."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _plain(one) for name, one in schema.items() if name != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if schema.get("nullable") else plain


def test_the_document_is_valid(told: dict[str, Any]) -> None:
    validate_schema(told)  # type: ignore[no-untyped-call]  # untyped upstream


def test_what_is_read_is_as_the_document_says(
    client: Client, told: dict[str, Any]
) -> None:
    world, me = World(), make_user()
    for people in (0, 12):
        issue = make_issue(neighborhood=world.place, reporters=people)
        make_concern(issue=issue, person=me)
    lat, lon = middle_of(world.place)
    client.force_login(me)
    reads = {
        "/neighborhoods/": "/neighborhoods/",
        "/neighborhoods/{slug}/": f"/neighborhoods/{world.place.slug}/",
        "/kinds/": "/kinds/",
        "/kinds/{code}/": "/kinds/speeding/",
        "/issues/": f"/issues/?lat={lat}&lon={lon}",
        "/issues/{reference}/": f"/issues/{issue.reference}/",
        "/issues/similar/": f"/issues/similar/?kind={issue.kind.code}&lat={lat}&lon={lon}",
        "/concerns/": "/concerns/",
        "/reports/": "/reports/",
        "/reports/{slug}/{week}/": (
            f"/reports/{world.published_report.neighborhood.slug}/2026-W46/"
        ),
    }

    for address, url in reads.items():
        answer = client.get(V1 + url)
        assert answer.status_code == 200, url
        hold(told, V1 + address, "get", answer)


def test_what_is_sent_is_answered_as_the_document_says(
    client: Client, told: dict[str, Any]
) -> None:
    make_town()
    place, kind = make_neighborhood(), make_kind("street_lighting")
    lat, lon = middle_of(place)
    said = {"kind": kind.code, "text": "Dark", "lat": lat, "lon": lon}

    sent = client.post(f"{V1}/concerns/", said, JSON, headers=KEY)
    issue = make_issue(neighborhood=place)
    voice = f"{V1}/issues/{issue.reference}/voice/"
    device = {"device": "a-device-of-sixteen"}
    spoken = client.post(voice, device, JSON)
    silent = client.delete(f"{voice}?device=a-device-of-sixteen")

    assert [one.status_code for one in (sent, spoken, silent)] == [201, 201, 204]
    hold(told, f"{V1}/concerns/", "post", sent)
    hold(told, V1 + "/issues/{reference}/voice/", "post", spoken)
    hold(told, V1 + "/issues/{reference}/voice/", "delete", silent)


@pytest.mark.parametrize(
    ("method", "path", "sent", "code"),
    [
        ("get", "/concerns/", None, (401, "not_authenticated")),
        ("get", "/kinds/no_such/", None, (404, "not_found")),
        ("get", "/no-such-door/", None, (404, "not_found")),
        ("get", "/issues/?since=yesterday", None, (400, "bad_answer")),
        ("get", "/issues/?lat=1", None, (400, "bad_answer")),
        ("put", "/kinds/", "{}", (405, "method_not_allowed")),
        ("post", "/concerns/", "{", (400, "bad_answer")),
        ("post", "/concerns/", "{" + " " * 3_000_000, (413, "too_large")),
    ],
)
def test_every_error_is_a_sentence_in_the_one_shape(
    client: Client,
    told: dict[str, Any],
    method: str,
    path: str,
    sent: str | None,
    code: tuple[int, str],
) -> None:
    headers = KEY if len(sent or "") > 10 else {}
    kept = {"data": sent, "content_type": JSON} if sent else {}

    answer = getattr(client, method)(V1 + path, headers=headers, **kept)

    hold(told, f"{V1}/concerns/", "get", answer)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == code
    assert error["message"].endswith(".")
    assert [
        said for said in error["fields"].values() if not said[0].endswith(".")
    ] == []


def test_the_control_an_answer_that_says_more_is_noticed(told: dict[str, Any]) -> None:
    class More(HttpResponse):
        def json(self) -> dict[str, Any]:
            return {"error": {"code": "x", "message": "y.", "fields": {}}, "trace": "z"}

    with pytest.raises(ValidationError):
        hold(told, f"{V1}/concerns/", "get", More(status=500))
