"""What watch groups do by the clock, and the letters that leave."""

from __future__ import annotations

from celery import shared_task
from django.utils.timezone import now

from watchgroups import services
from watchgroups.services import (
    alarms,
    cameras,
    guardians,
    inviting,
    letters,
    member_letters,
    months,
    rota_clock,
    rota_letters,
    telling,
    upkeep,
    wall,
)


@shared_task(
    name="watchgroups.settle_groups", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_groups(**_later: object) -> None:
    """Pause groups whose captain was shut out elsewhere."""
    services.settle_groups(now=now())


@shared_task(
    name="watchgroups.raise_alarms", acks_late=True, soft_time_limit=50, time_limit=60
)
def raise_alarms(**_later: object) -> None:
    """Alarm whoever is next for walks nobody heard of."""
    alarms.raise_alarms(now=now())


@shared_task(
    name="watchgroups.send_alarm", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_alarm(*, job_id: int, alarm_id: int, person_id: int, **_later: object) -> None:
    alarms.send_alarm(job_id=job_id, alarm_id=alarm_id, person_id=person_id, now=now())


@shared_task(
    name="watchgroups.text_alarm", acks_late=True, soft_time_limit=50, time_limit=60
)
def text_alarm(*, job_id: int, alarm_id: int, person_id: int, **_later: object) -> None:
    alarms.text_alarm(job_id=job_id, alarm_id=alarm_id, person_id=person_id, now=now())


@shared_task(
    name="watchgroups.text_desk", acks_late=True, soft_time_limit=50, time_limit=60
)
def text_desk(*, job_id: int, alarm_id: int, **_later: object) -> None:
    alarms.text_desk(job_id=job_id, alarm_id=alarm_id, now=now())


@shared_task(
    name="watchgroups.sum_up_months",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def sum_up_months(**_later: object) -> None:
    """Count last month for each group, and ask for the letters."""
    months.sum_up_months(now=now())


@shared_task(
    name="watchgroups.send_month", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_month(*, job_id: int, month_id: int, person_id: int, **_later: object) -> None:
    months.send_month(job_id=job_id, month_id=month_id, person_id=person_id, now=now())


# -- messages, alerts and reports ------------------------------------------------------
@shared_task(
    name="watchgroups.settle_posts", acks_late=True, soft_time_limit=50, time_limit=60
)
def settle_posts(**_later: object) -> None:
    """Let the letters leave that a moderator passed; tell who wrote them."""
    wall.settle_posts(now=now())


@shared_task(
    name="watchgroups.spread_post", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_post(*, job_id: int, post_id: int, **_later: object) -> None:
    letters.spread_post(job_id=job_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.send_post", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_post(*, job_id: int, member_id: int, post_id: int, **_later: object) -> None:
    letters.send_post(job_id=job_id, member_id=member_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.tell_writer", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_writer(*, job_id: int, post_id: int, **_later: object) -> None:
    letters.tell_writer(job_id=job_id, post_id=post_id, now=now())


@shared_task(
    name="watchgroups.spread_alert", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_alert(*, job_id: int, alert_id: int, **_later: object) -> None:
    letters.spread_alert(job_id=job_id, alert_id=alert_id, now=now())


@shared_task(
    name="watchgroups.send_alert", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_alert(*, job_id: int, alert_id: int, person_id: int, **_later: object) -> None:
    letters.send_alert(job_id=job_id, alert_id=alert_id, person_id=person_id, now=now())


@shared_task(
    name="watchgroups.tell_of_report", acks_late=True, soft_time_limit=50, time_limit=60
)
def tell_of_report(
    *, job_id: int, report_id: int, person_id: int, **_later: object
) -> None:
    letters.tell_of_report(
        job_id=job_id, report_id=report_id, person_id=person_id, now=now()
    )


@shared_task(
    name="watchgroups.send_warning", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_warning(*, job_id: int, report_id: int, **_later: object) -> None:
    letters.send_warning(job_id=job_id, report_id=report_id, now=now())


@shared_task(
    name="watchgroups.send_member_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_member_letter(
    *, job_id: int, member_id: int, kind: str, **_later: object
) -> None:
    member_letters.send_member_letter(
        job_id=job_id, member_id=member_id, kind=kind, now=now()
    )


@shared_task(
    name="watchgroups.send_captain_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_captain_letter(
    *, job_id: int, group_id: int, person_id: int, kind: str, **_later: object
) -> None:
    member_letters.send_captain_letter(
        job_id=job_id, group_id=group_id, person_id=person_id, kind=kind, now=now()
    )


@shared_task(
    name="watchgroups.warn_of_looks", acks_late=True, soft_time_limit=50, time_limit=60
)
def warn_of_looks(
    *, job_id: int, watcher_id: int, actor_id: int, group_id: int, **_later: object
) -> None:
    member_letters.warn_of_looks(
        job_id=job_id,
        watcher_id=watcher_id,
        actor_id=actor_id,
        group_id=group_id,
        now=now(),
    )


@shared_task(
    name="watchgroups.send_invitations",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def send_invitations(**_later: object) -> None:
    """Let the invitations leave that waited for their day."""
    inviting.send_due_invitations(now=now())


@shared_task(
    name="watchgroups.tend_members",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def tend_members(**_later: object) -> None:
    """Once a day: ask members and captains what has to be asked."""
    guardians.end_unanswered(now=now())
    upkeep.ask_whether_they_take_part(now=now())
    upkeep.ask_to_agree_anew(now=now())
    telling.tell_of_waiting_requests(now=now())


@shared_task(
    name="watchgroups.ask_for_lists",
    acks_late=True,
    soft_time_limit=280,
    time_limit=300,
)
def ask_for_lists(**_later: object) -> None:
    """Once a month: ask captains whether the list of members is right."""
    telling.ask_whether_lists_are_right(now=now())


@shared_task(
    name="watchgroups.grow_patrols", acks_late=True, soft_time_limit=280, time_limit=300
)
def grow_patrols(**_later: object) -> None:
    """Write the patrols that have come near; warn of what ends within 30 days."""
    services.grow_patrols(now=now())
    services.warn_of_lapses(now=now())


@shared_task(
    name="watchgroups.tend_rota", acks_late=True, soft_time_limit=50, time_limit=60
)
def tend_rota(**_later: object) -> None:
    """Take off who may not go out, remind the others, say what became of what is over."""
    services.settle_rotas(now=now())
    services.remind_of_patrols(now=now())
    services.close_patrols(now=now())


@shared_task(
    name="watchgroups.spread_call", acks_late=True, soft_time_limit=50, time_limit=60
)
def spread_call(*, job_id: int, call_id: int, **_later: object) -> None:
    rota_clock.spread_call(job_id=job_id, call_id=call_id, now=now())


@shared_task(
    name="watchgroups.send_call", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_call(*, job_id: int, call_letter_id: int, **_later: object) -> None:
    rota_letters.send_call(job_id=job_id, call_letter_id=call_letter_id, now=now())


@shared_task(
    name="watchgroups.send_patrol_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_patrol_letter(
    *, job_id: int, sign_up_id: int, what: str, number: int, **_later: object
) -> None:
    rota_letters.send_patrol_letter(
        job_id=job_id, sign_up_id=sign_up_id, what=what, number=number, now=now()
    )


@shared_task(
    name="watchgroups.send_offer", acks_late=True, soft_time_limit=50, time_limit=60
)
def send_offer(*, job_id: int, offer_id: int, **_later: object) -> None:
    rota_letters.send_offer(job_id=job_id, offer_id=offer_id, now=now())


@shared_task(
    name="watchgroups.send_offer_answer",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_offer_answer(*, job_id: int, offer_id: int, **_later: object) -> None:
    rota_letters.send_offer_answer(job_id=job_id, offer_id=offer_id, now=now())


@shared_task(
    name="watchgroups.send_lapse_letter",
    acks_late=True,
    soft_time_limit=50,
    time_limit=60,
)
def send_lapse_letter(
    *, job_id: int, group_id: int, person_id: int, **_later: object
) -> None:
    rota_letters.send_lapse_letter(
        job_id=job_id, group_id=group_id, person_id=person_id, now=now()
    )


# -- cameras ---------------------------------------------------------------------------
@shared_task(
    name="watchgroups.ask_owner", acks_late=True, soft_time_limit=50, time_limit=60
)
def ask_owner(*, job_id: int, ask_id: int, **_later: object) -> None:
    cameras.ask_owner(job_id=job_id, ask_id=ask_id, now=now())
