"""What groups keep of a person: each kind of table has its row."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import now

from engagement.people.models import User
from tests.factories.group_messages import (
    make_alert,
    make_member_post,
    make_member_report,
    make_post,
)
from tests.factories.groups import make_group, make_member
from watchgroups.choices import ReportOutcome
from watchgroups.models import LetterStop


def beside_walls(user: User, mark: str) -> None:
    """Words to a group and to a moderator, reports sent, decided and suffered."""
    group = make_group()
    LetterStop.objects.create(member=make_member(group, user), at=now())
    make_post(group, f"{mark} notice", author=user, signed=mark)
    make_member_post(group, f"{mark} post", author=user)
    why: dict[str, Any] = {"taken_off_at": now(), "taken_off_reason": "Names a person"}
    make_post(group, taken_off_by=user, **why)
    make_alert(group, author=user)
    make_member_report(group, f"{mark} report", reporter=user)
    make_member_report(group, f"{mark} about", about=user)
    decided: dict[str, Any] = {
        "decided_at": now(),
        "decided_by": user,
        "decision": "A quarrel",
    }
    make_member_report(group, outcome=ReportOutcome.NOTHING, **decided)
