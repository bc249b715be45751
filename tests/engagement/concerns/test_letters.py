"""Letters to reporters: one each, in their language, only while they still hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.urls import resolve

from engagement.common.roles import Viewer
from engagement.concerns import tasks
from engagement.concerns.choices import Contact, Privacy, Status
from engagement.concerns.models import Concern, Issue
from engagement.concerns.queries import concern_by_receipt
from engagement.concerns.receipts import confirmed_concern
from engagement.concerns.services import (
    confirm_mail,
    merge_issues,
    move_status,
    reply_to_issue,
    submit_concern,
    withdraw_concern,
)
from engagement.outbox.models import Job
from engagement.people.models import User
from tests.factories.concerns import make_issue, make_submission
from tests.factories.people import make_officer
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
REPORTERS = {
    task.name: task
    for task in (tasks.send_receipt, tasks.tell_reporters, tasks.send_update)
}


@pytest.fixture
def sink(settings) -> Iterator[MailSink]:
    sink = MailSink().start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    cache.clear()
    yield sink
    cache.clear()
    sink.stop()


def work() -> None:
    """Run what waits in the outbox for reporters, and what that asks for."""
    while jobs := list(Job.objects.filter(done_at=None, task__in=list(REPORTERS))):
        for job in jobs:
            REPORTERS[job.task](job_id=job.pk, **job.arguments)


def send(language: str = "en", *, wants_updates: bool = True) -> Concern:
    receipt = submit_concern(
        submission=make_submission(
            contact_by=Contact.EMAIL,
            contact="ada@example.org",
            name="Ada",
            wants_updates=wants_updates,
            language=language,
        ),
        person=None,
        device=None,
        idempotency_key=f"key {language}",
        now=NOW,
    )
    return Concern.objects.select_related("issue").get(pk=receipt.concern_id)


def officer_of(issue: Issue) -> User:
    return make_officer(of=issue.neighborhood)


def texts(sink: MailSink) -> list[str]:
    return [
        str(part.get_content())
        for letter in sink.letters
        if (part := letter.get_body(("plain",))) is not None
    ]


def subjects(sink: MailSink) -> list[str]:
    return [str(letter["Subject"]) for letter in sink.letters]


def test_the_receipt_letter_opens_the_concern_and_confirms_the_mailbox(
    sink: MailSink,
) -> None:
    concern = send()

    work()
    work()

    (text,) = texts(sink)
    links = [resolve(path) for path in re.findall(r"https?://[^/\s]+(/\S+/)", text)]
    given = {found.url_name: found.kwargs for found in links}
    assert sink.recipients == [["ada@example.org"]]
    assert subjects(sink) == [f"We have your concern {concern}"]
    assert "Hello Ada," in text
    assert concern_by_receipt(given["receipt"]["receipt"]) == concern
    assert confirmed_concern(given["confirm_mail"]["token"]) == concern.pk


def test_a_letter_is_written_in_the_reporters_language(sink: MailSink) -> None:
    send("ar-xb")

    work()

    page = sink.letters[0].get_body(("html",))
    assert page is not None
    assert 'dir="rtl"' in str(page.get_content())


def test_updates_go_to_a_confirmed_mailbox_once_each(sink: MailSink) -> None:
    concern = send()
    issue, officer = concern.issue, officer_of(concern.issue)
    work()
    confirm_mail(concern_id=concern.pk, now=NOW)

    reply_to_issue(issue_id=issue.pk, actor=officer, text="We are on it.", now=NOW)
    for status, words in ((Status.PLANNED, "In May."), (Status.DONE, "New lamps.")):
        move_status(
            issue_id=issue.pk,
            actor=officer,
            new=status,
            text=words,
            version=None,
            now=NOW,
        )
    work()
    work()

    assert subjects(sink)[1:] == [
        f"An officer has answered your concern {concern}",
        f"Your concern {concern}: Work planned",
        f"Your concern {concern} is closed: Done",
    ]
    said = texts(sink)[1:]
    expected = ["We are on it.", "In May.", "New lamps."]
    assert [word in text for word, text in zip(expected, said, strict=True)] == [
        True
    ] * 3
    assert all("/r/" in text for text in said)


def test_an_unconfirmed_mailbox_gets_the_receipt_and_no_more(sink: MailSink) -> None:
    concern = send()
    officer = officer_of(concern.issue)

    reply_to_issue(issue_id=concern.issue.pk, actor=officer, text="Hello", now=NOW)
    work()

    assert subjects(sink) == [f"We have your concern {concern}"]


def test_who_wants_no_updates_gets_none(sink: MailSink) -> None:
    concern = send(wants_updates=False)
    confirm_mail(concern_id=concern.pk, now=NOW)
    officer = officer_of(concern.issue)

    reply_to_issue(issue_id=concern.issue.pk, actor=officer, text="Hello", now=NOW)
    work()

    assert len(sink.letters) == 1


def test_a_merge_is_told_to_those_who_were_merged(sink: MailSink) -> None:
    concern = send()
    confirm_mail(concern_id=concern.pk, now=NOW)
    issue = concern.issue
    into = make_issue(neighborhood=issue.neighborhood, kind=issue.kind)

    merge_issues(
        issue_id=issue.pk,
        into_id=into.pk,
        actor=officer_of(issue),
        reason="The same lamp",
        now=NOW,
    )
    work()

    assert subjects(sink)[1:] == [
        f"Your concern {concern} is now worked on together with another"
    ]


def test_after_a_merge_news_of_the_one_it_became_reaches_all(sink: MailSink) -> None:
    concern = send()
    confirm_mail(concern_id=concern.pk, now=NOW)
    issue = concern.issue
    into = make_issue(neighborhood=issue.neighborhood, kind=issue.kind)
    officer = officer_of(issue)
    merge_issues(
        issue_id=issue.pk, into_id=into.pk, actor=officer, reason="One", now=NOW
    )

    reply_to_issue(issue_id=into.pk, actor=officer, text="We are on it.", now=NOW)
    work()

    assert subjects(sink)[-1] == f"An officer has answered your concern {concern}"


def test_no_letter_names_what_is_sensitive(sink: MailSink) -> None:
    concern = send()
    Issue.objects.update(privacy=Privacy.SENSITIVE)
    issue, kind = concern.issue, concern.kind.name
    officer = make_officer(of=issue.neighborhood)
    into = make_issue(neighborhood=issue.neighborhood, privacy=Privacy.SENSITIVE)
    work()
    confirm_mail(concern_id=concern.pk, now=NOW)

    reply_to_issue(issue_id=issue.pk, actor=officer, text="We call you", now=NOW)
    for new in (Status.LOOKING, Status.DONE):
        move_status(
            issue_id=issue.pk,
            actor=officer,
            new=new,
            text="Seen",
            version=None,
            now=NOW,
        )
    merge_issues(
        issue_id=issue.pk, into_id=into.pk, actor=officer, reason="same", now=NOW
    )
    work()

    bodies = texts(sink)
    assert len(bodies) == 5
    assert [body for body in bodies if kind in body] == []
    assert all(str(concern) in body for body in bodies)


def test_what_was_taken_back_meanwhile_is_not_written_about(sink: MailSink) -> None:
    concern = send()
    viewer = Viewer(receipts=frozenset({concern.pk}))

    withdraw_concern(concern_id=concern.pk, viewer=viewer, now=NOW)
    work()

    assert sink.letters == []
    assert not Job.objects.filter(done_at=None, task__in=list(REPORTERS)).exists()
