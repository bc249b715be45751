"""The queue with real servers: broker, worker, relay, mail."""

import json
import time
from base64 import b64decode
from pathlib import Path

import pytest
from celery import current_app
from django.db import connection
from django.utils.timezone import now
from redis import Redis

from engagement.outbox import services
from engagement.outbox.models import Job
from engagement.outbox.relay import Relay
from engagement.outbox.services import Letter
from engagement.outbox.services.letters import message_id
from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def write(number: int = 1) -> float:
    """Put a letter into the outbox; say how long that took."""
    letter = Letter(
        f"r{number}@example.org", f"Letter {number}", "Words", "<p>Words</p>"
    )
    began = time.perf_counter()
    services.send_sealed_letter(letter, now=now())
    return time.perf_counter() - began


def all_done() -> bool:
    return not Job.objects.filter(done_at=None).exists()


def await_rest(broker: Broker) -> None:
    """Wait until all is done and acknowledged.

    A worker whose broker dies between the two ends itself, and is started again by
    whoever minds it (deploy/systemd): that is no matter of the outbox.
    """
    with Redis.from_url(broker.url) as queue:
        wait_until(lambda: all_done() and not queue.hlen("unacked"), what="all at rest")


def subjects(sink: MailSink) -> list[str]:
    return sorted(letter["Subject"] for letter in sink.letters)


def test_a_letter_leaves_by_relay_and_worker(house: House, sink: MailSink) -> None:
    house.worker()
    house.relay()

    write()

    wait_until(all_done, what="the letter is sent")
    assert subjects(sink) == ["Letter 1"]
    assert sink.recipients == [["r1@example.org"]]
    job = Job.objects.get()
    assert sink.letters[0]["Message-ID"] == message_id(job)
    assert (job.attempts, job.dead_at) == (1, None)


def test_letters_written_while_the_broker_is_dead_leave_when_it_is_back(
    house: House, broker: Broker, sink: MailSink
) -> None:
    house.worker()
    house.relay()
    write(1)
    await_rest(broker)

    broker.kill()
    took = max(write(number) for number in range(2, 6))
    broker.start()

    wait_until(all_done, seconds=60, what="the others are sent")
    assert took < 0.3
    assert subjects(sink) == [f"Letter {number}" for number in range(1, 6)]


def test_letters_leave_without_a_broker_and_without_workers(
    house: House, broker: Broker, sink: MailSink
) -> None:
    house.relay()
    broker.kill()

    write()

    wait_until(all_done, seconds=40, what="the relay sends it itself")
    assert subjects(sink) == ["Letter 1"]


def test_a_frozen_broker_stops_neither_the_writer_nor_the_letters(
    house: House, broker: Broker, sink: MailSink
) -> None:
    house.worker()
    house.relay()
    write(1)
    wait_until(all_done, what="the first letter is sent")

    broker.freeze()
    took = write(2)
    left = wait_until(all_done, seconds=60, what="the relay sends it itself")
    broker.thaw()
    write(3)
    wait_until(all_done, seconds=60, what="the worker sends again")

    assert took < 0.3
    assert left > 5
    assert subjects(sink) == ["Letter 1", "Letter 2", "Letter 3"]


def test_a_broker_that_lost_its_queue_is_filled_again(
    house: House, broker: Broker, sink: MailSink
) -> None:
    relay = house.relay()
    write()
    wait_until(lambda: Job.objects.filter(sent_at__isnull=False).exists())
    relay.kill()
    broker.kill()
    broker.start()

    services.resend_unfinished(sent_before=now())
    house.worker()
    house.relay()

    wait_until(all_done, seconds=60, what="the letter is sent")
    assert subjects(sink) == ["Letter 1"]


def fill(number: int) -> None:
    """Write many jobs that have nothing to send: they are begun and done."""
    moment = now()
    Job.objects.bulk_create(
        Job(
            task="outbox.send_sealed",
            about=f"x.y:{n}",
            arguments={"letter_id": 0},
            created_at=moment,
            not_before=moment,
        )
        for n in range(number)
    )


def all_sent() -> bool:
    return not Job.objects.filter(sent_at=None).exists()


def queued_jobs(broker: Broker) -> list[int]:
    """Read which jobs lie in the queue, as a worker would find them."""
    client = Redis.from_url(broker.url)
    found = [json.loads(words) for words in client.lrange("celery", 0, -1)]
    client.close()
    bodies = [json.loads(b64decode(message["body"])) for message in found]
    return sorted(kwargs["job_id"] for _args, kwargs, _embed in bodies)


def test_two_relays_put_two_thousand_jobs_into_the_queue_each_once(
    house: House, broker: Broker
) -> None:
    fill(2_000)

    house.relay()
    house.relay()

    wait_until(all_sent, seconds=120, what="all are handed over")
    jobs = Job.objects.order_by("pk").values_list("pk", flat=True)
    assert queued_jobs(broker) == list(jobs)


def test_what_two_relays_handed_over_is_begun_once_and_done(house: House) -> None:
    fill(200)

    house.worker()
    house.relay()
    house.relay()

    wait_until(all_done, seconds=120, what="all are done")
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


CRASH = """
import os, django
django.setup()
from django.core.mail.backends import smtp
from django.utils.timezone import now
from redis import Redis
from engagement.outbox import services
say_yes = smtp.EmailBackend.send_messages
def die_after(self, messages):
    say_yes(self, messages)
    os._exit(9)
smtp.EmailBackend.send_messages = die_after
services.deliver_sealed(job_id={job}, letter_id={letter}, now=now())
"""


def test_killed_between_the_servers_yes_and_our_commit_it_repeats_the_message_id(
    house: House, sink: MailSink
) -> None:
    write()
    job = Job.objects.get()
    letter = job.arguments["letter_id"]

    crashed = house.run("-c", CRASH.format(job=job.pk, letter=letter))

    assert crashed.wait(30) == 9
    assert Job.objects.get().done_at is None
    assert services.deliver_sealed(job_id=job.pk, letter_id=letter, now=now())
    assert [mail["Message-ID"] for mail in sink.letters] == [message_id(job)] * 2


def test_a_relay_that_is_told_to_stop_leaves_at_once(house: House) -> None:
    house.settings = "tests.harness.earnest"  # whose lines can be read
    relay = house.relay()
    wait_until(lambda: "listening" in house.logs(), what="the relay listens")

    relay.terminate()

    assert relay.wait(5) == 0


def test_a_relay_waits_for_a_database_that_dropped_its_line(
    house: House, sink: MailSink
) -> None:
    house.worker()
    house.relay()
    write(1)
    wait_until(all_done, what="the first letter is sent")

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    write(2)

    wait_until(all_done, seconds=60, what="the second letter is sent")
    assert subjects(sink) == ["Letter 1", "Letter 2"]


def test_alone_it_leaves_long_tasks_to_the_workers(tmp_path: Path) -> None:
    current_app.loader.import_default_modules()  # as `manage.py relay` does
    names = Relay(current_app)._short_tasks()

    assert "outbox.send_sealed" in names
    assert "celery.chord_unlock" not in names
