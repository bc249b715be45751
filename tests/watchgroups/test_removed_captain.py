"""A captain who is put out: the open session, the calendar and what was queued are dead."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils.timezone import now
from icalendar import Calendar

from engagement.front.models import Export
from engagement.front.services.exporting import (
    ask_for_export,
    bytes_of,
    make_export,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_admin, make_user
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups.details import Details
from watchgroups.models import Group, Membership
from watchgroups.services import make_patrol_feed
from watchgroups.services.members import remove_member
from watchgroups.urls import CAPTAIN, urlpatterns

pytestmark = pytest.mark.django_db
SAID = Details(emergency_contact="Canary Emergency 617 555 0199")


@pytest.fixture
def captain() -> User:
    return make_user(name="Ann P.")


@pytest.fixture
def group(captain: User) -> Group:
    make_town()
    found = make_group(captain=captain)
    make_member(found, make_user(name="Canary Neighbor"), details=SAID)
    return found


def put_out(group: Group, captain: User) -> None:
    remove_member(
        member_id=Membership.objects.get(group=group, person=captain).pk,
        reason="Sold the list",
        actor=make_admin(),
        now=now(),
    )


def doors(group: Group) -> list[str]:
    """Every address under the captains' desk that needs the group alone."""
    return [
        reverse(f"watchgroups:{one.name}", args=[group.slug])
        for one in urlpatterns
        if isinstance(one, URLPattern)
        and str(one.pattern).startswith(f"{CAPTAIN}/")
        and str(one.pattern).count("<") == 1
    ]


def answers(client: Client, group: Group) -> set[int]:
    return {client.get(door).status_code for door in doors(group)}


def test_the_open_session_opens_no_door_at_the_next_request(
    group: Group, captain: User
) -> None:
    client = just_signed_in(captain)
    before = answers(client, group)

    put_out(group, captain)

    assert len(doors(group)) > 20
    assert before <= {200, 405}  # what is sent only is not read
    assert answers(client, group) <= {404, 405}
    right = reverse("watchgroups:roster_right", args=[group.slug])
    assert client.post(right).status_code == 404


def test_the_calendar_holds_nothing_of_the_group_any_more(
    group: Group, captain: User
) -> None:
    patrol = make_patrol(group)
    make_sign_up(patrol, Membership.objects.get(group=group, person=captain))
    feed = f"/groups/calendar/{make_patrol_feed(actor=captain, now=now())}.ics"
    before = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")

    put_out(group, captain)

    after = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    assert (len(before), len(after)) == (1, 0)


def test_a_copy_that_was_queued_before_holds_nobody_else(
    group: Group, captain: User
) -> None:
    ask_for_export(actor=captain, now=now())
    job = Job.objects.get(task="front.make_export")

    put_out(group, captain)
    make_export(job_id=job.pk, export_id=job.arguments["export_id"], now=now())

    copy = ZipFile(io.BytesIO(b"".join(bytes_of(Export.objects.get()))))
    held = "\n".join(
        copy.read(name).decode("utf-8", "replace") for name in copy.namelist()
    )
    assert "Ann P." in held
    assert "Canary" not in held
