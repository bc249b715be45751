"""Asking somebody by mail to look after one meeting: one link, one use, two weeks.

The link opens nothing by itself: its row is asked at every entrance, and so is whether
whoever sent it may still ask.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.addresses import one_mailbox
from engagement.people.choices import InvitationState
from engagement.people.models import User
from engagement.people.queries import person_with_address, token_hash
from engagement.people.services import set_needs_mfa
from meetings.errors import LetterClosedError, MeetingIncompleteError
from meetings.models import Meeting, Organizer, OrganizerInvitation
from meetings.permissions import can_add_organizer

STANDS_FOR: Final = timedelta(days=14)
KEPT_FOR: Final = timedelta(days=30)
MOST_OPEN: Final = 20


@transaction.atomic
def invite_organizer(
    *, meeting_id: int, address: str, actor: User, language: str, now: datetime
) -> OrganizerInvitation:
    """Write somebody a letter that asks them to look after a meeting too.

    The same is said and done whether the address is known here or not. An earlier letter
    to it is worth nothing from now on. Raises NotAllowedError, MeetingIncompleteError.
    """
    meeting = _locked(meeting_id, actor)
    mailbox = _must_be_address(address)
    _must_not_be_too_many(meeting, mailbox, now)
    earlier = OrganizerInvitation.objects.filter(
        meeting=meeting, address=mailbox, accepted_at=None, withdrawn_at=None
    )
    earlier.update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    letter = OrganizerInvitation.objects.create(
        meeting=meeting,
        address=mailbox,
        token_hash=token_hash(token),
        invited_by=actor,
        invited_at=now,
        expires_at=now + STANDS_FOR,
    )
    _note(letter, actor, "meeting.invite_organizer", now)
    _send(letter, token, language, now)
    return letter


@transaction.atomic
def accept_organizing(*, token: str, user: User, now: datetime) -> Organizer:
    """Take the meeting into one's hands; from then on a second step is asked.

    Raises LetterClosedError, NotAllowedError.
    """
    letter = _taken(token)
    _must_stand(letter, now)
    if one_mailbox(user.email) != letter.address:
        raise NotAllowedError(_("This letter was sent to another address."))
    inviter = letter.invited_by
    if inviter is None or not can_add_organizer(Viewer(user=inviter), letter.meeting):
        raise NotAllowedError(
            _("Who invited you may not ask you any more. Ask for a new invitation.")
        )
    set_needs_mfa(user=user, needs_mfa=True, because="meetings", actor=None, now=now)
    held = Organizer.objects.filter(meeting=letter.meeting, person=user, ended_at=None)
    organizer = held.first() or Organizer.objects.create(
        meeting=letter.meeting, person=user, added_by=inviter, added_at=now
    )
    letter.accepted_at, letter.accepted_by = now, user
    letter.save(update_fields=["accepted_at", "accepted_by"])
    _note(letter, user, "meeting.accept_organizing", now)
    return organizer


@transaction.atomic
def withdraw_letter(*, letter_id: int, actor: User, now: datetime) -> None:
    """Make a letter's link worthless. Raises NotAllowedError."""
    found = OrganizerInvitation.objects.get(pk=letter_id)
    _locked(found.meeting_id, actor)
    letter = OrganizerInvitation.objects.select_for_update().get(pk=letter_id)
    if letter.state_at(now) == InvitationState.OPEN:
        letter.withdrawn_at = now
        letter.save(update_fields=["withdrawn_at"])
        _note(letter, actor, "meeting.withdraw_letter", now)


def forget_letters(*, now: datetime) -> int:
    """Let go of addresses a month after their letter stopped working; say how many."""
    old = OrganizerInvitation.objects.filter(expires_at__lt=now - KEPT_FOR)
    gone, _by_model = old.delete()
    return gone


def _locked(meeting_id: int, actor: User) -> Meeting:
    meeting = Meeting.objects.select_for_update().get(pk=meeting_id)
    if not can_add_organizer(Viewer(user=actor), meeting):
        raise NotAllowedError(_("Only its organizers and administrators may do that."))
    return meeting


def _must_be_address(address: str) -> str:
    mailbox = one_mailbox(address)
    try:
        validate_email(mailbox)
    except ValidationError as error:
        message = _("“%(address)s” is not an e-mail address.") % {"address": mailbox}
        raise MeetingIncompleteError(message) from error
    return mailbox


def _must_not_be_too_many(meeting: Meeting, mailbox: str, now: datetime) -> None:
    standing = OrganizerInvitation.objects.filter(
        meeting=meeting, invited_at__gt=now - STANDS_FOR
    ).exclude(address=mailbox)
    if standing.count() >= MOST_OPEN:
        raise MeetingIncompleteError(
            _(
                "%(most)d letters went out for this meeting. That is the most there can be."
            )
            % {"most": MOST_OPEN}
        )


def _taken(token: str) -> OrganizerInvitation:
    letters = OrganizerInvitation.objects.select_for_update(of=("self",))
    found = (
        letters.select_related("meeting", "invited_by")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if found is None:
        raise LetterClosedError(_("There is no such invitation."))
    return found


def _must_stand(letter: OrganizerInvitation, now: datetime) -> None:
    if letter.state_at(now) != InvitationState.OPEN or letter.meeting.is_cancelled:
        raise LetterClosedError(
            _("This invitation does not work any more. Ask for a new one.")
        )


def _send(
    letter: OrganizerInvitation, token: str, language: str, now: datetime
) -> None:
    known = person_with_address(letter.address)
    written = write_letter(
        to=letter.address,
        language=known.language if known else language,
        template="organizer_invitation",
        values={
            "by": str(letter.invited_by),
            "meeting": letter.meeting.title,
            "begins_at": letter.meeting.begins_at,
            "until": letter.expires_at,
            "link": f"{settings.SITE_URL}{reverse('meetings:asked', args=[token])}",
        },
    )
    send_sealed_letter(written, now=now)


def _note(letter: OrganizerInvitation, actor: User, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=letter.meeting,
        now=now,
        place_id=letter.meeting.neighborhood_id,
        letter=letter.pk,
    )
