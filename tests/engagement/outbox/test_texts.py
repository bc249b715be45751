"""Texts leave by the outbox once, and are kept nowhere when they have."""

from __future__ import annotations

import logging
import logging.config
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from config.settings import base
from engagement.outbox.models import DemoLetter, Job, SealedLetter
from engagement.outbox.services import deliver_text, send_sealed_text
from engagement.outbox.texting import can_text, post_text
from tests.harness.textservice import TextService

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
NUMBER, WORDS = "+16172531000", "123456 is your code."


@pytest.fixture
def service(settings: Settings) -> Iterator[TextService]:
    service = TextService().start()
    settings.SMS_URL = service.url
    yield service
    service.stop()


def send() -> tuple[Job, SealedLetter]:
    kept = send_sealed_text(to=NUMBER, text=WORDS, now=NOW)
    return Job.objects.get(), kept


def deliver(job: Job, kept: SealedLetter, at: datetime = NOW) -> bool:
    return deliver_text(job_id=job.pk, letter_id=kept.pk, now=at)


def test_a_text_leaves_once_and_nothing_of_it_stays(service: TextService) -> None:
    job, kept = send()

    sent = [deliver(job, kept), deliver(job, kept)]

    job.refresh_from_db()
    assert (sent, job.done_at) == ([True, False], NOW)
    assert service.taken == [("+16172531000", WORDS)]
    assert not SealedLetter.objects.exists()


def test_the_waiting_rows_hold_neither_number_nor_words() -> None:
    job, kept = send()

    assert job.arguments == {"letter_id": kept.pk}
    assert NUMBER.encode() not in bytes(kept.sealed)
    assert b"123456" not in bytes(kept.sealed)


def test_a_text_is_not_led_on_to_another_address(service: TextService) -> None:
    elsewhere = TextService().start()
    service.status, service.leads_to = 307, elsewhere.url.replace("json", "http", 1)

    sent = deliver(*send())
    elsewhere.stop()

    assert (sent, len(service.taken), elsewhere.taken) == (False, 1, [])


def test_a_service_that_refuses_is_asked_again_and_its_words_are_not_kept(
    service: TextService,
) -> None:
    service.status = 500
    job, kept = send()

    first = deliver(job, kept)
    job.refresh_from_db()
    told = (job.not_before, job.last_error)
    service.status = 200
    second = deliver(job, kept, NOW + timedelta(seconds=15))

    assert (first, second) == (False, True)
    assert told == (
        NOW + timedelta(seconds=15),
        "The text service (SMS_URL) did not take it.",
    )


def test_a_text_that_is_too_late_is_given_up_and_forgotten(
    service: TextService,
) -> None:
    job, kept = send()

    assert not deliver(job, kept, NOW + timedelta(minutes=10))

    job.refresh_from_db()
    assert job.dead_at == NOW + timedelta(minutes=10)
    assert service.taken == []
    assert not SealedLetter.objects.exists()


def test_an_address_apprise_does_not_know_sends_nothing(settings: Settings) -> None:
    settings.SMS_URL = "nothing://{to}"

    assert not post_text(to=NUMBER, text=WORDS, now=NOW)


def test_without_an_address_there_are_no_texts(settings: Settings) -> None:
    settings.SMS_URL = ""

    assert not can_text()


def test_in_the_demo_texts_lie_among_the_letters() -> None:
    job, kept = send()

    assert deliver(job, kept)

    letter = DemoLetter.objects.get()
    assert (letter.to, letter.subject, letter.text) == (NUMBER, "Text message", WORDS)


def test_no_line_of_the_log_names_the_number(
    service: TextService, caplog: pytest.LogCaptureFixture
) -> None:
    """Apprise writes it down when a service refuses; the settings silence it."""
    service.status = 500
    caplog.set_level(logging.DEBUG)
    job, kept = send()
    deliver(job, kept)
    loud = [line for line in caplog.messages if "6172531000" in line]
    caplog.clear()
    loggers: Any = base.LOGGING["loggers"]
    own = {name: loggers[name] for name in ("apprise", "urllib3")}

    logging.config.dictConfig(
        {"version": 1, "disable_existing_loggers": False, "loggers": own}
    )
    try:
        deliver(job, kept)
    finally:
        logging.getLogger("apprise").propagate = True
        logging.getLogger("urllib3").setLevel(logging.NOTSET)

    assert loud  # there was something to silence
    assert [line for line in caplog.messages if "6172531000" in line] == []
    assert len(service.taken) == 2
