"""Saying yes to leading a group, and its captain's end."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from engagement.people.queries import token_hash
from watchgroups.choices import AppointmentState, MemberState, Part
from watchgroups.errors import AppointmentClosedError, GroupIncompleteError
from watchgroups.models import Appointment, Group, Membership
from watchgroups.queries import captain_of, code_of
from watchgroups.services import checking
from watchgroups.services.appointing import may_be_asked_by
from watchgroups.services.locks import group_of_officer, locked_group, note
from watchgroups.services.standing import ask_second_step, settle_group


@transaction.atomic
def accept_captaincy(
    *, token: str, public_name: str, agrees: bool, user: User, now: datetime
) -> Membership:
    """Lead the group from now on; who led it before is a member.

    Raises AppointmentClosedError, NotAllowedError, GroupIncompleteError.
    """
    found = Appointment.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise AppointmentClosedError(_("There is no such invitation."))
    group = locked_group(found.group_id)
    asked = Appointment.objects.select_for_update(of=("self",)).get(pk=found.pk)
    must_be_open(asked, group, now)
    if one_mailbox(user.email) != asked.address:
        raise NotAllowedError(_("This letter was sent to another address."))
    if not may_be_asked_by(asked):
        raise NotAllowedError(
            _("Who invited you may not ask you any more. Ask for a new invitation.")
        )
    name = checking.words_of(
        public_name, 80, _("Write the name everybody shall read, like “Ann P.”.")
    )
    if not agrees:
        raise GroupIncompleteError(_("Read the rules of the group and agree to them."))
    _step_down(group, now)
    captain = _lead(group, user, name, now)
    asked.state, asked.accepted_by, asked.accepted_at = AppointmentState.DONE, user, now
    asked.save(update_fields=["state", "accepted_by", "accepted_at"])
    ask_second_step(user, now)
    settle_group(group, actor=user, now=now)
    note(group, user, "group.accept_captain", now, appointment=asked.pk)
    return captain


@transaction.atomic
def end_captaincy(*, group_id: int, reason: str, actor: User, now: datetime) -> Group:
    """Take the group out of its captain's hands; they stay a member, it rests.

    Raises NotAllowedError, GroupIncompleteError.
    """
    group = group_of_officer(group_id, actor)
    why = checking.reason_of(reason, _("Say why. The captain reads it."))
    if (captain := _step_down(group, now)) is not None:
        settle_group(group, actor=actor, now=now)
        note(group, actor, "group.end_captain", now, why, person=captain.person_id)
    return group


def must_be_open(asked: Appointment, group: Group, now: datetime) -> None:
    """Raise AppointmentClosedError unless the letter's link works."""
    works = asked.state == AppointmentState.SENT and asked.expires_at > now
    if not works or group.is_closed:
        raise AppointmentClosedError(
            _("This invitation does not work any more. Ask for a new one.")
        )


def _step_down(group: Group, now: datetime) -> Membership | None:
    """Make the captain a member again; the group's row is locked."""
    captain = captain_of(group)
    if captain is not None:
        captain.part, captain.public_name = Part.MEMBER, ""
        captain.save(update_fields=["part", "public_name"])
        ask_second_step(captain.person, now)
    return captain


def _lead(group: Group, user: User, name: str, now: datetime) -> Membership:
    code = code_of(group)
    held = Membership.objects.filter(group=group, person=user, ended_at=None).first()
    captain = held or Membership(group=group, person=user, asked_at=now)
    captain.part, captain.state = Part.CAPTAIN, MemberState.ACTIVE
    captain.public_name, captain.reason = name, ""
    captain.began_at = captain.began_at or now
    captain.confirmed_at = captain.agreed_at = now
    captain.agreed_code = code
    captain.save()
    return captain
