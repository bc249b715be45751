"""Watch groups somebody began, leads, wrote rules of and was asked for (canary.py)."""

from __future__ import annotations

from datetime import datetime, timedelta

from engagement.people.models import User
from tests.factories.groups import make_appointment, make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import Part
from watchgroups.details import Details
from watchgroups.models import (
    Appointment,
    CodeOfConduct,
    Patrol,
    PatrolSeries,
    SignUp,
)


def beside_groups(user: User, mark: str, now: datetime) -> None:
    group = make_group(made_by=user, liaison=user, list_right_by=user)
    CodeOfConduct.objects.filter(group=group).update(made_by=user)
    said = Details(mark, mark, mark, mark, mark, {"1": mark})
    led = make_member(
        group,
        user,
        Part.CAPTAIN,
        public_name=f"{mark}captain",
        details=said,
        street=f"{mark}street",
    )
    make_appointment(
        group,
        token="canary-appointment",
        address=user.email,
        asked_by=user,
        decided_by=user,
        accepted_by=user,
        hands_over=led,
    )
    make_appointment(make_group(), token="canary-other", asked_by=user)
    Appointment.objects.filter(group=group).update(state="done")
    series = PatrolSeries.objects.create(
        group=group,
        title="Evening walk",
        rule="FREQ=WEEKLY",
        first_on=now.date(),
        begins=now.time().replace(tzinfo=None),
        minutes=60,
        made_by=user,
        made_at=now,
    )
    patrol = Patrol.objects.create(
        group=group,
        series=series,
        title="Evening walk",
        begins_at=now,
        ends_at=now + timedelta(hours=1),
        made_by=user,
        made_at=now,
    )
    SignUp.objects.create(patrol=patrol, member=led, signed_up_at=now)
    make_member(group, make_user())
