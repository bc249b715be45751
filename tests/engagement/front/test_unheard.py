"""The officers’ desk says first who is out on patrol and was not heard of."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from tests.factories.group_walks import make_running_patrol, make_walk
from tests.factories.groups import make_captain, make_group
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood, make_town
from watchgroups.models import Walk
from watchgroups.services.alarms import raise_alarms
from watchgroups.services.walking import reached

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk() -> Walk:
    """Out since an hour, half an hour too late, in a group with a captain."""
    make_town()
    group = make_group(name="Mill Road Watch")
    make_captain(group)
    at = now() - timedelta(hours=1)
    return make_walk(make_running_patrol(group, at=at), at=at)


def is_told(client: Client, officer: User, walk: Walk) -> bool:
    client.force_login(officer)
    page = client.get("/desk/").content.decode()
    link = reverse("watchgroups:out_now", args=[walk.patrol.group.slug])
    told = "People on patrol for Mill Road Watch were not heard of since" in page
    assert told == (f'href="{link}"' in page)
    return told


def test_it_is_told_once_the_desk_was_until_they_are_heard_of(
    client: Client, walk: Walk
) -> None:
    officer = make_officer(of=walk.patrol.group.neighborhood)
    elsewhere = make_officer(of=make_neighborhood())

    raise_alarms(now=walk.due_at + timedelta(minutes=9))
    early = is_told(client, officer, walk)
    raise_alarms(now=now())
    due = [is_told(client, one, walk) for one in (officer, elsewhere)]
    reached(walk_id=walk.pk, are_done=False, actor=officer, now=now())

    assert (early, due) == (False, [True, False])
    assert not is_told(client, officer, walk)
