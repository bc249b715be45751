"""What members do themselves: say they still take part, agree anew, change, leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from watchgroups.choices import MemberState
from watchgroups.errors import MemberLetterClosedError
from watchgroups.models import Group, Membership
from watchgroups.queries import code_of
from watchgroups.services import membership
from watchgroups.services.joining import fill
from watchgroups.services.locks import note
from watchgroups.services.membership import Wish

_SALT = "watchgroups.member"


def link_of(member: Membership) -> str:
    """Give what stands in a member's letters: it lets go and confirms, nothing more."""
    return signing.dumps([member.pk, member.person_id], salt=_SALT)


def member_of_link(token: str) -> Membership:
    """Give the member of a letter's link. Raises MemberLetterClosedError."""
    try:
        pk, person_id = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise MemberLetterClosedError(_("This link does not work any more.")) from error
    found = Membership.objects.filter(pk=pk, person=person_id, ended_at=None)
    member = found.select_related("group").first()
    if member is None or member.group.is_closed:
        raise MemberLetterClosedError(_("This link does not work any more."))
    return member


@transaction.atomic
def change_what_i_said(
    *,
    member_id: int,
    wish: Wish,
    answers: Mapping[str, str],
    actor: User,
    now: datetime,
) -> Membership:
    """Change what a member says of themselves, and whether captains may reach them.

    Raises NotAllowedError, GroupIncompleteError, GroupRestsError.
    """
    group, member = _own(member_id, actor)
    fill(member, group, wish, answers)
    member.confirmed_at = now
    member.letters_unanswered = 0
    member.save()
    note(group, actor, "group.change_own", now, member=member.pk)
    return member


@transaction.atomic
def agree_to_rules(*, member_id: int, actor: User, now: datetime) -> Membership:
    """Agree to the rules as they stand. Raises NotAllowedError, GroupRestsError."""
    group, member = _own(member_id, actor)
    membership.agree(member, code_of(group), now)
    member.save()
    membership.heard_of(member, now)
    note(group, actor, "group.agree_to_rules", now, member=member.pk)
    return member


@transaction.atomic
def confirm_taking_part(*, member_id: int, now: datetime) -> Membership:
    """Say that one still takes part; the caller knows that it is they.

    Raises NotAllowedError, GroupRestsError.
    """
    _group, member = membership.taken(member_id)
    membership.require_here(member)
    membership.heard_of(member, now)
    return member


@transaction.atomic
def leave_group(*, member_id: int, now: datetime) -> Group:
    """Leave at once; a group whose captain leaves rests. The caller knows that it is they.

    Raises GroupRestsError.
    """
    group, member = membership.taken(member_id)
    if member.ended_at is None:
        membership.finish(member, group, MemberState.LEFT, now, "")
        note(group, member.person, "group.leave", now, member=member.pk)
    return group


def _own(member_id: int, actor: User) -> tuple[Group, Membership]:
    group, member = membership.taken(member_id)
    if member.person_id != actor.pk:
        raise NotAllowedError(_("Only they themselves may change that."))
    membership.require_here(member)
    return group, member
