"""Captains call meetings of their group, and lose them with the group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from meetings.models import Meeting
from meetings.permissions import can_look_after_venues, organizes
from meetings.services import (
    Change,
    change_series,
    copy_meeting,
    create_meeting,
    create_series,
    grow_series,
)
from tests.factories.groups import make_group, make_member
from tests.factories.meetings import details, make_meeting, series_details
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in
from watchgroups.choices import GroupState, Part
from watchgroups.models import Group, Membership
from watchgroups.services import end_captaincy

pytestmark = pytest.mark.django_db


@pytest.fixture
def captain() -> User:
    return make_user()


@pytest.fixture
def group(captain: User) -> Group:
    return make_group(captain=captain)


def call(group: Group, actor: User, place_id: int | None = None) -> Meeting:
    return create_meeting(
        neighborhood_id=place_id or group.neighborhood_id,
        group_id=group.pk,
        details=details(),
        actor=actor,
        now=now(),
    )


def test_a_captain_calls_a_meeting_of_the_group(captain: User, group: Group) -> None:
    meeting = call(group, captain)

    assert (meeting.group, meeting.neighborhood) == (group, group.neighborhood)
    assert organizes(Viewer(captain), meeting)


def test_nobody_else_calls_one_for_the_group(captain: User, group: Group) -> None:
    outsiders = [
        make_user(),
        make_member(group).person,
        make_officer(of=group.neighborhood),
    ]
    for one in outsiders:
        with pytest.raises(NotAllowedError):
            call(group, one)
    with pytest.raises(NotAllowedError):
        call(group, captain, make_neighborhood().pk)
    with pytest.raises(NotAllowedError):
        create_meeting(
            neighborhood_id=group.neighborhood_id,
            details=details(),
            actor=captain,
            now=now(),
        )
    Group.objects.update(state=GroupState.FROZEN, frozen_because="officer")
    with pytest.raises(NotAllowedError):
        call(group, captain)
    assert Meeting.objects.count() == 0


def test_a_series_of_a_group_writes_meetings_of_the_group(
    captain: User, group: Group
) -> None:
    made = create_series(
        neighborhood_id=group.neighborhood_id,
        group_id=group.pk,
        details=series_details(rule="FREQ=WEEKLY;COUNT=2"),
        actor=captain,
        now=now(),
    )

    assert list(made.meetings.values_list("group", flat=True)) == [group.pk] * 2


def test_this_and_following_of_a_groups_series_stay_the_groups(
    captain: User, group: Group
) -> None:
    made = create_series(
        neighborhood_id=group.neighborhood_id,
        group_id=group.pk,
        details=series_details(),
        actor=captain,
        now=now(),
    )
    second = made.meetings.order_by("begins_at")[1]

    following = change_series(
        series_id=made.pk,
        change=Change(
            details=series_details(title="Before we walk"), from_day=second.series_on
        ),
        actor=captain,
        now=now(),
    )
    grow_series(series_id=following.pk, now=now() + timedelta(weeks=2))

    assert following.group == group
    assert set(following.meetings.values_list("group", flat=True)) == {group.pk}


def test_a_meeting_leaves_a_captains_hands_with_the_group(
    captain: User, group: Group
) -> None:
    meeting, client = call(group, captain), Client()
    sign_in(client, captain)
    desk = reverse("meetings:meeting_desk", args=[meeting.pk])
    before = client.get(desk).status_code

    end_captaincy(
        group_id=group.pk,
        reason="Shouted",
        actor=make_officer(of=group.neighborhood),
        now=now(),
    )

    assert (before, client.get(desk).status_code) == (200, 404)
    assert not organizes(Viewer(captain), meeting)


def test_a_captain_copies_for_the_group_and_an_officer_for_the_place(
    captain: User, group: Group
) -> None:
    meeting = call(group, captain)
    hours = {"begins_at": meeting.begins_at, "ends_at": meeting.ends_at}
    again = copy_meeting(meeting_id=meeting.pk, actor=captain, now=now(), **hours)
    officer = make_officer(of=group.neighborhood)
    theirs = copy_meeting(meeting_id=meeting.pk, actor=officer, now=now(), **hours)

    assert (again.group, theirs.group) == (group, None)


def test_a_captain_touches_no_other_meeting_and_no_house(
    captain: User, group: Group
) -> None:
    other = make_meeting(neighborhood=group.neighborhood)

    assert not organizes(Viewer(captain), other)
    assert not can_look_after_venues(Viewer(captain))


def test_the_form_offers_the_group_and_the_page_names_it(
    captain: User, group: Group
) -> None:
    client = Client()
    sign_in(client, captain)
    new = reverse("meetings:meeting_new")
    starts = now().replace(year=now().year + 1)
    typed = {
        "neighborhood": f"group-{group.pk}",
        "kind": "patrol",
        "title": "Before we walk",
        "begins_at": f"{starts:%Y-%m-%dT18:00}",
        "ends_at": f"{starts:%Y-%m-%dT19:00}",
        "form": "in_person",
    }

    shown = client.get(new).content.decode()
    done = client.post(new, typed)
    meeting = Meeting.objects.get()
    page = client.get(meeting.get_absolute_url()).content.decode()

    assert f'value="group-{group.pk}"' in shown
    assert f'value="{group.neighborhood_id}"' not in shown
    assert done.status_code == 302
    assert f"Called by the watch group {group.name}" in page


def test_a_helper_calls_one_too_and_a_paused_captain_does_not(group: Group) -> None:
    helper = make_member(group, part=Part.CO_CAPTAIN)
    call(group, helper.person)
    Membership.objects.filter(pk=helper.pk).update(state="paused", reason="x")

    with pytest.raises(NotAllowedError):
        call(group, helper.person)
