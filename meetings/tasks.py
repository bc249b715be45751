"""What meetings do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now

from engagement.outbox.services import deliver, finish
from meetings import services
from meetings.services import (
    answered,
    calling,
    enrolment_letters,
    help_letters,
    letters,
    looking,
    notices,
    reminding,
    waiting,
)


@shared_task(
    name="meetings.grow_series", acks_late=True, soft_time_limit=280, time_limit=300
)
def grow_series(**_later: object) -> None:
    """Write the meetings of series that have come near; let old addresses go."""
    for series_id in services.growing_series(now=now()):
        services.grow_series(series_id=series_id, now=now())
    services.forget_letters(now=now())
    services.forget_votes(now=now())


@shared_task(
    name="meetings.tend_lines", acks_late=True, soft_time_limit=50, time_limit=60
)
def tend_lines(**_later: object) -> None:
    waiting.tend_lines(now=now())


@shared_task(
    name="meetings.ask_for_reminders", acks_late=True, soft_time_limit=50, time_limit=60
)
def ask_for_reminders(**_later: object) -> None:
    notices.ask_for_reminders(now=now())


@shared_task(
    name="meetings.spread_notice", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_notice(*, job_id: int, notice_id: int, **_later: object) -> None:
    notices.spread_notice(job_id=job_id, notice_id=notice_id, now=now())


@shared_task(
    name="meetings.send_notice", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_notice(
    *, job_id: int, booking_id: int, notice_id: int, **_later: object
) -> None:
    letters.send_notice(
        job_id=job_id, booking_id=booking_id, notice_id=notice_id, now=now()
    )


@shared_task(
    name="meetings.send_booking_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_booking_letter(
    *, job_id: int, booking_id: int, version_meant: int, **_later: object
) -> None:
    letters.send_booking_letter(
        job_id=job_id, booking_id=booking_id, version=version_meant, now=now()
    )


@shared_task(
    name="meetings.send_help_letter", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_help_letter(
    *, job_id: int, offer_id: int, version_meant: int, **_later: object
) -> None:
    help_letters.send_help_letter(
        job_id=job_id, offer_id=offer_id, version=version_meant, now=now()
    )


@shared_task(
    name="meetings.send_helper_notice",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_helper_notice(
    *, job_id: int, offer_id: int, notice_id: int, **_later: object
) -> None:
    help_letters.send_helper_notice(
        job_id=job_id, offer_id=offer_id, notice_id=notice_id, now=now()
    )


@shared_task(
    name="meetings.tell_of_help", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_help(
    *,
    job_id: int,
    offer_id: int,
    person_id: int,
    version_meant: int,
    **_later: object,
) -> None:
    help_letters.tell_of_help(
        job_id=job_id,
        offer_id=offer_id,
        person_id=person_id,
        version=version_meant,
        now=now(),
    )


@shared_task(
    name="meetings.send_enrolment_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_enrolment_letter(
    *, job_id: int, enrolment_id: int, version_meant: int, **_later: object
) -> None:
    enrolment_letters.send_enrolment_letter(
        job_id=job_id, enrolment_id=enrolment_id, version=version_meant, now=now()
    )


@shared_task(
    name="meetings.ask_guardian", acks_late=True, soft_time_limit=50, time_limit=60
)
def ask_guardian(
    *, job_id: int, enrolment_id: int, version_meant: int, **_later: object
) -> None:
    enrolment_letters.ask_guardian(
        job_id=job_id, enrolment_id=enrolment_id, version=version_meant, now=now()
    )


@shared_task(
    name="meetings.remind_of_minutes",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def remind_of_minutes(**_later: object) -> None:
    reminding.remind_of_minutes(now=now())


@shared_task(
    name="meetings.send_minutes_reminder",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_minutes_reminder(
    *, job_id: int, meeting_id: int, person_id: int, days: int, **_later: object
) -> None:
    reminding.send_minutes_reminder(
        job_id=job_id,
        meeting_id=meeting_id,
        person_id=person_id,
        days=days,
        now=now(),
    )


@shared_task(
    name="meetings.tell_proposer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_proposer(*, job_id: int, proposal_id: int, **_later: object) -> None:
    answered.tell_proposer(job_id=job_id, proposal_id=proposal_id, now=now())


@shared_task(
    name="meetings.tell_of_refusals", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_refusals(**_later: object) -> None:
    answered.tell_of_refusals(now=now())


@shared_task(
    name="meetings.tell_of_refusal", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_refusal(*, job_id: int, proposal_id: int, **_later: object) -> None:
    answered.tell_of_refusal(job_id=job_id, proposal_id=proposal_id, now=now())


@shared_task(
    name="meetings.tell_of_date", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_date(*, job_id: int, voter_id: int, **_later: object) -> None:
    """Write to somebody who asked which date was chosen, if they still want to know."""
    voter = services.voter_to_tell(voter_id=voter_id)
    if voter is None or voter.person is None:
        finish(job_id, now())
        return
    meeting = voter.question.meeting
    path = reverse("meetings:dates", args=[meeting.pk])
    deliver(
        job_id=job_id,
        to=voter.person.email,
        language=voter.person.language,
        template="meeting_date",
        values={
            "meeting": meeting.title,
            "begins_at": meeting.begins_at,
            "ends_at": meeting.ends_at,
            "place": meeting.venue.name if meeting.venue else "",
            "link": f"{settings.SITE_URL}{path}",
        },
        now=now(),
    )


@shared_task(
    name="meetings.tell_of_list_look", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_list_look(
    *, job_id: int, look_id: int, person_id: int, **_later: object
) -> None:
    looking.tell_of_list_look(
        job_id=job_id, look_id=look_id, person_id=person_id, now=now()
    )


@shared_task(
    name="meetings.spread_calls", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_calls(*, job_id: int, round_id: int, **_later: object) -> None:
    calling.spread_calls(job_id=job_id, round_id=round_id, now=now())


@shared_task(
    name="meetings.send_call", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_call(*, job_id: int, round_id: int, person_id: int, **_later: object) -> None:
    calling.send_call(job_id=job_id, round_id=round_id, person_id=person_id, now=now())


@shared_task(
    name="meetings.grant_courses", acks_late=True, soft_time_limit=280, time_limit=300
)
def grant_courses(**_later: object) -> None:
    """Write down the training of those who came to a workshop."""
    services.grant_courses(now=now())
