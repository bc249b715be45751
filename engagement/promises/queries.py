"""Which promises may be read; all lists and look-ups start here."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, Exists, IntegerField, Q, QuerySet, Value, When

from engagement.common.roles import Role, Viewer
from engagement.people.queries import ended_grants
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise

SPEAK_FOR_A_PLACE = (Role.OFFICER, Role.ORGANIZER)
ALIVE = (PromiseState.OPEN, PromiseState.UNDER_WAY)


def promises_visible_to(viewer: Viewer) -> QuerySet[Promise]:
    """Public ones for everybody; the others for their owner and for staff of the place."""
    may = Q(is_public=True)
    for role in SPEAK_FOR_A_PLACE:
        places = viewer.place_ids(role)
        if places is None:
            return Promise.objects.all()
        may |= Q(neighborhood__in=places)
    if viewer.user is not None:
        may |= kept_by(viewer.user.pk)
    return Promise.objects.filter(may)


def kept_by(person_id: int) -> Q:
    """What somebody keeps; not where they kept it for a role that was taken away."""
    left = ended_grants(person_id, SPEAK_FOR_A_PLACE).values("neighborhood")
    whole_town = left.filter(neighborhood=None)
    return Q(owner=person_id) & ~Q(neighborhood__in=left) & ~Q(Exists(whole_town))


def is_kept_by(promise: Promise, person_id: int) -> bool:
    return Promise.objects.filter(kept_by(person_id), pk=promise.pk).exists()


def in_reading_order(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    """Unsettled ones first, the soonest due on top; settled ones by their end."""
    settled = Case(
        When(state__in=ALIVE, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return promises.annotate(settled_last=settled).order_by(
        "settled_last", "due_on", "-settled_at", "pk"
    )


def late_promises(promises: QuerySet[Promise], today: date) -> QuerySet[Promise]:
    return promises.filter(state__in=ALIVE, due_on__lt=today).order_by("due_on", "pk")
