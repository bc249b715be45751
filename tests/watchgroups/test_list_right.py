"""“This list is right”: a captain answers the monthly letter with one press."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.harness.sessions import just_signed_in, sign_in
from watchgroups import tasks
from watchgroups.choices import GroupState, Part
from watchgroups.errors import GroupRestsError
from watchgroups.models import Group
from watchgroups.services.list_right import say_list_is_right
from watchgroups.services.telling import ask_whether_lists_are_right

pytestmark = pytest.mark.django_db
BOSTON = ZoneInfo("America/New_York")
IN_MARCH = datetime(2026, 3, 2, 12, tzinfo=BOSTON)
LATE_IN_MARCH = datetime(2026, 3, 31, 23, 30, tzinfo=BOSTON)  # April by UTC
IN_APRIL = datetime(2026, 4, 3, 8, 30, tzinfo=BOSTON)
BUTTON = "This list is right</button>"


@pytest.fixture
def ann() -> User:
    return make_user(name="Ann Porter")


@pytest.fixture
def group(ann: User) -> Group:
    return make_group(captain=ann)


def say(group: Group, actor: User, at: datetime) -> Group:
    return say_list_is_right(group_id=group.pk, actor=actor, now=at)


def test_it_is_written_down_once_a_month_with_who_and_when(
    group: Group, ann: User
) -> None:
    helper = make_captain_too(group)

    for person, at in ((ann, IN_MARCH), (helper, LATE_IN_MARCH)):
        say(group, person, at)

    group.refresh_from_db()
    assert (group.list_right_at, group.list_right_by) == (IN_MARCH, ann)
    assert Entry.objects.filter(action="group.list_is_right").count() == 1


def make_captain_too(group: Group) -> User:
    return make_member(group, make_user(name="Bea Ortiz"), Part.CO_CAPTAIN).person


def test_next_month_it_is_said_anew(group: Group, ann: User) -> None:
    helper = make_captain_too(group)
    say(group, ann, LATE_IN_MARCH)

    say(group, helper, IN_APRIL)

    group.refresh_from_db()
    assert (group.list_right_at, group.list_right_by) == (IN_APRIL, helper)


def test_a_group_that_answered_gets_no_letter_this_month_but_the_next(
    group: Group, ann: User
) -> None:
    other = make_group(captain=make_user())
    say(group, ann, LATE_IN_MARCH)

    asked = [ask_whether_lists_are_right(now=at) for at in (LATE_IN_MARCH, IN_APRIL)]

    assert asked == [1, 2]
    assert [job.arguments["group_id"] for job in Job.objects.order_by("pk")] == [
        other.pk,
        group.pk,
        other.pk,
    ]


def test_a_letter_under_way_does_not_leave_once_it_was_answered(
    group: Group, ann: User
) -> None:
    other = make_group(captain=make_user())
    ask_whether_lists_are_right(now=now())
    say(group, ann, now())

    for job in Job.objects.order_by("pk"):
        tasks.send_captain_letter(job_id=job.pk, **job.arguments)

    assert [letter.subject for letter in mail.outbox] == [
        f"{other.name}: is this list right?"
    ]


def test_only_who_leads_the_group_says_so(group: Group) -> None:
    strangers = [
        make_member(group).person,
        make_captain(make_group()),
        make_officer(of=group.neighborhood),
    ]

    for person in strangers:
        with pytest.raises(NotAllowedError):
            say(group, person, now())

    group.refresh_from_db()
    assert group.list_right_at is None


def test_a_group_that_rests_is_not_asked(group: Group, ann: User) -> None:
    Group.objects.filter(pk=group.pk).update(
        state=GroupState.FROZEN, frozen_because="officer", frozen_reason="A fight"
    )

    with pytest.raises(GroupRestsError):
        say(group, ann, now())


def test_the_captain_presses_it_and_the_officer_reads_it(
    group: Group, ann: User
) -> None:
    captain, officer = Client(), Client()
    sign_in(captain, ann)
    sign_in(officer, make_officer(of=group.neighborhood))
    desk = reverse("watchgroups:desk_group", args=[group.slug])
    before = captain.get(reverse("watchgroups:roster", args=[group.slug]))
    unsaid = officer.get(desk).content.decode()

    after = captain.post(
        reverse("watchgroups:roster_right", args=[group.slug]), follow=True
    ).content.decode()
    said = officer.get(desk).content.decode()

    assert BUTTON in before.content.decode()
    assert BUTTON not in after
    assert "Thank you. You are asked again next month." in after
    assert "Nobody has said yet that the list of members is right." in unsaid
    assert "Ann Porter said on" in said


def test_the_button_carries_the_token_of_its_page(group: Group, ann: User) -> None:
    captain = just_signed_in(ann, Client(enforce_csrf_checks=True))
    roster = reverse("watchgroups:roster", args=[group.slug])
    page = captain.get(roster).content.decode()
    form = page.split(f'action="{roster}right/"')[1].split("</form>")[0]
    token = form.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    captain.post(f"{roster}right/", {"csrfmiddlewaretoken": token})

    group.refresh_from_db()
    assert group.list_right_by == ann
