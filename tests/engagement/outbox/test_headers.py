"""Whatever stands in a subject or an address, one letter goes to one person (ASVS 1.3.11)."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from engagement.outbox import services
from engagement.outbox.models import Job
from tests.architecture.typing_in import TEXTS
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
ANN = "ann@example.org"
HEADERS = {
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
NASTY = [
    *(text for text in TEXTS.values() if len(text) < 10_000),
    *(f"one{end}Bcc: all@example.org" for end in ("\n", "\r", "\r\n", "\x0b", "\x85")),
    "one\u2028Bcc: all@example.org\u2029\u2029body",
    "=?utf-8?q?one=0D=0ABcc:_all@example.org?=",
]


def send(to: str, word: str) -> Job:
    job = services.enqueue(task="a.letter", about="x.y:1", now=now())
    assert job is not None
    values = {"kind": word, "neighborhood": word, "decision": word}
    services.deliver(
        job_id=job.pk,
        to=to,
        language="en",
        template="line_decided",
        values=values,
        now=now(),
    )
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("word", NASTY)
def test_whatever_a_subject_holds_it_is_one_letter_to_one_person(
    sink: MailSink, word: str
) -> None:
    send(ANN, word)

    assert sink.recipients == [[ANN]]
    (letter,) = sink.letters
    assert set(letter.keys()) == HEADERS
    assert len(letter.keys()) == len(HEADERS)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_an_address_of_two_lines_gets_no_letter(sink: MailSink, end: str) -> None:
    job = send(f"{ANN}{end}Bcc: all@example.org", "a word")

    assert sink.letters == []
    assert job.dead_at is not None
