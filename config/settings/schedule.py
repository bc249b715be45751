"""What happens by the clock; hours are the town's own (CELERY_TIMEZONE).

The relay minds the outbox itself: waiting, lost and finished jobs. A message nobody took
within its `expires` is dropped, so that a queue that was down does not run an hour's
minutes at once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery.schedules import crontab, schedule

MINUTE, HOUR, NIGHT = 60, 3600, 6 * 3600


def _every(**time: float) -> schedule:
    return schedule(timedelta(**time))


def _entry(task: str, when: schedule | crontab, expires: int) -> dict[str, Any]:
    return {"task": task, "schedule": when, "options": {"expires": expires}}


_WEEKLY = crontab(hour=6, minute=0, day_of_week="mon")  # RULINGS 1
BEAT_SCHEDULE = {
    entry["task"]: entry
    for entry in (
        _entry("priorities.build_reports", _WEEKLY, NIGHT),
        _entry("priorities.catch_up", crontab(minute=20), HOUR),
        _entry("priorities.sweep_runs", _every(minutes=5), 5 * MINUTE),
        _entry("concerns.recount_proved", _every(minutes=5), 5 * MINUTE),
        _entry("concerns.purge", crontab(minute=40), HOUR),
        _entry("concerns.check_counters", crontab(hour=3, minute=10), NIGHT),
        _entry("people.forget_invitations", crontab(hour=3, minute=30), NIGHT),
        _entry("audit.chain", _every(minutes=1), MINUTE),
        _entry("front.heartbeat", _every(minutes=1), MINUTE),
    )
}
