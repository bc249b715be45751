"""Sending and speaking through the API: the same rules as on the pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from engagement.concerns.choices import Channel, Status, Tier
from engagement.concerns.models import Concern, Issue, Voice
from engagement.concerns.queries import concern_by_receipt
from engagement.places.models import Neighborhood
from tests.factories.codes import make_sheet_of_codes
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
HOUR = datetime(2026, 11, 20, 15, tzinfo=UTC)
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def send(client: Client, data: dict[str, Any], key: str = KEY) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        "/api/v1/concerns/", data, content_type="application/json", headers=headers
    )


def at_the_middle(place: Neighborhood, **fields: Any) -> dict[str, Any]:
    lat, lon = (place.south + place.north) / 2, (place.west + place.east) / 2
    return {"kind": make_kind().code, "lat": lat, "lon": lon, **fields}


def test_a_concern_is_taken_and_the_receipt_opens_it(client: Client) -> None:
    place = make_neighborhood()

    answer = send(client, at_the_middle(place, text="Three lamps are out"))

    said = answer.json()
    concern = Concern.objects.get()
    assert answer.status_code == 201
    assert set(said) == {
        "reference",
        "receipt",
        "receipt_link",
        "issue",
        "issue_link",
        "reply_due_on",
    }
    assert (said["reference"], concern.channel) == (str(concern), Channel.API)
    assert concern_by_receipt(said["receipt"]) == concern


def test_the_same_key_gives_the_same_answer_and_one_concern(client: Client) -> None:
    data = at_the_middle(make_neighborhood(), text="Three lamps are out")

    first, again = send(client, data), send(client, data)

    assert (again.status_code, again.json()) == (201, first.json())
    assert Concern.objects.count() == 1


def test_the_same_key_with_other_answers_is_refused(client: Client) -> None:
    data = at_the_middle(make_neighborhood(), text="Three lamps are out")
    send(client, data)

    answer = send(client, {**data, "text": "Something else"})

    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "already_sent"
    assert Concern.objects.count() == 1


@pytest.mark.parametrize("key", ["", "short", "x" * 201])
def test_a_sending_needs_a_key_of_its_own(client: Client, key: str) -> None:
    answer = send(client, at_the_middle(make_neighborhood()), key)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {"Idempotency-Key"}
    assert Concern.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kind": "no_such"}, {"kind"}),
        ({"text": "x" * 1501}, {"text"}),
        ({"lat": 200}, {"lat"}),
        ({"neighborhood": "nowhere"}, {"neighborhood"}),
        ({"privacy": "conduct"}, {"privacy"}),
        ({"contact_by": "pigeon"}, {"contact_by"}),
    ],
)
def test_a_bad_answer_is_named_and_changes_nothing(
    client: Client, fields: dict[str, Any], named: set[str]
) -> None:
    answer = send(client, {**at_the_middle(make_neighborhood()), **fields})

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == named
    assert Concern.objects.count() == 0


def test_a_place_outside_the_town_says_what_to_do(client: Client) -> None:
    answer = send(client, {**at_the_middle(make_neighborhood()), "lat": 1, "lon": 1})

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, "not_our_town")
    assert "choose a neighborhood from the list" in error["message"]


def test_broken_json_gets_the_one_shape_of_error(client: Client) -> None:
    answer = client.post(
        "/api/v1/concerns/",
        "{broken",
        content_type="application/json",
        headers={"Idempotency-Key": KEY},
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "parse_error"


def test_own_concerns_are_read_by_their_sender_alone(client: Client) -> None:
    ada = make_user()
    make_concern(person=make_user(), text="not hers")
    concern = make_concern(person=ada, text="her own")

    assert client.get("/api/v1/concerns/").status_code == 401
    client.force_login(ada)
    rows = client.get("/api/v1/concerns/").json()["results"]

    assert [(row["reference"], row["text"]) for row in rows] == [
        (str(concern), "her own")
    ]


def test_me_too_is_said_once_a_device_and_taken_back(client: Client) -> None:
    issue = make_issue(at=HOUR)
    address = f"/api/v1/issues/{issue.reference}/voice/"
    device = {"device": "a-number-of-its-own"}

    answers = [
        client.post(address, device, content_type="application/json") for _ in range(2)
    ]
    issue.refresh_from_db()
    said = issue.supporters
    gone = client.delete(f"{address}?device=a-number-of-its-own")

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == {"issue": str(issue), "role": "supporter"}
    assert (said, gone.status_code, Voice.objects.count()) == (1, 204, 0)


def test_a_browser_that_spoke_on_the_page_does_not_speak_again_here(
    client: Client,
) -> None:
    issue = make_issue(at=HOUR)
    client.post(reverse("concerns:me_too", args=[issue.reference]))

    client.post(
        f"/api/v1/issues/{issue.reference}/voice/",
        {"device": "another-number-of-its-own"},
        content_type="application/json",
    )

    assert Voice.objects.count() == 1


def test_me_too_is_refused_with_the_reason(client: Client) -> None:
    closed = make_issue(status=Status.DONE, closed_at=HOUR)
    opened = make_issue()
    body = {"device": "a-number-of-its-own"}

    def press(issue: Issue, data: dict[str, str]) -> tuple[int, str]:
        answer = client.post(
            f"/api/v1/issues/{issue.reference}/voice/",
            data,
            content_type="application/json",
        )
        return answer.status_code, answer.json()["error"]["code"]

    assert press(closed, body) == (409, "closed_issue")
    assert press(opened, {}) == (400, "bad_answer")
    client.force_login(make_officer(of=opened.neighborhood))
    assert press(opened, body) == (403, "own_area")
    assert Voice.objects.count() == 0


def test_signed_in_a_foreign_page_cannot_speak_for_somebody() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())

    answer = send(client, at_the_middle(make_neighborhood()))

    assert (answer.status_code, Concern.objects.count()) == (403, 0)


def test_too_many_questions_are_asked_to_wait_and_sendings_never(
    client: Client,
) -> None:
    answers = [client.get("/api/v1/kinds/").status_code for _ in range(31)]
    data = at_the_middle(make_neighborhood())
    sent = [send(client, data, f"{KEY}{number}") for number in range(3)]

    assert answers == [200] * 30 + [429]
    assert [answer.status_code for answer in sent] == [201] * 3


def test_a_concern_of_a_browser_that_proved_itself_counts_fully(client: Client) -> None:
    place, kind = make_neighborhood(), make_kind()
    _sheet, codes = make_sheet_of_codes()
    client.post(reverse("concerns:prove"), {"code": codes[0]})

    sent = send(client, {"kind": kind.code, "neighborhood": place.slug})

    assert sent.status_code == 201
    assert Voice.objects.get().tier == Tier.VERIFIED
