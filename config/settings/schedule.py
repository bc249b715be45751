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
        _entry("concerns.tell_of_decisions", _every(minutes=1), MINUTE),
        _entry("concerns.recount_proved", _every(minutes=5), 5 * MINUTE),
        _entry("concerns.find_named", crontab(minute=45), HOUR),
        _entry("meetings.tend_lines", _every(minutes=1), MINUTE),
        _entry("meetings.ask_for_reminders", _every(minutes=1), MINUTE),
        _entry("meetings.tell_of_refusals", _every(minutes=5), 5 * MINUTE),
        _entry("people.purge_codes", _every(minutes=10), 10 * MINUTE),
        _entry("front.depart_hourly", crontab(minute=40), HOUR),
        _entry("front.ask_for_departures", crontab(hour=4, minute=10), NIGHT),
        _entry("front.note_erasures", crontab(minute=50), HOUR),
        _entry("concerns.check_counters", crontab(hour=3, minute=10), NIGHT),
        _entry("meetings.remind_of_minutes", crontab(minute=35), HOUR),
        _entry("moderation.tell_moderators", crontab(hour=7, minute=15), HOUR),
        _entry("concerns.sweep_photo_files", crontab(hour=3, minute=30), NIGHT),
        _entry("audit.chain", _every(minutes=1), MINUTE),
        _entry("audit.sign_head", crontab(hour=2, minute=50), NIGHT),
        _entry("meetings.grow_series", crontab(hour=2, minute=20), NIGHT),
        _entry("watchgroups.settle_groups", _every(minutes=1), MINUTE),
        _entry("watchgroups.raise_alarms", _every(minutes=1), MINUTE),
        _entry("watchgroups.sum_up_months", crontab(hour=5, minute=30), NIGHT),
        _entry("watchgroups.settle_posts", _every(minutes=1), MINUTE),
        _entry("watchgroups.send_invitations", crontab(minute=25), HOUR),
        _entry("watchgroups.tend_members", crontab(hour=8, minute=5), NIGHT),
        _entry(
            "watchgroups.ask_for_lists",
            crontab(hour=8, minute=30, day_of_month=3),
            NIGHT,
        ),
        _entry("meetings.grant_courses", crontab(minute=25), HOUR),
        _entry("watchgroups.tend_rota", _every(minutes=1), MINUTE),
        _entry("watchgroups.grow_patrols", crontab(hour=2, minute=30), NIGHT),
        _entry("feedback.ask_after_events", crontab(minute=15), HOUR),
        _entry("feedback.beat_pulses", crontab(minute=5), HOUR),
        _entry("feedback.count_results", _every(minutes=5), 5 * MINUTE),
        _entry("front.heartbeat", _every(minutes=1), MINUTE),
    )
}
