"""What officers are told: at once what cannot wait, once a morning the rest."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache

from engagement.common.roles import Role
from engagement.concerns import tasks
from engagement.concerns.choices import Privacy, Status
from engagement.concerns.models import Issue
from engagement.concerns.services import submit_concern
from engagement.outbox.models import Job
from engagement.places.models import Neighborhood
from tests.factories.concerns import make_submission
from tests.factories.people import make_grant, make_officer
from tests.factories.places import make_neighborhood
from tests.harness.mailsink import MailSink

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
DOORS = {task.name: task for task in (tasks.tell_officers, tasks.send_officer_letter)}


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
    while jobs := list(Job.objects.filter(done_at=None, task__in=list(DOORS))):
        for job in jobs:
            DOORS[job.task](job_id=job.pk, **job.arguments)


def send(place: Neighborhood, key: str = "key", **fields: Any) -> Issue:
    receipt = submit_concern(
        submission=make_submission(neighborhood=place, **fields),
        person=None,
        device=None,
        idempotency_key=key,
        now=NOW,
    )
    return Issue.objects.get(reference=receipt.issue_reference)


def told(sink: MailSink) -> list[tuple[str, str]]:
    return sorted((str(one["To"]), str(one["Subject"])) for one in sink.letters)


def test_every_officer_of_the_place_hears_of_a_sensitive_one(sink: MailSink) -> None:
    place = make_neighborhood("Northside")
    first, second = make_officer(of=place), make_officer(of=place)
    make_officer(of=make_neighborhood())
    issue = send(place, privacy=Privacy.SENSITIVE, text="canary words")

    work()
    work()

    subject = "Northside: a new concern needs a look soon"
    assert told(sink) == sorted([(first.email, subject), (second.email, subject)])
    parts = [part for one in sink.letters for part in one.walk()]
    words = "".join(
        str(part.get_content()) for part in parts if not part.is_multipart()
    )
    assert f"/desk/concerns/{issue.reference}/" in words
    assert "canary" not in words


def test_a_place_without_officers_of_its_own_falls_to_those_of_the_town(
    sink: MailSink,
) -> None:
    place = make_neighborhood("Northside")
    chief = make_officer()

    send(place, privacy=Privacy.SENSITIVE)
    work()

    assert [to for to, _subject in told(sink)] == [chief.email]


def test_a_day_of_plain_ones_is_one_letter_with_their_number(sink: MailSink) -> None:
    place = make_neighborhood("Northside")
    make_officer(of=place)
    for number in range(3):
        send(place, f"key {number}")
    looked_at = send(place, "looked at")
    Issue.objects.filter(pk=looked_at.pk).update(status=Status.LOOKING)

    work()

    assert [subject for _to, subject in told(sink)] == ["Northside: 3 new concerns"]
    assert Job.objects.filter(task="concerns.tell_officers").count() == 1


def test_nothing_new_left_no_letter(sink: MailSink) -> None:
    place = make_neighborhood()
    make_officer(of=place)
    issue = send(place)
    Issue.objects.filter(pk=issue.pk).update(status=Status.LOOKING)

    work()

    assert sink.letters == []
    assert issue.reported_on == date(2026, 11, 20)


def test_no_officer_is_told_of_what_they_sent_themselves(sink: MailSink) -> None:
    place = make_neighborhood("Northside")
    own, other = make_officer(of=place), make_officer(of=place)
    issue = send(place, privacy=Privacy.SENSITIVE)
    issue.concerns.update(person=own)

    work()

    assert [to for to, _subject in told(sink)] == [other.email]


def test_whose_role_ended_meanwhile_hears_nothing_of_the_place_any_more(
    sink: MailSink,
) -> None:
    """The letter was asked for while the role was held, and looks again as it leaves."""
    place = make_neighborhood("Northside")
    stays, leaves = make_officer(of=place), make_officer(of=place)
    make_grant(leaves, Role.OFFICER, make_neighborhood())
    send(place, privacy=Privacy.SENSITIVE)
    send(place, "a plain one")
    for job in Job.objects.filter(task="concerns.tell_officers"):
        DOORS[job.task](job_id=job.pk, **job.arguments)
    waiting = Job.objects.filter(task="concerns.send_officer_letter", done_at=None)
    assert waiting.filter(person=leaves).count() == 2

    leaves.grants.filter(neighborhood=place).update(ends_at=NOW)
    work()

    assert {to for to, _subject in told(sink)} == {stays.email}
    assert not waiting.exists()
