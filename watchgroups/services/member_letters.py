"""Letters to members and captains: what an outbox row asked for, if it still holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from engagement.concerns.queries.watching import watchers_of
from engagement.outbox.services import deliver, finish, withhold
from engagement.people.models import User
from watchgroups.choices import MemberState, Part
from watchgroups.models import Group, MemberAppeal, Membership
from watchgroups.queries import code_of
from watchgroups.queries.roster import leaders_of, members_of, requests_of
from watchgroups.queries.walks import second_of
from watchgroups.services.own import link_of

Holds = Callable[[Membership], bool]


def _is(*states: MemberState) -> Holds:
    return lambda member: member.state in states


def _is_behind(member: Membership) -> bool:
    code = code_of(member.group)
    is_here = member.state == MemberState.ACTIVE
    return is_here and code is not None and member.agreed_code_id != code.pk


def _is_silent(member: Membership) -> bool:
    return member.state == MemberState.ACTIVE and member.letters_unanswered > 0


_HOLDS: Final[dict[str, Holds]] = {
    "asked": _is(MemberState.ASKED),
    "taken_in": _is(MemberState.ACTIVE),
    "declined": _is(MemberState.DECLINED),
    "suspended": _is(MemberState.SUSPENDED),
    "let_back": _is(MemberState.ACTIVE),
    "removed": _is(MemberState.REMOVED),
    "part": _is(MemberState.ACTIVE),
    "rules": _is_behind,
    "still": _is_silent,
    "closed": lambda member: member.group.is_closed and bool(member.ended_at),
    "second": lambda member: second_of(member.group_id) == member,
    "appeal": lambda member: MemberAppeal.objects.filter(membership=member).exists(),
}


def send_member_letter(
    *, job_id: int, member_id: int, kind: str, now: datetime
) -> None:
    """Tell a member where they stand, unless they stand elsewhere by now."""
    found = Membership.objects.select_related("group", "person")
    member = found.filter(pk=member_id).first()
    holds = _HOLDS.get(kind)
    if (
        member is None
        or holds is None
        or not member.person.is_active
        or not holds(member)
    ):
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=member.person.email,
        language=member.person.language,
        template="group_member",
        values=_values(member, kind),
        now=now,
    )


def send_captain_letter(
    *, job_id: int, group_id: int, person_id: int, kind: str, now: datetime
) -> None:
    """Tell who leads a group what waits, unless they do not lead it any more."""
    group = Group.objects.filter(pk=group_id).first()
    leader = leaders_of(group).filter(person=person_id).first() if group else None
    waiting = requests_of(group).count() if group else 0
    if group is None or leader is None or _is_answered(kind, group, waiting, now):
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=leader.person.email,
        language=leader.person.language,
        template="group_captain",
        values={
            "kind": kind,
            "group": group.name,
            "waiting": waiting,
            "members": members_of(group).count(),
            "link": _link("roster", group.slug),
        },
        now=now,
    )


def _is_answered(kind: str, group: Group, waiting: int, now: datetime) -> bool:
    """Tell whether what a letter asks was answered before it left."""
    if kind == "requests":
        return not waiting
    return kind == "list" and group.list_is_right(now)


def warn_of_looks(
    *, job_id: int, watcher_id: int, actor_id: int, group_id: int, now: datetime
) -> None:
    """Tell who watches that an administrator opened members of a group."""
    actor = User.objects.filter(pk=actor_id).first()
    group = Group.objects.filter(pk=group_id).first()
    place_id = group.neighborhood_id if group else None
    watcher = watchers_of(place_id, now).filter(pk=watcher_id).first()
    if watcher is None:
        withhold(job_id=job_id, person_id=watcher_id, now=now)
        return
    if actor is None or group is None:
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=watcher.email,
        language=watcher.language,
        template="group_glass",
        values={"who": str(actor), "group": group.name},
        now=now,
    )


def _values(member: Membership, kind: str) -> dict[str, Any]:
    appeal = MemberAppeal.objects.filter(membership=member).first()
    return {
        "kind": kind,
        "group": member.group.name,
        "reason": member.reason,
        "part": Part(member.part).label,
        "verdict": appeal.verdict if appeal else "",
        "answer": appeal.answer if appeal else "",
        "link": _link("own", member.group.slug),
        "out_link": _link("out_now", member.group.slug),
        "phone_link": _link("duty_phone", member.group.slug),
        "member_link": _link("member_link", link_of(member)),
        "is_here": member.ended_at is None,
        "is_junior": member.part == Part.JUNIOR,
    }


def _link(name: str, word: str) -> str:
    return f"{settings.SITE_URL}{reverse(f'watchgroups:{name}', args=[word])}"
