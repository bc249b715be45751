"""The alarm with a real broker, worker and mail: once, whatever dies meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.outbox.models import Job
from tests.factories.group_walks import make_running_patrol, make_second, make_walk
from tests.factories.groups import make_group
from tests.factories.people import make_officer, make_user
from tests.harness.mailsink import MailSink
from tests.harness.processes import Broker, House, wait_until
from watchgroups.models import Alarm, Walk
from watchgroups.services.alarms import raise_alarms

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
CAPTAIN, SECOND, DESK = "ann@example.org", "bea@example.org", "desk@example.org"


def overdue(*, minutes: int) -> Walk:
    """A walk that should have been heard of so many minutes ago."""
    group = make_group(captain=make_user(CAPTAIN))
    make_second(group, make_user(SECOND))
    make_officer(of=group.neighborhood, email=DESK)
    began = now() - timedelta(minutes=30 + minutes)
    return make_walk(make_running_patrol(group, at=began), at=began)


def all_done() -> bool:
    return not Job.objects.filter(done_at=None).exists()


def told(sink: MailSink) -> list[list[str]]:
    return sorted(sink.recipients)


def test_the_alarm_waits_for_a_worker_that_was_killed_and_comes_once(
    house: House, sink: MailSink
) -> None:
    worker = house.worker()
    house.relay()
    overdue(minutes=1)
    worker.kill()

    raise_alarms(now=now())
    house.worker()
    took = wait_until(all_done, seconds=110, what="the captain is told")
    raise_alarms(now=now())

    assert took < 120
    assert told(sink) == [[CAPTAIN]]
    assert Alarm.objects.count() == 1


def test_the_alarm_leaves_while_the_broker_is_dead_and_once_when_it_is_back(
    house: House, broker: Broker, sink: MailSink
) -> None:
    house.worker()
    house.relay()
    overdue(minutes=25)
    broker.kill()

    raise_alarms(now=now())
    raise_alarms(now=now())
    wait_until(all_done, seconds=110, what="the relay tells them itself")
    broker.start()
    raise_alarms(now=now())
    wait_until(all_done, seconds=60, what="nothing is left")

    assert told(sink) == sorted([[CAPTAIN], [SECOND], [DESK]])
    assert Alarm.objects.count() == 3


def test_who_was_heard_of_while_the_worker_was_dead_alarms_nobody(
    house: House, sink: MailSink
) -> None:
    walk = overdue(minutes=1)
    raise_alarms(now=now())
    moment = now()
    Walk.objects.filter(pk=walk.pk).update(
        heard_at=moment, due_at=moment + timedelta(minutes=30)
    )

    house.worker()
    house.relay()
    wait_until(all_done, seconds=110, what="the job is ended")

    assert told(sink) == []
