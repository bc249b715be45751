"""Plain typed makers of what is written to groups, and about their members."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime, now

from engagement.common.sealed import seal
from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, What
from tests.factories.moderation import make_review
from watchgroups.choices import PostKind, ReportReason, Writer
from watchgroups.models import Alert, AlertGroup, Group, MemberReport, Post


def make_post(group: Group, text: str = "We meet at the mill", **fields: Any) -> Post:
    """A notice of a captain that everybody in the group reads."""
    plain = {
        "kind": PostKind.NOTICE,
        "writer": Writer.CAPTAIN,
        "signed": "Ann P.",
        "text": text,
        "at": now(),
    }
    return Post.objects.create(group=group, **(plain | fields))


def make_member_post(
    group: Group,
    text: str = "The lamp is dark",
    state: str = State.WAITING,
    **fields: Any,
) -> Post:
    """What a member wrote, and how far a moderator has come with it."""
    review = make_review(
        text,
        neighborhood=group.neighborhood,
        what=What.POST,
        state=state,
        is_in_queue=state == State.WAITING,
    )
    plain: dict[str, Any] = {
        "kind": PostKind.POST,
        "writer": Writer.MEMBER,
        "signed": "",
        "text": "",
        "review": review,
    }
    return make_post(group, **(plain | fields))


def make_alert(*groups: Group, **fields: Any) -> Alert:
    """An alert that is on, to groups of one place."""
    plain = {
        "neighborhood": groups[0].neighborhood,
        "area": "Around the mill pond",
        "steps": "Lock your sheds. Call if you hear glass.",
        "at": now(),
        "until": now() + timedelta(days=1),
    }
    alert = Alert.objects.create(**(plain | fields))
    AlertGroup.objects.bulk_create(AlertGroup(alert=alert, group=one) for one in groups)
    return alert


def make_member_report(
    group: Group, words: str = "He followed a boy home", **fields: Any
) -> MemberReport:
    """A report nobody has looked at."""
    plain = {
        "neighborhood": group.neighborhood,
        "reason": ReportReason.FOLLOWED,
        "sealed": seal(words),
        "at": town_hour(localtime(now())),
    }
    return MemberReport.objects.create(group=group, **(plain | fields))
