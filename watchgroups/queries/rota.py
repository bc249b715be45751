"""Patrols as members and captains read them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from engagement.common.roles import Viewer
from engagement.people.models import User
from watchgroups.choices import (
    ON_IT,
    ActivityKind,
    GroupState,
    MemberState,
    OfferState,
    PatrolState,
    SignUpState,
)
from watchgroups.models import (
    Absence,
    Group,
    Membership,
    Offer,
    Patrol,
    PatrolFeed,
    PatrolSeries,
    SignUp,
)
from watchgroups.queries.visible import groups_visible_to

_HERE: Final = Q(
    member__state=MemberState.ACTIVE,
    member__ended_at=None,
    member__person__is_active=True,
)


def groups_of_member(viewer: Viewer) -> QuerySet[Group]:
    """The groups somebody takes part in now: whose rota they read."""
    user = viewer.user
    if user is None:
        return Group.objects.none()
    mine = Membership.objects.filter(
        group=OuterRef("pk"), person=user.pk, state=MemberState.ACTIVE, ended_at=None
    )
    found = groups_visible_to(viewer).filter(Exists(mine))
    return found.exclude(state=GroupState.CLOSED)


def patrols_of(group: Group) -> QuerySet[Patrol]:
    """The patrols of a group with who is on them, the next first."""
    on_it = SignUp.objects.filter(state__in=(*ON_IT, SignUpState.NO_SHOW))
    people = on_it.select_related("member__person").order_by("signed_up_at", "pk")
    return (
        Patrol.objects.filter(group=group)
        .select_related("series")
        .prefetch_related(Prefetch("sign_ups", queryset=people, to_attr="on_it"))
        .order_by("begins_at", "pk")
    )


def patrols_between(group: Group, first: datetime, last: datetime) -> QuerySet[Patrol]:
    """The patrols that begin from one moment up to another."""
    return patrols_of(group).filter(begins_at__gte=first, begins_at__lt=last)


def next_program(group: Group, at: datetime) -> Patrol | None:
    """Give the next clean-up day, escort walk or mentoring: everybody reads when.

    When patrols walk is for members alone, since it says too when nobody walks.
    """
    return _to_come(group, at).exclude(kind=ActivityKind.PATROL).first()


def next_patrol(group: Group, at: datetime) -> Patrol | None:
    """Give the next patrol, for those who go out."""
    return _to_come(group, at).filter(kind=ActivityKind.PATROL).first()


def _to_come(group: Group, at: datetime) -> QuerySet[Patrol]:
    """List what a group at work plans, the next first."""
    if not group.is_active:
        return Patrol.objects.none()
    ahead = Patrol.objects.filter(
        group=group, state=PatrolState.PLANNED, begins_at__gt=at
    )
    return ahead.order_by("begins_at", "pk")


def series_of(group: Group) -> QuerySet[PatrolSeries]:
    return group.patrol_series.filter(stopped_on=None).order_by("title", "pk")


def sign_ups_of_person(person: User) -> QuerySet[SignUp]:
    """Their places on patrols that take place, the next first."""
    own = SignUp.objects.filter(_HERE, member__person=person, state__in=ON_IT)
    return (
        own.filter(patrol__state=PatrolState.PLANNED)
        .select_related("patrol__group", "member")
        .order_by("patrol__begins_at", "pk")
    )


def patrols_for_calendar(person: User, since: datetime) -> QuerySet[SignUp]:
    """Their places for a calendar, those of patrols called off too."""
    own = SignUp.objects.filter(_HERE, member__person=person, state__in=ON_IT)
    return (
        own.filter(patrol__ends_at__gt=since)
        .select_related("patrol__group")
        .order_by("patrol__begins_at", "pk")
    )


def offers_to(person: User, at: datetime) -> QuerySet[Offer]:
    """Places that others offer to somebody, still to be answered."""
    offers = Offer.objects.filter(
        to__person=person,
        to__state=MemberState.ACTIVE,
        state=OfferState.OPEN,
        sign_up__state=SignUpState.SIGNED_UP,
        sign_up__patrol__state=PatrolState.PLANNED,
        sign_up__patrol__begins_at__gt=at,
    )
    return offers.select_related(
        "sign_up__patrol__group", "sign_up__member__person"
    ).order_by("sign_up__patrol__begins_at", "pk")


def absences_of(person: User) -> QuerySet[Absence]:
    """Patrols somebody is said to have missed, the latest first."""
    own = Absence.objects.filter(sign_up__member__person=person)
    return own.select_related("sign_up__patrol__group").order_by("-noted_at", "-pk")


def feed_of(hashed: str) -> PatrolFeed | None:
    """Give the feed of an address."""
    return PatrolFeed.objects.filter(token_hash=hashed).select_related("person").first()


def others_at(person_ids: set[int], patrol: Patrol) -> QuerySet[SignUp]:
    """The places these people have on other patrols during one."""
    return SignUp.objects.filter(
        member__person__in=person_ids,
        state__in=ON_IT,
        patrol__state=PatrolState.PLANNED,
        patrol__begins_at__lt=patrol.ends_at,
        patrol__ends_at__gt=patrol.begins_at,
    ).exclude(patrol=patrol)


def has_feed(person: User) -> bool:
    return PatrolFeed.objects.filter(person=person).exists()


def absences_in(group: Group, since: datetime) -> QuerySet[Absence]:
    """The absences said in a group since then."""
    return Absence.objects.filter(sign_up__patrol__group=group, noted_at__gte=since)
