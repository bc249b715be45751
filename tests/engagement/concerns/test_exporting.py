"""Officers take their list along: their area alone, nobody's words, and it is noted."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.concerns.choices import Privacy, Status
from engagement.people.models import Grant
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
EXPORT = reverse("concerns:inbox_export")


def taken(client: Client, query: str = "?view=open") -> list[dict[str, str]]:
    answer: Any = client.post(EXPORT + query)
    assert isinstance(answer, StreamingHttpResponse)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[arg-type]  # a plain iterator here
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_an_officer_takes_the_own_area_along_without_words_or_people(
    client: Client,
) -> None:
    place = make_neighborhood()
    mine = make_issue(neighborhood=place)
    make_concern(issue=mine, text="My neighbor called Ann", person=make_user())
    make_issue(neighborhood=make_neighborhood())
    make_issue(neighborhood=place, privacy=Privacy.CONDUCT)
    officer = make_officer(of=place)
    client.force_login(officer)

    (row,) = taken(client)

    assert row["reference"] == str(mine)
    assert row["neighborhood"] == place.slug
    assert "Ann" not in str(row)
    assert list(row) == [
        *("reference", "kind", "neighborhood", "street", "status", "privacy"),
        *("reported_on", "reply_due_on", "replied_on", "closed_on"),
        *("reporters", "supporters"),
    ]
    entry = Entry.objects.get(action="concern.export")
    assert (entry.actor_id, entry.detail) == (
        officer.pk,
        {"view": "open", "narrowed_to": {}},
    )


def test_the_table_holds_what_the_list_was_narrowed_to(client: Client) -> None:
    place = make_neighborhood()
    looked_at = make_issue(neighborhood=place, status=Status.LOOKING)
    make_issue(neighborhood=place)
    client.force_login(make_officer(of=place))

    rows = taken(client, "?view=open&status=looking")

    assert [row["reference"] for row in rows] == [str(looked_at)]
    entry = Entry.objects.get(action="concern.export")
    assert entry.detail["narrowed_to"] == {"status": "looking"}


def test_an_exact_point_is_not_in_it(client: Client) -> None:
    place = make_neighborhood()
    issue = make_issue(neighborhood=place, privacy=Privacy.SENSITIVE)
    make_concern(issue=issue, lat=42.123456, lon=-71.654321)
    client.force_login(make_officer(of=place))

    (row,) = taken(client)

    assert (row["street"], "42.12" in str(row)) == ("", False)


def test_a_right_taken_away_is_gone_at_the_next_table(client: Client) -> None:
    officer = make_officer(of=make_neighborhood())
    client.force_login(officer)
    assert client.post(EXPORT).status_code == 200

    Grant.objects.update(ends_at=now(), starts_at=now() - timedelta(days=1))

    assert client.post(EXPORT).status_code == 404


@pytest.mark.parametrize("maker", [make_user, make_admin])
def test_nobody_else_takes_it_along(client: Client, maker: Any) -> None:
    client.force_login(maker())

    assert client.post(EXPORT).status_code == 404
    assert not Entry.objects.filter(action="concern.export").exists()


def test_the_sixth_of_a_day_waits_for_tomorrow(client: Client) -> None:
    make_town()
    place = make_neighborhood()
    make_issue(neighborhood=place)
    client.force_login(make_officer(of=place))
    for _ in range(5):
        taken(client)

    answer = client.post(EXPORT + "?view=open", follow=True)

    assert "You took 5 lists along today" in answer.content.decode()
    assert answer.redirect_chain == [(reverse("concerns:inbox") + "?view=open", 302)]
    assert Entry.objects.filter(action="concern.export").count() == 5
