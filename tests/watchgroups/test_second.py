"""Whoever is named as the second learns at once what is expected of them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core import mail
from django.utils.timezone import now

from engagement.common.sealed import unseal
from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import User
from tests.factories.group_walks import (
    make_duty_phone,
    make_running_patrol,
    make_second,
    make_walk,
)
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups import tasks
from watchgroups.models import Group, Membership
from watchgroups.services.alarms import raise_alarms
from watchgroups.services.safety import name_second

pytestmark = pytest.mark.django_db
NUMBER = "+16175550123"


@pytest.fixture
def captain() -> User:
    return make_user()


@pytest.fixture
def group(captain: User) -> Group:
    return make_group(captain=captain, name="Mill Road Watch", slug="mill-road")


def name(
    group: Group, member: Membership | None, captain: User, later: int = 0
) -> None:
    name_second(
        group_id=group.pk,
        member_id=member.pk if member else None,
        actor=captain,
        now=now() + timedelta(minutes=later),
    )


def work_off() -> None:
    waiting = Job.objects.filter(task="watchgroups.send_member_letter", done_at=None)
    for job in waiting.order_by("pk"):
        tasks.send_member_letter(job_id=job.pk, **job.arguments)


def texts() -> list[tuple[str, str]]:
    said = [json.loads(unseal(one.sealed)) for one in SealedLetter.objects.all()]
    return [(one["to"], one["text"]) for one in said if "text" in one]


def test_the_letter_says_what_to_do_and_where(group: Group, captain: User) -> None:
    member = make_member(group)

    name(group, member, captain)
    work_off()

    (letter,) = mail.outbox
    body = str(letter.body)
    assert (letter.to, letter.subject) == (
        [member.person.email],
        "Mill Road Watch: you are named as the second",
    )
    assert "/captain/mill-road/out/" in body
    assert "/groups/mill-road/duty-phone/" in body
    assert "no captain answers within 10 minutes" in body


def test_naming_the_same_person_again_writes_nothing(
    group: Group, captain: User
) -> None:
    member = make_member(group)

    for later in (0, 5):
        name(group, member, captain, later)

    assert Job.objects.count() == 1


def test_who_is_not_the_second_any_more_gets_no_letter(
    group: Group, captain: User
) -> None:
    first, other = make_member(group), make_member(group)
    name(group, first, captain)
    name(group, other, captain)
    name(group, None, captain)

    work_off()

    assert mail.outbox == []


def test_who_left_a_number_is_texted_too(
    group: Group, captain: User, settings: LazySettings
) -> None:
    settings.SMS_URL = "json://localhost/{to}"
    member = make_member(group)
    make_duty_phone(member, NUMBER)

    name(group, member, captain)

    ((to, words),) = texts()
    assert to == NUMBER
    assert words.startswith("Mill Road Watch: you are the second.")
    assert words.endswith("/captain/mill-road/out/")


@pytest.mark.parametrize("has", ["a service alone", "a number alone"])
def test_without_a_number_or_a_service_no_text_leaves(
    group: Group, captain: User, settings: LazySettings, has: str
) -> None:
    member = make_member(group)
    settings.SMS_URL = "json://localhost/{to}" if has == "a service alone" else ""
    if has == "a number alone":
        make_duty_phone(member, NUMBER)

    name(group, member, captain)

    assert texts() == []
    assert Job.objects.count() == 1


@pytest.mark.parametrize("is_out", [False, True], ids=["not named", "out as well"])
def test_a_second_who_is_not_there_is_neither_waited_for_nor_said_to_be_told(
    group: Group, *, is_out: bool
) -> None:
    out = [make_second(group), make_member(group)] if is_out else []
    walk = make_walk(make_running_patrol(group, at=now()), *out, at=now())
    told = []

    for late in (9, 10, 30):
        raise_alarms(now=walk.due_at + timedelta(minutes=late))
        told.append(list(walk.alarms.order_by("pk").values_list("step", flat=True)))

    assert told == [["captain"], ["captain", "desk"], ["captain", "desk"]]
