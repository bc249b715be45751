"""Builds through a real broker and real workers: chords, failures, kills, two at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from celery import current_app
from django.db import connection
from django.utils.timezone import now

from engagement.common.weeks import Week
from engagement.concerns.choices import VoiceRole
from engagement.places.models import Neighborhood
from engagement.priorities.choices import PartState
from engagement.priorities.models import InputRow, Report, Run, WeightsVersion
from engagement.priorities.scoring import Weights
from engagement.priorities.services import building
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.people import make_officer
from tests.factories.places import make_neighborhood
from tests.harness.mailsink import free_port
from tests.harness.processes import Broker, House, wait_until
from tests.harness.waiting import somebody_waits

WEEK = Week(2025, 46)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path).start()
    yield broker
    broker.kill()


@pytest.fixture
def house(broker: Broker, tmp_path: Path) -> Iterator[House]:
    house = House(broker.url, f"smtp://127.0.0.1:{free_port()}", tmp_path)
    yield house
    house.close()


def make_town(places: int = 3) -> list[Neighborhood]:
    """Neighborhoods with three lines each, all inside the week."""
    fewer_draws = Weights(draws=200).as_values()
    WeightsVersion.objects.create(number=99, values=fewer_draws, made_at=now())
    at = building.week_ends(WEEK) - timedelta(days=2)
    town = [make_neighborhood() for _ in range(places)]
    for number, place in enumerate(town):
        for code, people in (("noise", 9), ("speeding", 20 + number), ("dogs", 7)):
            issue = make_issue(kind=make_kind(code), neighborhood=place, at=at)
            make_concern(issue=issue)
            for _ in range(people):
                make_voice(issue, role=VoiceRole.REPORTER)
    return town


def texts() -> dict[int, str]:
    reports = Report.objects.order_by("neighborhood")
    return dict(reports.values_list("neighborhood", "frozen"))


def inputs() -> list[tuple[object, ...]]:
    rows = InputRow.objects.order_by("issue_id")
    return list(rows.values_list("issue_id", "line__kind__code", "ver", "v", "x"))


def build_here(town: list[Neighborhood], order: list[Neighborhood]) -> None:
    run = building.start_run(
        week=WEEK, neighborhood_ids=[place.pk for place in town], now=now()
    )
    building.prepare_run(run_id=run.pk)
    for place in order:
        building.build_part(run_id=run.pk, neighborhood_id=place.pk, now=now())
    building.finish_run(run_id=run.pk, now=now())


def command(house: House, *words: str) -> tuple[int, str]:
    """Run a command of ours to its end; what it said comes with its answer."""
    process = house.run("manage.py", *words)
    return process.wait(timeout=120), house.logs()


def ask(broker: Broker, run: Run) -> None:
    with current_app.connection_for_write(broker.url) as line:
        current_app.send_task(
            "priorities.build_reports", kwargs={"run_id": run.pk}, connection=line
        )


@contextmanager
def trigger(place: Neighborhood, body: str) -> Iterator[None]:
    """Let PostgreSQL itself do something when this neighborhood's report is written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION in_the_way() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.neighborhood_id = {place.pk} THEN {body} END IF; RETURN NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER in_the_way BEFORE INSERT ON priorities_report "
            "FOR EACH ROW EXECUTE FUNCTION in_the_way()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION in_the_way() CASCADE")


@pytest.mark.slow
@pytest.mark.django_db
def test_fifty_orders_of_the_parts_give_the_same_bytes() -> None:
    town = make_town()
    build_here(town, town)
    once, rows = texts(), inputs()
    shuffler = Random(50)  # noqa: S311 - only an order

    for _ in range(50):
        Report.objects.all().delete()
        build_here(town, shuffler.sample(town, len(town)))
        assert texts() == once
        assert inputs() == rows


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [1, 3])
def test_any_number_of_workers_gives_the_bytes_of_a_build_by_hand(house, hands) -> None:
    town = make_town()
    build_here(town, town)
    once, rows = texts(), inputs()
    Report.objects.all().delete()
    house.worker(hands=hands)

    answer, said = command(house, "build_reports", "--week", str(WEEK), "--wait")

    assert (answer, "3 of 3 built." in said) == (0, True), said
    assert (texts(), inputs()) == (once, rows)
    assert Run.objects.filter(finished_at=None).count() == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_without_a_worker_the_command_starts_its_own_and_ends_it(house) -> None:
    town = make_town(2)

    answer, said = command(
        house,
        "build_reports",
        "--week",
        str(WEEK),
        "--neighborhood",
        town[0].slug,
        "--wait",
    )

    assert (answer, "1 of 1 built." in said) == (0, True), said
    assert "No worker answers, so this command starts its own." in said
    assert list(texts()) == [town[0].pk]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND state <> 'idle'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_failed_neighborhood_is_named_the_others_are_built_and_it_can_be_retried(
    house, broker
) -> None:
    good, bad, other = make_town()
    house.worker()

    with trigger(bad, "RAISE EXCEPTION 'the disk is full';"):
        answer, said = command(house, "build_reports", "--week", str(WEEK), "--wait")

    assert answer == 1
    assert "1 of 3 failed:" in said
    assert f"  {bad.name}: ProgrammingError: the disk is full\n" in said
    assert sorted(texts()) == sorted([good.pk, other.pk])
    before = texts()

    run = building.retry_run(
        run_id=Run.objects.get().pk, actor=make_officer(), now=now()
    )
    house.relay()
    wait_until(lambda: Run.objects.filter(finished_at__isnull=False), what="the retry")

    assert len(texts()) == 3
    assert {pk: text for pk, text in texts().items() if pk != bad.pk} == before
    assert set(run.parts.values_list("state", flat=True)) == {PartState.DONE}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_sweep_completes(
    house, broker
) -> None:
    town = make_town(2)
    run = building.start_run(week=WEEK, now=now())
    slow = town[1]

    with trigger(slow, "PERFORM pg_advisory_xact_lock(46);"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(46)")
        worker = house.worker(hands=1)
        ask(broker, run)
        wait_until(somebody_waits, what="the worker is in the middle of a report")
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(46)")
        wait_until(lambda: not somebody_waits(), what="the dead worker's lock is gone")

    assert slow.pk not in texts()
    assert run.parts.get(neighborhood=slow).state == PartState.RUNNING

    stuck = building.sweep_runs(now=now() + timedelta(minutes=11))
    assert stuck == [run.pk]
    house.worker()
    ask(broker, run)
    wait_until(lambda: Run.objects.filter(finished_at__isnull=False), what="the sweep")

    assert sorted(texts()) == sorted(place.pk for place in town)
    assert Report.objects.count() == 2


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_builds_at_once_make_one_report_each(house) -> None:
    town = make_town()
    build_here(town, town)
    once = texts()
    Report.objects.all().delete()
    house.worker(hands=4)

    words = ("manage.py", "build_reports", "--week", str(WEEK), "--wait")
    both = [house.run(*words), house.run(*words)]

    assert [process.wait(timeout=120) for process in both] == [0, 0], house.logs()
    assert texts() == once
    assert Report.objects.count() == 3
    assert InputRow.objects.count() == 9


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_dead_queue_is_said_in_a_sentence_and_the_build_is_not_lost(
    house, broker
) -> None:
    make_town(1)
    broker.kill()

    answer, said = command(house, "build_reports", "--week", str(WEEK))

    assert answer == 1
    assert "The queue does not answer" in said
    assert "Traceback" not in said
    assert Run.objects.get().finished_at is None
