from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.utils.timezone import now

from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from engagement.people.models import User

pytestmark = pytest.mark.django_db


def test_a_job_is_kept_with_its_arguments_and_its_time() -> None:
    moment = now()
    ann = User.objects.create_user("ann@example.org")

    job = enqueue(
        task="concerns.send_receipt",
        about="concerns.concern:1",
        now=moment,
        person=ann,
        not_before=moment + timedelta(hours=1),
        concern_id=1,
    )

    assert job is not None
    kept = Job.objects.get()
    assert kept == job
    assert kept.arguments == {"concern_id": 1}
    assert kept.person == ann
    assert (kept.created_at, kept.not_before) == (moment, moment + timedelta(hours=1))
    assert (kept.sent_at, kept.done_at, kept.attempts) == (None, None, 0)


def test_the_same_job_is_kept_once_but_another_version_or_person_is_another() -> None:
    ann = User.objects.create_user("ann@example.org")
    same = partial(enqueue, task="a.b", about="x.y:1", now=now())

    assert same() is not None
    assert same() is None
    assert same(version=2) is not None
    assert same(person=ann) is not None
    assert same(person=ann) is None

    assert Job.objects.count() == 3


def test_a_job_of_a_transaction_that_fails_never_existed() -> None:
    with transaction.atomic():
        enqueue(task="a.b", about="x.y:1", now=now())
        transaction.set_rollback(True)

    assert Job.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_relay_is_woken_at_commit() -> None:
    with connection.cursor() as cursor:
        cursor.execute("LISTEN outbox")
    enqueue(task="a.b", about="x.y:1", now=now())

    heard = list(connection.connection.notifies(timeout=2, stop_after=1))
    with connection.cursor() as cursor:
        cursor.execute("UNLISTEN outbox")

    assert [note.channel for note in heard] == ["outbox"]
