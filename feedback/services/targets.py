"""What a neighborhood, or the town, wants a measure to be."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from feedback.choices import Measure
from feedback.errors import TargetError
from feedback.models import IndexTarget
from feedback.permissions import can_set_target

HIGHEST = 100


@transaction.atomic
def set_target(
    *,
    neighborhood_id: int | None,
    measure: str,
    value: int,
    until: date,
    actor: User,
    now: datetime,
) -> IndexTarget:
    """Say what a measure is to reach by when; earlier targets stay written down.

    Raises NotAllowedError, TargetError.
    """
    if not can_set_target(Viewer(user=actor), neighborhood_id):
        raise NotAllowedError(_("Only officers of this neighborhood set its targets."))
    if measure not in Measure.values or not 0 <= value <= HIGHEST:
        raise TargetError(_("Enter a whole number from 0 to 100."))
    if until <= localdate(now):
        raise TargetError(_("Choose a day that is still to come."))
    target = IndexTarget.objects.create(
        neighborhood_id=neighborhood_id,
        measure=measure,
        value=value,
        until=until,
        set_by=actor,
        set_at=now,
    )
    record(
        actor=actor,
        action="survey.set_target",
        subject=target,
        now=now,
        place_id=neighborhood_id,
        measure=measure,
        value=value,
        until=until.isoformat(),
    )
    return target
