"""Words in what is written to groups and about their members."""

from __future__ import annotations

from django.utils.timezone import now

from engagement.common.sealed import seal
from tests.architecture.group_world import GroupWorld
from tests.factories.group_messages import make_alert, make_post
from watchgroups.choices import ReportOutcome
from watchgroups.models import MemberReport


def plant_messages(world: GroupWorld) -> None:
    """A notice, one taken off, an alert, and a report with its decision."""
    make_post(world.group, "canary-wall", signed="canary-wall")
    make_post(world.group, taken_off_at=now(), taken_off_reason="canary-taken-off")
    make_alert(world.group, area="canary-alert", steps="canary-alert")
    MemberReport.objects.filter(pk=world.member_report.pk).update(
        sealed=seal("canary-reported"),
        outcome=ReportOutcome.SUSPEND,
        decision="canary-report-decided",
        decided_at=now(),
    )
