"""What leaves of watch groups: makers of one row of an age, and how it is found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from tests.factories.group_cameras import make_camera
from tests.factories.group_messages import make_alert, make_member_report, make_post
from tests.factories.group_roster import make_member_invitation, make_member_look
from tests.factories.group_technology import make_comment, make_technology
from tests.factories.groups import make_appointment, make_group, make_member
from watchgroups.models import (
    Alert,
    Appointment,
    Camera,
    MemberInvitation,
    MemberLook,
    MemberReport,
    Membership,
    Post,
    TechnologyComment,
)

Made = Callable[[timedelta], Callable[[], object]]


def captain_letter(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        token = f"{ago.total_seconds()}"
        made = make_appointment(make_group(), token=token, expires_at=now - ago)
        return lambda: Appointment.objects.filter(pk=made.pk)

    return make


def membership(now: datetime, state: str = "left") -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        made = make_member(make_group(), state=state, ended_at=now - ago)
        return lambda: Membership.objects.filter(pk=made.pk)

    return make


def member_letter(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        token = f"{ago.total_seconds()}"
        made = make_member_invitation(make_group(), token=token, sent_at=now - ago)
        return lambda: MemberInvitation.objects.filter(pk=made.pk)

    return make


def member_look(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        made = make_member_look(make_member(make_group()), at=now - ago)
        return lambda: MemberLook.objects.filter(pk=made.pk)

    return make


def post(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        made = make_post(make_group(), at=now - ago)
        return lambda: Post.objects.filter(pk=made.pk)

    return make


def alert(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        at = now - ago
        made = make_alert(make_group(), at=at, until=at + timedelta(days=1))
        return lambda: Alert.objects.filter(pk=made.pk)

    return make


def member_report(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        made = make_member_report(make_group(), at=now - ago)
        return lambda: MemberReport.objects.filter(pk=made.pk)

    return make


def camera(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        at = now - ago
        made = make_camera(joined_at=at - timedelta(days=1), left_at=at, sealed=b"")
        return lambda: Camera.objects.filter(pk=made.pk)

    return make


def comment(now: datetime) -> Made:
    def make(ago: timedelta) -> Callable[[], object]:
        last = localdate(now - ago)
        technology = make_technology(
            name=f"Reader of {last}",
            slug=f"reader-{last}",
            comments_from=last - timedelta(days=9),
            comments_until=last,
        )
        made = make_comment(technology)
        return lambda: TechnologyComment.objects.filter(pk=made.pk)

    return make
