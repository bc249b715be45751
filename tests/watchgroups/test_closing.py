"""A closed group holds nobody: patrols are called off, what members said is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_officer
from tests.factories.places import make_town
from tests.harness.sessions import just_signed_in
from watchgroups import tasks
from watchgroups.choices import GroupState, MemberState, PatrolState
from watchgroups.models import Group, Membership, Patrol
from watchgroups.services import close_group
from watchgroups.services.rota_clock import remind_of_patrols
from watchgroups.services.standing import ask_second_step
from watchgroups.services.upkeep import forget_memberships

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    make_town()
    found = make_group(name="Mill Road Watch")
    make_captain(found)
    return found


@pytest.fixture
def member(group: Group) -> Membership:
    return make_member(group, street="Mill Road", sealed=b"x", shares_contact=True)


def close(group: Group) -> None:
    officer = make_officer(of=group.neighborhood)
    close_group(group_id=group.pk, reason="Nobody comes", actor=officer, now=now())


def subjects_to(person: User) -> list[str]:
    """Do every letter that waits; give what this person got."""
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        name = job.task.removeprefix("watchgroups.")
        if hasattr(tasks, name):
            getattr(tasks, name)(job_id=job.pk, **job.arguments)
    return [str(one.subject) for one in mail.outbox if one.to == [person.email]]


def test_what_members_said_is_gone_and_they_are_told(
    group: Group, member: Membership
) -> None:
    captain = group.memberships.get(part="captain").person
    ask_second_step(captain, now())
    assert captain.needs_mfa_for == ["watchgroups"]

    close(group)

    member.refresh_from_db()
    assert (member.state, member.street, bytes(member.sealed)) == (
        MemberState.LEFT,
        "",
        b"",
    )
    assert not member.shares_contact
    assert not group.memberships.filter(ended_at=None).exists()
    captain.refresh_from_db()
    assert captain.needs_mfa_for == []
    assert subjects_to(member.person) == ["Mill Road Watch was closed"]
    assert "was closed. Patrols that were still to come" in str(mail.outbox[0].body)
    own = reverse("watchgroups:own", args=[group.slug])
    page = just_signed_in(member.person).get(own).content.decode()
    assert "This group was closed on" in page


def test_patrols_to_come_are_called_off_and_remind_nobody(
    group: Group, member: Membership
) -> None:
    soon = make_patrol(group, begins_at=now() + timedelta(hours=20))
    make_sign_up(soon, member)
    over = make_patrol(group, begins_at=now() - timedelta(days=2))

    close(group)

    soon.refresh_from_db()
    assert soon.state == PatrolState.CANCELLED
    assert Patrol.objects.get(pk=over.pk).state == PatrolState.PLANNED
    assert remind_of_patrols(now=now()) == 0
    letters = subjects_to(member.person)
    assert len(letters) == 2
    bodies = " ".join(str(one.body) for one in mail.outbox)
    assert "The group was closed." in bodies


def test_who_is_in_a_group_that_was_closed_before_is_let_go_by_the_clock(
    group: Group, member: Membership
) -> None:
    Group.objects.update(state=GroupState.CLOSED, closed_at=now())

    forget_memberships(now=now())
    forget_memberships(now=now())

    member.refresh_from_db()
    assert (member.state, member.street) == (MemberState.LEFT, "")
    assert len(subjects_to(member.person)) == 1
