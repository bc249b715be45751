"""What every change of one member shares: taking the row, ending it, writing to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.outbox.services import enqueue
from watchgroups.choices import LEADING, OVER, MemberState, Part
from watchgroups.errors import GroupIncompleteError, GroupRestsError
from watchgroups.models import (
    CodeOfConduct,
    Group,
    Guardian,
    JoinQuestion,
    Membership,
)
from watchgroups.services import checking
from watchgroups.services.locks import locked_group
from watchgroups.services.settling import settle_sign_ups
from watchgroups.services.standing import ask_second_step, settle_group

LONGEST_PERSON: Final = 80
LONGEST_ANSWER: Final = 600


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody says of themselves when they ask to join."""

    name: str
    street: str = ""
    skills: str = ""
    availability: str = ""
    languages: str = ""
    emergency_contact: str = ""
    note: str = ""
    shares_contact: bool = False


def taken(member_id: int) -> tuple[Group, Membership]:
    """Lock the group's row, then the member's. Raises GroupRestsError when closed."""
    found = Membership.objects.get(pk=member_id)
    group = locked_group(found.group_id)
    if group.is_closed:
        raise GroupRestsError(_("This group is closed."))
    members = Membership.objects.select_for_update(of=("self",))
    return group, members.select_related("person").get(pk=member_id)


def name_of(text: str) -> str:
    """Give a name as it is kept. Raises GroupIncompleteError without one."""
    return checking.words_of(
        text, LONGEST_PERSON, _("Write the name the captains shall read.")
    )


def words_given(text: str) -> str:
    """Give words that may be missing, as they are kept."""
    return plain(text).strip()[:LONGEST_ANSWER]


def require_agreed(*, agrees: bool) -> None:
    """Raise GroupIncompleteError unless somebody agreed to the rules."""
    if not agrees:
        raise GroupIncompleteError(_("Read the rules of the group and agree to them."))


def agree(member: Membership, code: CodeOfConduct | None, now: datetime) -> None:
    """Write down which rules they agreed to."""
    member.agreed_code, member.agreed_at = code, now
    if code is not None:
        member.told_code = code.number
    member.told_code_at = None


def begin(member: Membership, now: datetime) -> None:
    """Take somebody in; the caller saves."""
    member.state, member.reason, member.ended_at = MemberState.ACTIVE, "", None
    member.began_at = member.began_at or now
    member.confirmed_at = now
    member.letters_unanswered, member.asked_again_at = 0, None


def heard_of(member: Membership, now: datetime) -> None:
    """Whoever does something in the group takes part: nobody need ask them."""
    member.confirmed_at = now
    member.letters_unanswered, member.asked_again_at = 0, None
    member.save(update_fields=["confirmed_at", "letters_unanswered", "asked_again_at"])


def finish(
    member: Membership, group: Group, state: MemberState, now: datetime, reason: str
) -> None:
    """End a membership: what they said of themselves is gone at once.

    The group's row is locked. A group that lost its captain rests.
    """
    led = member.part in LEADING
    was_captain = member.part == Part.CAPTAIN
    member.state, member.ended_at, member.reason = state, now, reason
    forget_details(member)
    member.save()
    Guardian.objects.filter(membership=member).delete()
    settle_sign_ups(group, now)
    if led:
        ask_second_step(member.person, now)
    if was_captain:
        settle_group(group, actor=None, now=now)


def nothing_said() -> dict[str, Any]:
    """Give what stands in a member’s row once what they said of themselves is gone."""
    return {
        "sealed": b"",
        "street": "",
        "name": "",
        "public_name": "",
        "block_streets": [],
        "shares_contact": False,
    }


def forget_details(member: Membership) -> None:
    """Take out what they said of themselves; the caller saves."""
    for name, nothing in nothing_said().items():
        setattr(member, name, nothing)


def questions_of(group: Group) -> list[JoinQuestion]:
    """Give what the group asks now."""
    return list(group.join_questions.filter(ended_at=None).order_by("pk"))


def require_here(member: Membership) -> None:
    """Raise NotAllowedError for a membership that is over."""
    if member.state in OVER:
        raise NotAllowedError(_("They are not in the group any more."))


def write_to(
    member: Membership, kind: str, now: datetime, version: int | None = None
) -> None:
    """Ask for one letter to a member, about one thing, once."""
    enqueue(
        task="watchgroups.send_member_letter",
        about=f"watchgroups.membership:{member.pk} {kind}",
        version=version or int(now.timestamp()),
        person=member.person,
        now=now,
        member_id=member.pk,
        kind=kind,
    )
