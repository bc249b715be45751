"""Doors that stay shut are written down, and nobody can fill the record with them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.audit.services import record_denial
from engagement.common.roles import Role
from tests.factories.concerns import make_concern, make_issue
from tests.factories.people import make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town() -> None:
    make_town()


def noted() -> list[tuple[int | None, str, str, dict[str, object]]]:
    rows = Entry.objects.order_by("id")
    return [(row.actor_id, row.action, row.subject, row.detail) for row in rows]


def test_an_officer_of_another_place_leaves_a_trace_at_the_desk(client: Client) -> None:
    issue = make_issue(neighborhood=make_neighborhood())
    make_concern(issue=issue)
    other = make_officer(of=make_neighborhood())
    client.force_login(other)

    answer = client.get(f"/desk/concerns/{issue.reference}/")

    assert answer.status_code == 404
    about = {"answer": 404, "about": {"reference": issue.reference}}
    assert noted() == [(other.pk, "access.denied", "page:concerns:desk_issue", about)]


def test_a_refused_post_leaves_one_too(client: Client) -> None:
    issue = make_issue(neighborhood=make_neighborhood())
    resident = make_user()
    client.force_login(resident)

    answer = client.post(f"/desk/concerns/{issue.reference}/note/", {"text": "x"})

    assert (answer.status_code, len(noted())) == (404, 1)
    assert noted()[0][:2] == (resident.pk, "access.denied")


def test_what_is_secret_in_an_address_is_not_written_down(client: Client) -> None:
    client.force_login(make_user())

    client.get("/r/K7Q2M9XDK7Q2M9XDK7Q2M9XDK7Q2M9XD/")

    assert [row[2:] for row in noted()] == [
        ("page:concerns:receipt", {"answer": 404, "about": {}})
    ]


@pytest.mark.parametrize(
    ("address", "is_signed_in"),
    [
        ("/no/such/page/", True),  # no door at all
        ("/desk/inbox/", False),  # nobody known: led to the sign-in
        ("/", True),  # opened
    ],
)
def test_what_is_no_denial_leaves_nothing(
    client: Client, address: str, *, is_signed_in: bool
) -> None:
    if is_signed_in:
        client.force_login(make_user())

    client.get(address)

    assert noted() == []


def test_who_tries_hundreds_of_doors_leaves_one_note_more() -> None:
    user = make_user()
    for _ in range(305):
        record_denial(actor=user, page="a:b", answer=404, about={}, now=now())

    actions = [row[1] for row in noted()]
    assert actions.count("access.denied") == 300
    assert actions.count("access.denied_often") == 1


def test_the_auditor_finds_who_tried_what(client: Client) -> None:
    resident, auditor = make_user(name="Ann Quick"), make_user(name="Omar")
    make_grant(auditor, Role.AUDITOR, None)
    client.force_login(resident)
    client.get("/desk/inbox/")
    client.force_login(auditor)

    page = client.get("/desk/record/?who=quick&action=access.denied")

    assert [row.actor for row in page.context["page"].rows] == [resident]
    assert "Tried a door that stayed shut" in page.content.decode()
