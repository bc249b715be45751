"""Letters of a group: in batches, once each, and only while what they say still holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from engagement.common.roles import Viewer
from engagement.moderation.queries import bench_at, words_told
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.models import User
from watchgroups.choices import ReportOutcome
from watchgroups.models import Alert, MemberReport, Membership, Post
from watchgroups.queries.reports import reports_visible_to
from watchgroups.queries.wall import wants_letters

BATCH: Final = 200
_SALT: Final = "watchgroups.letters"


def stop_link(member: Membership) -> str:
    """Give the address at which one press ends the letters of a group."""
    path = reverse("watchgroups:letters", args=[stop_token(member)])
    return f"{settings.SITE_URL}{path}"


def stop_token(member: Membership) -> str:
    """Give what names a member in the link of a letter, and cannot be made up."""
    return signing.Signer(salt=_SALT).sign(str(member.pk))


def member_of_link(token: str) -> Membership | None:
    """Give whose letters a link is about; nobody where it was made up."""
    try:
        member_id = int(signing.Signer(salt=_SALT).unsign(token))
    except signing.BadSignature:
        return None
    here = Membership.objects.filter(pk=member_id, ended_at=None)
    return here.select_related("group").first()


@transaction.atomic
def spread_post(*, job_id: int, post_id: int, now: datetime) -> int:
    """Ask for a letter to each of the next members, and for the batch after them."""
    locked = Post.objects.select_for_update(of=("self",)).select_related("review")
    post = locked.filter(pk=post_id).first()
    if post is None or not post.is_open:
        finish(job_id, now)
        return 0
    reached = wants_letters([post.group_id]).filter(
        pk__gt=post.told_up_to, began_at__lte=post.at
    )
    if post.author_id is not None:
        reached = reached.exclude(person=post.author_id)
    batch = list(reached.order_by("pk").values_list("pk", flat=True)[:BATCH])
    for member_id in batch:
        enqueue(
            task="watchgroups.send_post",
            about=f"watchgroups.membership:{member_id} post:{post.pk}",
            now=now,
            member_id=member_id,
            post_id=post.pk,
        )
    if batch:
        post.told_up_to = batch[-1]
        post.save(update_fields=["told_up_to"])
        ask_for_batch(post, now)
    finish(job_id, now)
    return len(batch)


def ask_for_batch(post: Post, now: datetime) -> None:
    """Ask for the next letters; the number of the last makes each batch one job."""
    enqueue(
        task="watchgroups.spread_post",
        about=f"watchgroups.post:{post.pk} after {post.told_up_to}",
        now=now,
        post_id=post.pk,
    )


def send_post(*, job_id: int, member_id: int, post_id: int, now: datetime) -> None:
    """Write to one member, unless they left, stopped letters, or it was taken off."""
    post = Post.objects.filter(pk=post_id).select_related("review", "group").first()
    if post is None or not post.is_open or post.group.is_closed:
        finish(job_id, now)
        return
    here = wants_letters([post.group_id]).select_related("person")
    member = here.filter(pk=member_id).first()
    if member is None:
        finish(job_id, now)
        return
    values = {
        "group": post.group.name,
        "by": post.signed or post.get_writer_display(),
        "text": post.words,
        "wall": _wall(post),
        "stop": stop_link(member),
    }
    _send(job_id, member.person, "group_message", values, now)


def tell_writer(*, job_id: int, post_id: int, now: datetime) -> None:
    """Tell whoever wrote something what the moderator decided about it."""
    found = Post.objects.select_related("review", "group", "author")
    post = found.filter(pk=post_id).first()
    if post is None or post.review is None or post.waits or not _reached(post.author):
        finish(job_id, now)
        return
    told = words_told(post.review)
    values = {
        "group": post.group.name,
        "is_open": post.is_open,
        "is_message": post.spread_at is not None,
        "is_second": told.appeal is not None,
        "reason": told.reason,
        "words": told.words,
        "wall": _wall(post),
    }
    _send(job_id, post.author, "group_words_decided", values, now)


@transaction.atomic
def spread_alert(*, job_id: int, alert_id: int, now: datetime) -> int:
    """Ask for a letter to the next people; one for each, in however many groups."""
    alert = Alert.objects.select_for_update().filter(pk=alert_id).first()
    if alert is None or not alert.is_on(now):
        finish(job_id, now)
        return 0
    reached = wants_letters(_groups_of(alert)).filter(person__gt=alert.told_up_to)
    people = reached.order_by("person").values_list("person", flat=True).distinct()
    batch = list(people[:BATCH])
    for person_id in batch:
        enqueue(
            task="watchgroups.send_alert",
            about=f"watchgroups.alert:{alert.pk} to {person_id}",
            now=now,
            alert_id=alert.pk,
            person_id=person_id,
        )
    if batch:
        alert.told_up_to = batch[-1]
        alert.save(update_fields=["told_up_to"])
        ask_for_alerts(alert, now)
    finish(job_id, now)
    return len(batch)


def ask_for_alerts(alert: Alert, now: datetime) -> None:
    """Ask for the next letters of an alert."""
    enqueue(
        task="watchgroups.spread_alert",
        about=f"watchgroups.alert:{alert.pk} after {alert.told_up_to}",
        now=now,
        alert_id=alert.pk,
    )


def send_alert(*, job_id: int, alert_id: int, person_id: int, now: datetime) -> None:
    """Write to one person, while the alert is on and they are in one of its groups."""
    alert = Alert.objects.filter(pk=alert_id).select_related("neighborhood").first()
    if alert is None or not alert.is_on(now):
        finish(job_id, now)
        return
    here = wants_letters(_groups_of(alert)).filter(person=person_id)
    member = here.select_related("person", "group").order_by("pk").first()
    if member is None:
        finish(job_id, now)
        return
    values = {
        "place": alert.neighborhood.name,
        "area": alert.area,
        "steps": alert.steps,
        "until": alert.until,
        "stop": stop_link(member),
    }
    _send(job_id, member.person, "group_alert", values, now)


def tell_of_report(
    *, job_id: int, report_id: int, person_id: int, now: datetime
) -> None:
    """Tell a moderator or an officer that a report waits; it says nothing about it."""
    report = _waiting_report(report_id)
    person = User.objects.filter(pk=person_id).first()
    if report is None or person is None:
        finish(job_id, now)
        return
    readable = reports_visible_to(Viewer(user=person), bench_at(now))
    if not person.is_active or not readable.filter(pk=report.pk).exists():
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    page = reverse("watchgroups:report", args=[report.pk])
    values = {"place": report.neighborhood.name, "link": f"{settings.SITE_URL}{page}"}
    _send(job_id, person, "group_report_waits", values, now)


def send_warning(*, job_id: int, report_id: int, now: datetime) -> None:
    """Remind somebody of the rules; not who spoke of them, nor in which words."""
    found = MemberReport.objects.select_related("group", "about")
    report = found.filter(pk=report_id, outcome=ReportOutcome.WARNED).first()
    if report is None or not _reached(report.about):
        finish(job_id, now)
        return
    rules = reverse("watchgroups:codes", args=[report.group.slug])
    values = {
        "group": report.group.name,
        "reason": report.get_reason_display(),
        "link": f"{settings.SITE_URL}{rules}",
    }
    _send(job_id, report.about, "group_warning", values, now)


def _waiting_report(report_id: int) -> MemberReport | None:
    waits = (ReportOutcome.OPEN, ReportOutcome.SUSPEND)
    found = MemberReport.objects.filter(pk=report_id, outcome__in=waits)
    return found.select_related("neighborhood").first()


def _groups_of(alert: Alert) -> list[int]:
    return list(alert.to_groups.order_by("pk").values_list("group", flat=True))


def _wall(post: Post) -> str:
    path = reverse("watchgroups:wall", args=[post.group.slug])
    return f"{settings.SITE_URL}{path}"


def _reached(person: User | None) -> bool:
    return person is not None and person.is_active


def _send(
    job_id: int,
    person: User | None,
    template: str,
    values: Mapping[str, Any],
    now: datetime,
) -> None:
    if person is None:
        return
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template=template,
        values=values,
        now=now,
    )
