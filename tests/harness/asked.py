"""A task that says how long its worker may ask the database."""

import logging

from celery import shared_task

from tests.harness.asking import limits_here


@shared_task(name="tests.say_limits", time_limit=60, soft_time_limit=50)
def say_limits() -> None:
    logging.getLogger("engagement.asking").warning("limits %s", limits_here())
