"""A member who was put out asks the officers for a second word; both sides read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.people.models import User
from watchgroups.choices import MemberState, Part, Verdict
from watchgroups.errors import GroupIncompleteError, MemberAlreadyError
from watchgroups.models import MemberAppeal, Membership
from watchgroups.permissions import can_answer_appeals
from watchgroups.services import checking, membership
from watchgroups.services.locks import note
from watchgroups.services.telling import tell_of_appeal

MAY_APPEAL_FOR: Final = timedelta(days=30)
LONGEST: Final = 1_000


def may_appeal(member: Membership, now: datetime) -> bool:
    """Tell whether a member who was put out may still ask for a second word."""
    if member.state != MemberState.REMOVED or member.ended_at is None:
        return False
    return member.ended_at >= now - MAY_APPEAL_FOR


@transaction.atomic
def appeal_removal(
    *, member_id: int, words: str, actor: User, now: datetime
) -> MemberAppeal:
    """Ask for a second word, once, within a month.

    Raises NotAllowedError, MemberAlreadyError, GroupIncompleteError, GroupRestsError.
    """
    group, member = membership.taken(member_id)
    if member.person_id != actor.pk or member.state != MemberState.REMOVED:
        raise NotAllowedError(_("Only who was put out may ask for that."))
    if not may_appeal(member, now):
        raise NotAllowedError(_("That was possible for 30 days."))
    if MemberAppeal.objects.filter(membership=member).exists():
        raise MemberAlreadyError(_("You have asked already. An officer answers you."))
    kept = checking.words_of(words, LONGEST, _("Say why it was not right."))
    appeal = MemberAppeal.objects.create(membership=member, words=kept, asked_at=now)
    note(group, actor, "group.appeal", now, member=member.pk)
    return appeal


@transaction.atomic
def answer_appeal(
    *, appeal_id: int, verdict: str, answer: str, actor: User, now: datetime
) -> MemberAppeal:
    """Decide with words; who is taken back is a member again, and both sides are told.

    Raises NotAllowedError, MemberAlreadyError, GroupIncompleteError, GroupRestsError.
    """
    found = MemberAppeal.objects.get(pk=appeal_id)
    group, member = membership.taken(found.membership_id)
    if not can_answer_appeals(Viewer(user=actor), group):
        raise NotAllowedError(
            _("Only officers of this neighborhood and administrators may do that.")
        )
    appeal = MemberAppeal.objects.get(pk=appeal_id)
    if appeal.verdict:
        raise MemberAlreadyError(_("It was answered already."))
    if verdict not in Verdict.values:
        raise GroupIncompleteError(_("Choose one from the list."))
    appeal.answer = checking.reason_of(answer, _("Say why. Both sides read it."))
    appeal.verdict = Verdict(verdict)
    appeal.decided_by, appeal.decided_at = actor, now
    appeal.save()
    if verdict == Verdict.BACK:
        _take_back(member, now)
    note(group, actor, "group.answer_appeal", now, appeal.answer, member=member.pk)
    membership.write_to(member, "appeal", now)
    tell_of_appeal(group, appeal.pk, now)
    return appeal


def _take_back(member: Membership, now: datetime) -> None:
    """A member again, with nothing of what they had said; unless they joined anew."""
    anew = Membership.objects.filter(
        group=member.group_id, person=member.person_id, ended_at=None
    )
    if anew.exists():
        return
    if member.part != Part.JUNIOR:  # their guardian would have to agree anew
        member.part = Part.MEMBER
        membership.begin(member, now)
        member.save()
