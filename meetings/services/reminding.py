"""Asking organizers for the minutes, three and seven days after; each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from engagement.audit.services import name_of
from engagement.common.roles import Viewer
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User
from meetings.models import Meeting, MinutesReminder
from meetings.permissions import can_publish_minutes
from meetings.queries import active_organizers
from meetings.queries.minutes import REMINDED_AFTER, are_missing, without_minutes


@transaction.atomic
def remind_of_minutes(*, now: datetime) -> int:
    """Ask for the letters that are due; count them. Safe to run any time, any number.

    After a long pause only the latest mark is asked for: two letters say no more.
    """
    asked = 0
    for meeting in without_minutes(now).select_for_update(of=("self",)):
        days = max(
            day
            for day in REMINDED_AFTER
            if meeting.ends_at + timedelta(days=day) <= now
        )
        marks = [
            MinutesReminder(meeting=meeting, days=day, at=now)
            for day in REMINDED_AFTER
            if day <= days
        ]
        known = MinutesReminder.objects.filter(meeting=meeting, days=days)
        if known.exists():
            continue
        MinutesReminder.objects.bulk_create(marks, ignore_conflicts=True)
        for organizer in active_organizers(meeting):
            enqueue(
                task="meetings.send_minutes_reminder",
                about=name_of(meeting),
                version=days,
                person=organizer.person,
                now=now,
                meeting_id=meeting.pk,
                person_id=organizer.person_id,
                days=days,
            )
            asked += 1
    return asked


def send_minutes_reminder(
    *, job_id: int, meeting_id: int, person_id: int, days: int, now: datetime
) -> None:
    """Write to one organizer, if the minutes are still missing and still theirs."""
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    person = User.objects.filter(pk=person_id).first()
    if meeting is None or person is None or not are_missing(meeting):
        finish(job_id, now)
        return
    if not (person.is_active and can_publish_minutes(Viewer(user=person), meeting)):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    path = reverse("meetings:minutes_edit", args=[meeting.pk])
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="minutes_missing",
        values={
            "title": meeting.title,
            "days": days,
            "on": meeting.begins_at,
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now,
    )
