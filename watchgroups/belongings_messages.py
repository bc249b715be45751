"""What somebody wrote to groups, and reported; what was written of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from engagement.common.persons import Person, Row, Tables, plain_value, rows_of
from engagement.common.sealed import unseal
from watchgroups.models import Alert, LetterStop, MemberReport, Post
from watchgroups.services.alerting import forget_alerts
from watchgroups.services.reporting import forget_reports
from watchgroups.services.wall import forget_posts, let_posts_go

LEAVES: Final[dict[str, Callable[..., int]]] = {
    "group_posts": forget_posts,
    "group_alerts": forget_alerts,
    "member_reports": forget_reports,
}


def export_messages(person: Person) -> Tables:
    """List what they wrote to groups and to moderators, and which letters they stopped.

    A report about them is not theirs to read: it would tell who was there.
    """
    posts = Post.objects.filter(author=person.pk).select_related("group", "review")
    taken_off = Post.objects.filter(taken_off_by=person.pk)
    stops = LetterStop.objects.filter(member__person=person.pk)
    alerts = Alert.objects.filter(author=person.pk)
    sent = MemberReport.objects.filter(reporter=person.pk).select_related("group")
    decided = MemberReport.objects.filter(decided_by=person.pk)
    return {
        "watchgroups.post": [
            *(_row_of_post(one) for one in posts.order_by("pk")),
            *rows_of(
                taken_off,
                group="group__name",
                taken_off_at="taken_off_at",
                taken_off_reason="taken_off_reason",
            ),
        ],
        "watchgroups.letterstop": rows_of(stops, group="member__group__name", at="at"),
        "watchgroups.alert": rows_of(
            alerts, area="area", steps="steps", at="at", until="until"
        ),
        "watchgroups.memberreport": [
            *(_row_of_report(one) for one in sent.order_by("pk")),
            *rows_of(
                decided,
                group="group__name",
                outcome="outcome",
                decision="decision",
                decided_at="decided_at",
            ),
        ],
    }


def erase_messages(person: Person) -> None:
    """Take what they wrote and reported; and reports about them."""
    let_posts_go(list(Post.objects.filter(author=person.pk)))
    Post.objects.filter(taken_off_by=person.pk).update(taken_off_by=None)
    LetterStop.objects.filter(member__person=person.pk).delete()
    Alert.objects.filter(author=person.pk).update(author=None)
    MemberReport.objects.filter(reporter=person.pk).delete()
    MemberReport.objects.filter(about=person.pk).delete()
    MemberReport.objects.filter(decided_by=person.pk).update(decided_by=None)


def _row_of_post(one: Post) -> Row:
    return {
        "group": one.group.name,
        "kind": one.kind,
        "text": one.review.sent if one.review else one.text,
        "at": plain_value(one.at),
        "taken_off_at": plain_value(one.taken_off_at),
        "taken_off_reason": one.taken_off_reason,
    }


def _row_of_report(one: MemberReport) -> Row:
    return {
        "group": one.group.name,
        "reason": one.reason,
        "text": unseal(one.sealed),
        "at": plain_value(one.at),
        "outcome": one.outcome,
    }
