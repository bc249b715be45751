"""Alerts of an officer to the groups of a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.places.models import Neighborhood
from watchgroups.errors import (
    DecidedAlreadyError,
    GroupIncompleteError,
    TooManyLettersError,
)
from watchgroups.models import Alert, AlertGroup
from watchgroups.permissions import can_alert
from watchgroups.queries.alerts import groups_to_alert
from watchgroups.services import checking
from watchgroups.services.letters import ask_for_alerts

LONGEST_AREA: Final = 160
LONGEST_STEPS: Final = 2_000
LONGEST_TIME: Final = timedelta(days=14)
MOST_ALERTS: Final = 5  # a day and place
ALERTS_KEPT: Final = timedelta(days=365)


@transaction.atomic
def write_alert(
    *,
    neighborhood_id: int,
    group_ids: Sequence[int],
    area: str,
    steps: str,
    until: datetime,
    actor: User,
    now: datetime,
) -> Alert:
    """Tell groups of a place where to look out, what to do, and until when.

    No groups named means all of the place. Raises NotAllowedError,
    GroupIncompleteError, TooManyLettersError.
    """
    place = Neighborhood.objects.select_for_update().get(pk=neighborhood_id)
    if not can_alert(Viewer(user=actor), place.pk):
        raise NotAllowedError(_("Only officers of this neighborhood may do that."))
    _require_room(place, now)
    groups = groups_to_alert([place])
    chosen = list(groups.filter(pk__in=group_ids) if group_ids else groups)
    if not chosen:
        raise GroupIncompleteError(
            _("There is no group at work in this neighborhood to tell.")
        )
    if not now < until <= now + LONGEST_TIME:
        raise GroupIncompleteError(
            _("Choose an end between now and two weeks from now.")
        )
    alert = Alert.objects.create(
        neighborhood=place,
        area=checking.words_of(area, LONGEST_AREA, _("Say where to look out.")),
        steps=checking.words_of(steps, LONGEST_STEPS, _("Say what to do.")),
        at=now,
        until=until,
        author=actor,
    )
    AlertGroup.objects.bulk_create(AlertGroup(alert=alert, group=one) for one in chosen)
    _note(alert, actor, "group.alert", now, groups=len(chosen))
    ask_for_alerts(alert, now)
    return alert


@transaction.atomic
def end_alert(*, alert_id: int, actor: User, now: datetime) -> Alert:
    """End an alert before its time; letters that have not left stay here.

    Raises NotAllowedError, DecidedAlreadyError.
    """
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    if not can_alert(Viewer(user=actor), alert.neighborhood_id):
        raise NotAllowedError(_("Only officers of this neighborhood may do that."))
    if not alert.is_on(now):
        raise DecidedAlreadyError(_("It is over already."))
    alert.ended_at = now
    alert.save(update_fields=["ended_at"])
    _note(alert, actor, "group.end_alert", now)
    return alert


def forget_alerts(*, now: datetime) -> int:
    """Let go of alerts a year after they were written; say how many."""
    old = Alert.objects.filter(at__lt=now - ALERTS_KEPT)
    many = old.count()
    old.delete()
    return many


def _require_room(place: Neighborhood, now: datetime) -> None:
    since = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    written = Alert.objects.filter(neighborhood=place, at__gte=since).count()
    if written >= MOST_ALERTS:
        raise TooManyLettersError(
            _("%(most)d alerts went out here today. More would not be read.")
            % {"most": MOST_ALERTS}
        )


def _note(alert: Alert, actor: User, action: str, now: datetime, **facts: Any) -> None:
    record(
        actor=actor,
        action=action,
        subject=alert,
        now=now,
        place_id=alert.neighborhood_id,
        **facts,
    )
