"""Who can be invited to a meeting: each audience is a function that lists people.

What is added to AUDIENCES is invited too; it takes the meeting and the numbers of the
neighborhoods somebody chose, and gives people.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from engagement.people.models import Follow, User
from meetings.choices import BookingState
from meetings.models import Booking, Called, CallRound, CallStop, Meeting
from watchgroups.choices import GroupState, MemberState
from watchgroups.models import Membership

Audience = Callable[[Meeting, Sequence[int]], QuerySet[User]]
MOST_ROUNDS: Final = 3


def followers(_meeting: Meeting, places: Sequence[int]) -> QuerySet[User]:
    """List those who follow one of these neighborhoods."""
    follows = Follow.objects.filter(user=OuterRef("pk"), neighborhood__in=places)
    return User.objects.filter(Exists(follows))


def members_of_groups(_meeting: Meeting, places: Sequence[int]) -> QuerySet[User]:
    """List those in a watch group at work in one of these neighborhoods."""
    mine = Membership.objects.filter(
        person=OuterRef("pk"),
        state=MemberState.ACTIVE,
        group__state=GroupState.ACTIVE,
        group__neighborhood__in=places,
    )
    return User.objects.filter(Exists(mine))


AUDIENCES: Final[tuple[Audience, ...]] = (followers, members_of_groups)


def people_to_call(
    meeting: Meeting, places: Sequence[int], language: str
) -> QuerySet[User]:
    """List who has not been invited to it, does not come, and still wants to hear."""
    meant = Q()
    for audience in AUDIENCES:
        meant |= Q(pk__in=audience(meeting, places).values("pk"))
    comes = Booking.objects.filter(meeting=meeting, person=OuterRef("pk")).exclude(
        state__in=(BookingState.CANCELLED, BookingState.LOST)
    )
    called = Called.objects.filter(meeting=meeting, person=OuterRef("pk"))
    stopped = CallStop.objects.filter(person=OuterRef("pk"))
    people = User.objects.filter(meant, is_active=True).exclude(
        Exists(comes) | Exists(called) | Exists(stopped)
    )
    return people.filter(language=language) if language else people


def has_stopped(person: User) -> bool:
    """Tell whether somebody wants no invitations to meetings."""
    return CallStop.objects.filter(person=person).exists()


def still_wants(person: User, round_: CallRound) -> bool:
    """Tell whether somebody is still of an audience of the round, and wants letters."""
    if has_stopped(person):
        return False
    found = (
        audience(round_.meeting, round_.places).filter(pk=person.pk).exists()
        for audience in AUDIENCES
    )
    return person.is_active and any(found)


def rounds_of(meeting: Meeting) -> QuerySet[CallRound]:
    return CallRound.objects.filter(meeting=meeting).order_by("-at", "-pk")
