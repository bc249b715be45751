"""What overseer, resident and administrators of the demo town find."""

from __future__ import annotations

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import ComplaintStatus
from engagement.concerns.counters import drift_between
from engagement.concerns.models import Complaint, Concern, Look, Message
from engagement.concerns.oddness import Pattern
from engagement.concerns.queries.oversight import lookers
from engagement.people.choices import RequestState
from engagement.people.models import Invitation, RoleRequest, User

NOW = datetime(2026, 11, 22, 8, tzinfo=ZoneInfo("America/New_York"))


@pytest.mark.django_db
def test_the_demo_has_looks_a_talk_complaints_and_roles_that_wait(
    settings: Settings,
) -> None:
    settings.DEMO_MODE = True
    call_command(
        "seed_demo",
        concerns=700,
        today=NOW.isoformat(),
        stdout=io.StringIO(),
        verbosity=0,
    )
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    overseer, maya, officer = people["overseer"], people["resident"], people["officer"]

    odd = {
        one.user: {each.pattern for each in one.odd}
        for one in lookers(Viewer(user=overseer), NOW)
        if one.is_odd
    }
    assert set(odd) == {people["haddad"]}
    assert {Pattern.HOUR, Pattern.NIGHT} <= odd[people["haddad"]]
    assert sorted(Complaint.objects.values_list("status", flat=True)) == [
        ComplaintStatus.LOOKING,
        ComplaintStatus.RECEIVED,
    ]
    concern = Concern.objects.get(person=maya)
    assert concern.share_with_officer
    talk = Message.objects.filter(concern=concern).order_by("at")
    assert [one.author for one in talk] == [officer, None, officer, None]
    assert Look.objects.filter(concern=concern, actor=officer).count() == 1
    assert drift_between(0, 10**9) == []
    client = Client()
    client.force_login(overseer)
    assert client.get("/desk/oversight/").status_code == 200
    assert roles_that_wait() == [
        ("admin", "lindgren", Role.OFFICER, "Linden", RequestState.WAITING),
        ("stein", "neighbor", Role.MODERATOR, None, RequestState.WAITING),
    ]
    offered = Invitation.objects.get(accepted_at=None, withdrawn_at=None)
    assert (offered.role, offered.expires_at > NOW) == (Role.ORGANIZER, True)


def roles_that_wait() -> list[tuple[object, ...]]:
    """Who asked, for whom, for which role and where."""
    return [
        (
            one.asked_by.email.partition("@")[0] if one.asked_by else None,
            one.user.email.partition("@")[0],
            one.role,
            one.neighborhood.name if one.neighborhood else None,
            one.state,
        )
        for one in RoleRequest.objects.order_by("asked_by__email")
    ]
