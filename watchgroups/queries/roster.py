"""Who is in a group, for those who lead it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from engagement.common.roles import Viewer
from engagement.people.models import User
from engagement.people.queries import token_hash
from watchgroups.choices import HERE, LEADING, AppointmentState, MemberState, Part
from watchgroups.models import (
    Appointment,
    Group,
    Guardian,
    JoinQuestion,
    MemberAppeal,
    MemberInvitation,
    MemberLook,
    Membership,
)
from watchgroups.models.members import LETTERS_UNTIL_REST
from watchgroups.queries.visible import code_of, looked_after_by

MemberQuerySet = QuerySet[Membership]
AGREE_WITHIN: Final = timedelta(days=30)
LOOKS_SHOWN: Final = 50


def members_of(group: Group) -> MemberQuerySet:
    """Everybody in the group, in some way; the newest request first."""
    here = Membership.objects.filter(group=group, state__in=HERE)
    return here.select_related("person", "agreed_code").order_by("-asked_at", "-pk")


def members_found(
    group: Group, wanted: Mapping[str, str], at: datetime
) -> MemberQuerySet:
    """Narrow the list by words of name or street, by part, and by how they stand."""
    found = members_of(group)
    for word in wanted.get("q", "")[:100].split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(public_name__icontains=word)
            | Q(street__icontains=word)
        )
    if wanted.get("part") in Part.values:
        found = found.filter(part=wanted["part"])
    return found.filter(_standing(group, wanted.get("standing", ""), at))


def _standing(group: Group, word: str, at: datetime) -> Q:
    code = code_of(group)
    late = Q(told_code_at__lt=at - AGREE_WITHIN) & ~Q(
        agreed_code=code.pk if code else None
    )
    kinds = {
        "rests": Q(letters_unanswered__gt=LETTERS_UNTIL_REST),
        "paused": Q(state=MemberState.SUSPENDED),
        "rules": late,
    }
    return kinds.get(word, Q())


def requests_of(group: Group) -> MemberQuerySet:
    """Who asked to join and waits for a captain, the oldest first."""
    asked = Membership.objects.filter(group=group, state=MemberState.ASKED)
    ready = asked.filter(Q(guardian=None) | Q(guardian__agreed_at__isnull=False))
    return ready.select_related("person").order_by("asked_at", "pk")


def member_in(group: Group) -> MemberQuerySet:
    """Everybody a captain may open: members, and who asked."""
    found = Membership.objects.filter(group=group, ended_at=None)
    return found.select_related("person", "agreed_code")


def leaders_of(group: Group) -> MemberQuerySet:
    """Who leads the group now: the captain and the co-captains."""
    lead = Membership.objects.filter(
        group=group,
        part__in=LEADING,
        state=MemberState.ACTIVE,
        person__is_active=True,
    )
    return lead.select_related("person").order_by("pk")


def own_memberships(viewer: Viewer) -> MemberQuerySet:
    """The groups somebody is in or asked to be in, and those they were in."""
    if not isinstance(viewer.user, User):
        return Membership.objects.none()
    mine = Membership.objects.filter(person=viewer.user)
    return mine.select_related("group__neighborhood").order_by("-asked_at", "-pk")


def own_membership_in(viewer: Viewer, slug: str) -> Membership | None:
    """What somebody is in a group, or was last; a closed group is no more."""
    found = own_memberships(viewer).filter(group__slug=slug)
    return found.filter(ended_at=None).first() or found.first()


def looks_at(member: Membership) -> list[MemberLook]:
    """Who looked at a member, or opened the whole list while they were in it."""
    looks = MemberLook.objects.filter(
        Q(membership=member)
        | Q(membership=None, group=member.group_id, at__gte=member.asked_at)
    )
    return list(looks.select_related("actor").order_by("-at", "-pk")[:LOOKS_SHOWN])


def looks_since(actor_id: int, moment: datetime) -> int:
    """Count the members somebody looked at."""
    return MemberLook.objects.filter(actor=actor_id, at__gt=moment).count()


def waiting_letters_of(group: Group) -> QuerySet[MemberInvitation]:
    """Invitations nobody answered yet, the newest first."""
    letters = MemberInvitation.objects.filter(
        group=group, accepted_at=None, withdrawn_at=None
    )
    return letters.order_by("-invited_at", "-pk")


def member_letter_of(token: str) -> MemberInvitation | None:
    found = MemberInvitation.objects.filter(token_hash=token_hash(token))
    return found.select_related("group__neighborhood", "invited_by").first()


def guardian_of_link(token: str) -> Guardian | None:
    found = Guardian.objects.filter(token_hash=token_hash(token))
    return found.select_related("membership__group__neighborhood").first()


def appeals_at_the_desk(viewer: Viewer) -> QuerySet[MemberAppeal]:
    """Appeals an officer or administrator answers, those that wait first by age."""
    groups = Group.objects.filter(looked_after_by(viewer))
    found = MemberAppeal.objects.filter(membership__group__in=groups)
    return found.select_related("membership__group__neighborhood", "membership__person")


def appeals_waiting(viewer: Viewer) -> QuerySet[MemberAppeal]:
    """Appeals nobody has answered yet."""
    return appeals_at_the_desk(viewer).filter(verdict="")


def captains_to_agree_to(viewer: Viewer, at: datetime) -> QuerySet[Appointment]:
    """List who is proposed as captain and waits for this officer’s word."""
    groups = Group.objects.filter(looked_after_by(viewer))
    waiting = Appointment.objects.filter(
        group__in=groups, state=AppointmentState.WAITING, expires_at__gt=at
    )
    if viewer.user is not None:
        waiting = waiting.exclude(asked_by=viewer.user.pk)
    return waiting.select_related("group").order_by("asked_at", "pk")


def waiting_at_the_desk(viewer: Viewer, at: datetime) -> int:
    """Count what officers have to answer about watch groups."""
    appeals = appeals_waiting(viewer).order_by().values("pk")
    captains = captains_to_agree_to(viewer, at).order_by().values("pk")
    return appeals.union(captains, all=True).count()


def asked_of(group: Group) -> list[JoinQuestion]:
    """What the group asks whoever wants to join."""
    return list(group.join_questions.filter(ended_at=None).order_by("pk"))


def answered_questions(
    group: Group, answers: Mapping[str, str]
) -> list[tuple[str, str]]:
    """Give what was asked and what was answered, also where it is not asked any more."""
    asked = JoinQuestion.objects.filter(group=group).order_by("pk")
    return [(q.text, answers[str(q.pk)]) for q in asked if answers.get(str(q.pk))]


def roster_in_numbers(group: Group, at: datetime) -> dict[str, int]:
    """Say for the captains' desk how many there are, ask, and have not agreed."""
    return {
        "members": members_of(group).count(),
        "requests": requests_of(group).count(),
        "behind": members_of(group).filter(_standing(group, "rules", at)).count(),
    }
