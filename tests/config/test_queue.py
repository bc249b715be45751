"""The queue is set as was proved (decision 0006), and the clock knows every task."""

from __future__ import annotations

import inspect

from django.conf import settings

from config.celery import app
from config.settings.schedule import BEAT_SCHEDULE

REPORT_TASKS = {"priorities.build_neighborhood", "priorities.finish_build"}


def town_tasks() -> dict[str, object]:
    app.loader.import_default_modules()
    return {
        name: task for name, task in app.tasks.items() if not name.startswith("celery.")
    }


def asks_for_nothing(task: object) -> bool:
    """Tell whether the clock could call it: no argument without a default."""
    given = inspect.signature(task.run).parameters.values()  # type: ignore[attr-defined]  # a task has run
    return all(
        each.kind is each.VAR_KEYWORD or each.default is not each.empty
        for each in given
    )


def test_every_task_of_the_clock_exists_and_asks_for_nothing() -> None:
    tasks = town_tasks()

    assert set(BEAT_SCHEDULE) - set(tasks) == set()
    assert [name for name in BEAT_SCHEDULE if not asks_for_nothing(tasks[name])] == []


def test_every_task_that_asks_for_nothing_is_called_by_the_clock() -> None:
    alone = {name for name, task in town_tasks().items() if asks_for_nothing(task)}

    assert alone - set(BEAT_SCHEDULE) == set()


def test_the_week_is_built_on_monday_at_six_in_the_town() -> None:
    weekly = BEAT_SCHEDULE["priorities.build_reports"]["schedule"]

    assert repr(weekly) == "<crontab: 0 6 * * mon (m/h/dM/MY/d)>"
    assert settings.CELERY_TIMEZONE == settings.TIME_ZONE


def test_no_task_may_outlive_the_time_after_which_a_copy_of_it_is_sent() -> None:
    longest = max(task.time_limit for task in town_tasks().values())  # type: ignore[attr-defined]  # a task has limits

    assert longest <= settings.CELERY_TASK_TIME_LIMIT
    assert settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] >= 2 * longest


def test_only_the_two_report_tasks_keep_a_result() -> None:
    kept = {name for name, task in town_tasks().items() if not task.ignore_result}  # type: ignore[attr-defined]  # a task says so

    assert kept == REPORT_TASKS


def test_a_task_whose_worker_dies_is_given_to_another() -> None:
    assert settings.CELERY_TASK_ACKS_LATE is True
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST is True
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1


def test_nobody_waits_long_for_a_broker_that_is_away() -> None:
    told = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    assert settings.CELERY_TASK_PUBLISH_RETRY is False
    assert told["socket_connect_timeout"] <= 0.2
    assert 1 < told["socket_timeout"] <= 2
    assert (told["retry_on_timeout"], told["max_retries"]) == (False, 0)
