from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import QuerySet
from django.utils.timezone import now
from pytest_django import Settings

from engagement.outbox import services
from engagement.outbox.mailbox import DemoMailbox
from engagement.outbox.models import DemoLetter, Job, SealedLetter
from engagement.outbox.services import Letter
from engagement.outbox.services.letters import message_id
from tests.harness.mailsink import MailSink, wait_at

pytestmark = pytest.mark.django_db
SECRET = Letter(
    to="ann@example.org", subject="Your code", text="Code 123456", html="<p>123456</p>"
)


def make_job(task: str = "a.letter", **fields: Any) -> Job:
    job = services.enqueue(task=task, about="x.y:1", now=now(), **fields)
    assert job is not None
    return job


def send(job: Job, to: str = "ann@example.org", language: str = "en") -> bool:
    return services.deliver(
        job_id=job.pk,
        to=to,
        language=language,
        template="test_letter",
        values={},
        now=now(),
    )


def test_a_letter_goes_to_one_person_as_text_and_as_a_page() -> None:
    job = make_job()

    assert send(job)

    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert (letter.to, letter.cc, letter.bcc) == (["ann@example.org"], [], [])
    assert letter.subject == "A test letter"
    assert letter.body.startswith("This is a test letter.")
    page, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert '<html lang="en" dir="ltr">' in str(page)
    assert letter.extra_headers["Message-ID"] == message_id(job)
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in letter.extra_headers
    job.refresh_from_db()
    assert job.done_at is not None


def test_a_letter_is_written_in_the_readers_language_and_direction() -> None:
    send(make_job(), language="ar-xb")

    (letter,) = mail.outbox
    assert isinstance(letter, EmailMultiAlternatives)
    assert '<html lang="ar-xb" dir="rtl">' in str(letter.alternatives[0][0])


def test_a_language_we_do_not_have_falls_back_to_the_towns() -> None:
    send(make_job(), language="tlh")

    assert mail.outbox[0].subject == "A test letter"


def test_words_in_a_letter_stay_words() -> None:
    values = {"site_url": "<b>&"}
    letter = services.write_letter(
        to="a@example.org", language="en", template="test_letter", values=values
    )

    assert letter.text.endswith("<b>&/")
    assert "&lt;b&gt;&amp;/" in letter.html
    assert "<b>" not in letter.html


def test_a_job_that_ran_twice_sends_one_letter() -> None:
    job = make_job()

    assert [send(job), send(job)] == [True, False]

    assert len(mail.outbox) == 1


def test_every_try_of_a_job_has_the_same_message_id_and_each_job_its_own() -> None:
    first = make_job()
    second = make_job(version=2)

    assert message_id(Job.objects.get(pk=first.pk)) == message_id(first)
    assert message_id(first) != message_id(second)


def test_a_mail_server_that_is_away_costs_no_attempt(sink: MailSink) -> None:
    job = make_job()
    services.begin(job_id=job.pk, now=now())
    sink.stop()

    assert not send(job)

    job.refresh_from_db()
    assert (job.attempts, job.sent_at, job.dead_at) == (0, None, None)
    assert job.not_before > now()
    assert job.last_error.startswith("ConnectionRefusedError")
    sink.start()
    assert send(job)
    assert [letter["To"] for letter in sink.letters] == ["ann@example.org"]


def test_an_address_that_is_refused_for_good_is_given_up(sink: MailSink) -> None:
    sink.refuses.add("nobody@example.org")
    job = make_job()

    assert not send(job, to="nobody@example.org")

    job.refresh_from_db()
    assert job.dead_at is not None
    assert "No such mailbox" in job.last_error


def test_a_letter_nobody_could_send_for_three_days_is_given_up(sink: MailSink) -> None:
    sink.stop()
    job = make_job()
    Job.objects.update(created_at=now() - timedelta(days=3, minutes=1))

    assert not send(job)

    job.refresh_from_db()
    assert job.dead_at is not None


def test_a_sealed_letter_is_unreadable_until_sent_and_gone_after() -> None:
    kept = services.send_sealed_letter(SECRET, now=now())
    job = Job.objects.get(task="outbox.send_sealed")
    assert b"123456" not in bytes(SealedLetter.objects.get().sealed)
    assert "123456" not in str(job.arguments)

    assert services.deliver_sealed(job_id=job.pk, letter_id=kept.pk, now=now())

    assert mail.outbox[0].body == "Code 123456"
    assert not SealedLetter.objects.exists()
    assert not services.deliver_sealed(job_id=job.pk, letter_id=kept.pk, now=now())
    assert len(mail.outbox) == 1


def test_a_sealed_letter_stays_while_the_mail_server_is_away(sink: MailSink) -> None:
    sink.stop()
    kept = services.send_sealed_letter(SECRET, now=now())
    job = Job.objects.get(task="outbox.send_sealed")

    assert not services.deliver_sealed(job_id=job.pk, letter_id=kept.pk, now=now())

    assert SealedLetter.objects.filter(pk=kept.pk).exists()


def test_the_demo_keeps_its_letters_for_the_mailbox_page(settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{DemoMailbox.__module__}.{DemoMailbox.__qualname__}"

    send(make_job())

    kept = DemoLetter.objects.get()
    assert (kept.to, kept.subject) == ("ann@example.org", "A test letter")
    assert kept.text.startswith("This is a test letter.")
    assert kept.html.startswith("<!DOCTYPE html>")


def test_the_test_letter_command_puts_one_into_the_outbox() -> None:
    call_command("send_test_letter", "ann@example.org", stdout=None)

    assert [job.task for job in Job.objects.all()] == ["outbox.send_sealed"]
    with pytest.raises(CommandError, match="“ann” is not an e-mail address"):
        call_command("send_test_letter", "ann")


def _send_by_two_at_once(sink: MailSink) -> None:
    """Two workers hold the same job; they meet inside if nothing keeps them apart."""
    job = make_job()
    meeting = Barrier(2)
    post = EmailMultiAlternatives.send

    def send_after_meeting(message: EmailMultiAlternatives, **named: Any) -> int:
        wait_at(meeting, 1)
        return post(message, **named)

    def work(_number: int) -> None:
        send(job)
        connection.close()

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(EmailMultiAlternatives, "send", send_after_meeting)
        list(pool.map(work, range(2)))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_job_send_one_letter(sink: MailSink) -> None:
    _send_by_two_at_once(sink)

    assert len(sink.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_they_would_send_two(
    sink: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    same: Callable[..., Any] = lambda rows, **_named: rows  # noqa: E731 - a stand-in of one word
    monkeypatch.setattr(QuerySet, "select_for_update", same)

    _send_by_two_at_once(sink)

    assert len(sink.letters) == 2
