"""Officers and reporters write to one another, and neither learns an address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.concerns import tasks
from engagement.concerns.belongings import erase_person, export_person
from engagement.concerns.choices import Contact, Privacy
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import NoSuchIssueError, TooManyMessagesError
from engagement.concerns.models import Concern, Message
from engagement.concerns.receipts import hash_of
from engagement.concerns.services import (
    answer_officers,
    forget_messages,
    withdraw_concern,
    write_to_reporter,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_concern, make_issue
from tests.factories.conduct import make_message
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
NOW = datetime(2100, 11, 20, 15, 42, tzinfo=UTC)  # after every grant of a test
QUESTION, ANSWER = "Which of the lamps is it?", "The third one, by the bakery"
RECEIPTS = ("K7Q2M9XD" * 4, "9XDK7Q2M" * 4)
LETTERS = {task.name: task for task in (tasks.tell_of_message, tasks.tell_of_answer)}


@pytest.fixture
def place() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def officer(client: Client, place: Neighborhood) -> User:
    officer = make_officer(of=place)
    client.force_login(officer)
    return officer


@pytest.fixture
def concern(place: Neighborhood) -> Concern:
    issue = make_issue(neighborhood=place)
    return make_concern(issue=issue, receipt_hash=hash_of(RECEIPTS[0]))


def desk(concern: Concern, act: str = "issue") -> str:
    return reverse(f"concerns:desk_{act}", args=[concern.issue.reference])


def write(officer: User, concern: Concern, at: datetime = NOW) -> Message:
    return write_to_reporter(
        concern_id=concern.pk, actor=officer, text=QUESTION, now=at
    )


def answer(concern: Concern, at: datetime = NOW) -> Message:
    viewer = Viewer(receipts=frozenset({concern.pk}))
    return answer_officers(concern_id=concern.pk, viewer=viewer, text=ANSWER, now=at)


def post_letters() -> None:
    for job in Job.objects.filter(done_at=None, task__in=list(LETTERS)):
        LETTERS[job.task](job_id=job.pk, **job.arguments)


def test_an_officer_writes_and_the_holder_of_the_receipt_answers(
    client: Client, officer: User, concern: Concern
) -> None:
    client.post(
        desk(concern, "write"), {"concern": concern.reference, "text": QUESTION}
    )
    visitor = Client()
    page = f"/r/{RECEIPTS[0]}/"
    assert QUESTION in visitor.get(page).text

    sent = visitor.post(f"{page}answer/", {"text": ANSWER})

    assert sent["Location"] == f"{page}#messages"
    assert ANSWER in visitor.get(page).text
    seen = client.get(desk(concern)).text
    assert ANSWER in seen
    assert "Answer came" in seen
    question, reply = Message.objects.order_by("pk")
    assert (question.author, question.by_reporter) == (officer, False)
    assert (reply.author, reply.by_reporter, reply.at.minute) == (None, True, 0)
    acts = Entry.objects.order_by("pk").values_list("action", "actor")
    assert list(acts) == [
        ("concern.write_message", officer.pk),
        ("concern.answer_message", None),
    ]


def test_an_answer_is_marked_in_the_inbox_until_it_is_read(
    client: Client, officer: User, concern: Concern
) -> None:
    answer(concern)
    address = "/desk/inbox/?view=answered"
    assert "Answer came" in client.get(address).text

    client.post(desk(concern, "read"), {"concern": concern.reference})

    assert concern.issue.reference not in client.get(address).text
    assert ANSWER in client.get(desk(concern)).text


def test_writing_takes_the_mark_off_too(officer: User, concern: Concern) -> None:
    reply = answer(concern)

    write(officer, concern, NOW + timedelta(minutes=1))

    reply.refresh_from_db()
    assert reply.read_at == NOW + timedelta(minutes=1)


def test_two_reporters_of_one_problem_never_read_one_another(
    officer: User, concern: Concern
) -> None:
    other = make_concern(issue=concern.issue, receipt_hash=hash_of(RECEIPTS[1]))
    write(officer, concern)
    answer(concern)

    page = Client().get(f"/r/{RECEIPTS[1]}/").text

    assert QUESTION not in page
    assert ANSWER not in page
    viewer = Viewer(receipts=frozenset({other.pk}))
    with pytest.raises(NoSuchIssueError):
        answer_officers(concern_id=concern.pk, viewer=viewer, text=ANSWER, now=NOW)


def test_messages_are_on_no_public_page(officer: User, concern: Concern) -> None:
    write(officer, concern)
    answer(concern)

    for path in (f"/c/{concern.issue.reference}/", "/api/v1/issues/"):
        page = Client().get(path)
        assert page.status_code == 200
        assert QUESTION not in page.text
        assert ANSWER not in page.text


def test_somebody_signed_in_reads_and_answers_without_the_receipt(
    officer: User, place: Neighborhood
) -> None:
    ann, client = make_user(), Client()
    own = make_concern(issue=make_issue(neighborhood=place), person=ann)
    write(officer, own)
    client.force_login(ann)
    page = reverse("concerns:own", args=[own.reference])
    assert page in client.get("/my/").text
    assert QUESTION in client.get(page).text

    sent = client.post(f"{page}answer/", {"text": ANSWER})

    assert sent["Location"] == f"{page}#messages"
    assert Message.objects.filter(by_reporter=True, text=ANSWER).exists()
    other = Client()
    other.force_login(make_user())
    assert other.get(page).status_code == 404
    assert other.post(f"{page}answer/", {"text": ANSWER}).status_code == 404


def test_nobody_but_an_officer_of_the_area_writes(
    concern: Concern, place: Neighborhood
) -> None:
    own, colleague = make_officer(of=place), make_officer(of=place)
    make_concern(issue=concern.issue, person=own)

    for actor in (make_officer(of=make_neighborhood()), make_admin(), own):
        with pytest.raises(NotAllowedError):
            write(actor, concern)
    assert write(colleague, concern).pk


def test_what_nobody_can_come_back_to_gets_no_message(
    client: Client, officer: User, place: Neighborhood
) -> None:
    imported = make_concern(issue=make_issue(neighborhood=place))

    with pytest.raises(NotAllowedError):
        write(officer, imported)
    assert "Nobody can read messages about this one" in client.get(desk(imported)).text


def test_without_words_nothing_is_sent_and_the_page_says_so(
    client: Client, officer: User, concern: Concern
) -> None:
    page = client.post(
        desk(concern, "write"), {"concern": concern.reference, "text": "  "}
    )
    mine = Client().post(f"/r/{RECEIPTS[0]}/answer/", {"text": ""})

    assert "Write a few words first." in page.text
    assert "Write a few words first." in mine.text
    assert not Message.objects.exists()


def test_twenty_a_day_are_enough_on_either_side(
    officer: User, concern: Concern
) -> None:
    for number in range(20):
        write(officer, concern, NOW + timedelta(minutes=number))  # taking turns:
        answer(concern)  # the same words again are no second press

    with pytest.raises(TooManyMessagesError):
        write(officer, concern)
    newest = Message.objects.filter(by_reporter=True).latest("pk")
    newest.text = "Other words"
    newest.save()
    with pytest.raises(TooManyMessagesError):
        answer(concern)
    assert write(officer, concern, NOW + timedelta(days=2)).pk


# -- letters ---------------------------------------------------------------------------
def test_a_letter_says_that_a_message_waits_and_never_what_it_says(
    officer: User, place: Neighborhood, sink: MailSink
) -> None:
    ann: dict[str, Any] = {
        "contact_by": Contact.EMAIL,
        "contact_sealed": seal_contact("ann@example.org", ""),
    }
    own = make_concern(
        issue=make_issue(neighborhood=place, privacy=Privacy.SENSITIVE), **ann
    )
    own.receipt_hash = hash_of(RECEIPTS[0])
    own.save()
    write(officer, own)
    answer(own, NOW + timedelta(minutes=1))

    post_letters()

    letters = {letter["To"]: letter for letter in sink.letters}
    assert set(letters) == {"ann@example.org", officer.email}
    for letter in letters.values():
        text = str(letter)
        assert QUESTION not in text
        assert ANSWER not in text
        assert own.kind.name not in text
    assert "ann@example.org" not in str(letters[officer.email])


# -- what goes -------------------------------------------------------------------------
def test_messages_go_with_the_concern_the_person_and_the_years(
    officer: User, place: Neighborhood
) -> None:
    ann = make_user()
    old = make_issue(
        neighborhood=place, status="done", closed_at=NOW - timedelta(days=731)
    )
    kept, taken_back, forgotten, erased = (
        make_concern(issue=make_issue(neighborhood=place)),
        make_concern(issue=make_issue(neighborhood=place), receipt_hash="x"),
        make_concern(issue=old),
        make_concern(issue=make_issue(neighborhood=place), person=ann),
    )
    for one in (kept, taken_back, forgotten, erased):
        make_message(one)
    assert [said["text"] for said in export_person(ann)["concerns.message"]] == [
        "It is the third lamp"
    ]

    viewer = Viewer(receipts=frozenset({taken_back.pk}))
    withdraw_concern(concern_id=taken_back.pk, viewer=viewer, now=NOW)
    forget_messages(now=NOW)
    erase_person(ann)

    assert [message.concern for message in Message.objects.all()] == [kept]
