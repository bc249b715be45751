"""A member answers a captain’s word by the link in the letter."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.models import Job, SealedLetter
from engagement.outbox.tasks import send_sealed
from engagement.people.models import User
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from tests.factories.places import make_town
from watchgroups.choices import MemberState, Part
from watchgroups.models import Group, Membership
from watchgroups.services.own import leave_group
from watchgroups.services.relaying import write_to_member

pytestmark = pytest.mark.django_db
ANSWER = "Yes, on Tuesday I have time."
SENT = "Your answer is on its way."
CLOSED = ("This link does not work any more.", "Whoever wrote does not lead the group")


@pytest.fixture
def captain() -> User:
    make_town()
    return make_user("ann@example.org", name="Ann Porter")


@pytest.fixture
def group(captain: User) -> Group:
    return make_group(captain=captain, name="Mill Road Watch", slug="mill-road")


@pytest.fixture
def bea(group: Group) -> Membership:
    return make_member(group, make_user("bea@example.org"), name="Bea O.")


def letters() -> list[mail.EmailMessage]:
    """Do the letters that wait; give what left."""
    mail.outbox.clear()
    for job in Job.objects.filter(done_at=None).order_by("pk"):
        send_sealed(job_id=job.pk, **job.arguments)
    return list(mail.outbox)


def word_from(captain: User, bea: Membership, at: datetime | None = None) -> str:
    """The captain writes; give the path the letter leads to."""
    text = "Can you come on Tuesday?"
    write_to_member(member_id=bea.pk, text=text, actor=captain, now=at or now())
    (letter,) = letters()
    found = re.search(r"https?://\S+/groups/word/\S+", str(letter.body))
    assert found is not None
    return urlsplit(found[0]).path


def test_the_answer_reaches_whoever_wrote_and_shows_no_address(
    captain: User, bea: Membership
) -> None:
    path = word_from(captain, bea)

    page = Client().post(path, {"text": ANSWER}).content.decode()

    (letter,) = letters()
    body = str(letter.body)
    assert SENT in page
    assert letter.to == ["ann@example.org"]
    assert ANSWER in body
    assert "You wrote to Bea O. in the watch group “Mill Road Watch”." in body
    assert "bea@example.org" not in body + page
    assert "ann@example.org" not in page
    assert SealedLetter.objects.count() == 0


def test_opening_the_link_sends_nothing(captain: User, bea: Membership) -> None:
    path = word_from(captain, bea)

    page = Client().get(path)

    assert "Send your answer" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex"
    assert letters() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("  ", "Write what you want to say."),
        ("Call me at 617 555 0123", "This seems to name a person, a plate, a number"),
    ],
)
def test_words_that_do_not_leave_come_back_into_the_form(
    captain: User, bea: Membership, text: str, said: str
) -> None:
    path = word_from(captain, bea)

    page = Client().post(path, {"text": text}).content.decode()

    assert said in page
    assert letters() == []


@pytest.mark.parametrize("what", ["left", "too old", "put out", "made up"])
def test_a_link_that_holds_no_more_sends_nothing(
    group: Group, captain: User, bea: Membership, what: str
) -> None:
    at = now() - timedelta(days=31) if what == "too old" else now()
    path = word_from(captain, bea, at)
    if what == "left":
        leave_group(member_id=bea.pk, now=now())
    if what == "put out":
        lost = group.memberships.filter(part=Part.CAPTAIN)
        lost.update(state=MemberState.SUSPENDED, reason="A fight")
    if what == "made up":
        path = reverse("watchgroups:word", args=["made-up"])
    Job.objects.all().delete()

    page = Client().post(path, {"text": ANSWER}).content.decode()

    assert [words for words in CLOSED if words in page] != []
    assert Job.objects.count() == 0


def test_too_many_answers_in_an_hour_are_answered_with_a_page(
    captain: User, bea: Membership
) -> None:
    path = word_from(captain, bea)
    client = Client()

    statuses = [client.post(path, {"text": ANSWER}).status_code for _ in range(11)]

    assert statuses == [200] * 10 + [429]
