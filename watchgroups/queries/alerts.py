"""Alerts of officers: those that are on, and those of an officer's area."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from engagement.common.roles import Role, Viewer
from engagement.places.models import Neighborhood
from watchgroups.choices import GroupState
from watchgroups.models import Alert, Group

MOST_ALERTS = 20


def alerts_on(group: Group, at: datetime) -> list[Alert]:
    """List what members of a group are told now, the newest first."""
    on = Alert.objects.filter(
        to_groups__group=group, ended_at=None, at__lte=at, until__gt=at
    )
    return list(on.order_by("-at", "-pk")[:MOST_ALERTS])


def alerts_at_the_desk(viewer: Viewer) -> QuerySet[Alert]:
    """List the alerts of an officer's area."""
    alerts = Alert.objects.select_related("neighborhood", "author")
    places = viewer.place_ids(Role.OFFICER)
    return alerts if places is None else alerts.filter(neighborhood__in=places)


def groups_to_alert(places: Collection[Neighborhood]) -> QuerySet[Group]:
    """List the groups at work in some places, by name."""
    here = Group.objects.filter(neighborhood__in=places, state=GroupState.ACTIVE)
    return here.select_related("neighborhood").order_by("name", "pk")
