"""A button pressed twice, without script too, does once what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engagement.audit.models import Entry
from engagement.common.roles import Viewer
from engagement.concerns.choices import ComplaintStep, Contact
from engagement.concerns.contacts import ContactDetails, seal_contact
from engagement.concerns.models import Complaint, Concern, Look
from engagement.concerns.receipts import hash_of
from engagement.concerns.services import (
    answer_officers,
    look_at_contact,
    note_on_complaint,
    reply_to_issue,
    write_note,
    write_to_complainant,
    write_to_reporter,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_complaint, make_overseer
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
WHY = "To ask which lamp it is"
Say = Callable[..., Any]


@pytest.fixture
def officer() -> User:
    return make_officer(of=make_neighborhood())


@pytest.fixture
def concern(officer: User) -> Concern:
    place = officer.grants.get().neighborhood
    return make_concern(
        issue=make_issue(neighborhood=place),
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact("ann@example.org", "Ann"),
        share_with_officer=True,
        receipt_hash=hash_of("K7Q2M9XD" * 4),
    )


def officers_words(concern: Concern, officer: User) -> dict[str, Say]:
    of_issue: dict[str, Any] = {"issue_id": concern.issue_id, "actor": officer}
    of_concern: dict[str, Any] = {"concern_id": concern.pk}
    viewer = Viewer(receipts=frozenset({concern.pk}))
    return {
        "reply": lambda **how: reply_to_issue(**of_issue, **how),
        "note": lambda **how: write_note(**of_issue, **how),
        "message": lambda **how: write_to_reporter(actor=officer, **of_concern, **how),
        "answer": lambda **how: answer_officers(viewer=viewer, **of_concern, **how),
    }


def overseers_words(complaint: Complaint, overseer: User) -> dict[str, Say]:
    about: dict[str, Any] = {"complaint_id": complaint.pk, "actor": overseer}
    return {
        "to complainant": lambda **how: write_to_complainant(**about, **how),
        "note of overseers": lambda **how: note_on_complaint(**about, **how),
    }


@pytest.mark.parametrize("what", ["reply", "note", "message", "answer"])
def test_words_sent_twice_are_said_once(
    officer: User, concern: Concern, what: str
) -> None:
    say = officers_words(concern, officer)[what]

    first = say(text="We come on Friday.", now=NOW)
    left = (Entry.objects.count(), Job.objects.count())
    again = say(text=" We come on Friday. ", now=NOW + timedelta(seconds=1))

    assert again == first
    assert (Entry.objects.count(), Job.objects.count()) == left
    assert say(text="On Saturday, sorry.", now=NOW) != first
    assert say(text="We come on Friday.", now=NOW) != first  # it was not the last word


@pytest.mark.parametrize("what", ["to complainant", "note of overseers"])
def test_an_overseers_words_sent_twice_are_said_once(what: str) -> None:
    say = overseers_words(make_complaint(), make_overseer())[what]

    first = say(text="We look into it.", now=NOW)
    left = (Entry.objects.count(), Job.objects.count())

    assert say(text="We look into it.", now=NOW) == first
    assert (Entry.objects.count(), Job.objects.count()) == left
    assert say(text="We know more now.", now=NOW) != first


def test_a_note_with_the_words_of_a_letter_is_another_thing() -> None:
    says = overseers_words(make_complaint(), make_overseer())

    steps = [say(text="We look into it.", now=NOW).step for say in says.values()]

    assert steps == [ComplaintStep.SAID, ComplaintStep.NOTE]


def test_the_same_words_of_two_officers_are_two_replies(
    officer: User, concern: Concern
) -> None:
    other = make_officer(of=concern.issue.neighborhood)

    for one in (officer, other):
        officers_words(concern, one)["reply"](text="We come.", now=NOW)

    assert [reply.author for reply in concern.issue.replies.order_by("pk")] == [
        officer,
        other,
    ]


def test_a_look_pressed_twice_is_one_look_and_one_letter(
    officer: User, concern: Concern
) -> None:
    def look(reason: str, seconds: int) -> ContactDetails:
        return look_at_contact(
            concern_id=concern.pk,
            actor=officer,
            reason=reason,
            now=NOW + timedelta(seconds=seconds),
        )

    assert look(WHY, 0) == look(WHY, 59) == ContactDetails("ann@example.org", "Ann")
    assert (Look.objects.count(), Job.objects.count()) == (1, 1)
    look("To say that it is repaired", 59)
    look("To say that it is repaired", 120)
    assert Look.objects.count() == 3
