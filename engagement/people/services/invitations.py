"""Asking somebody by mail to take a role (SECURITY (e) 17).

A link opens nothing by itself. Its row is asked at every entrance, and the role is
given only when somebody whose mailbox it was sent to accepts it: no new password, code
or account can revive an invitation that is used, taken back or too old.
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
from engagement.common.richtext import readable
from engagement.common.roles import Actor, Role
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.addresses import one_mailbox
from engagement.people.choices import InvitationState, ProofKind
from engagement.people.errors import (
    AddressTakenError,
    BadAddressError,
    InvitationClosedError,
    OtherMailboxError,
    TooManyInvitationsError,
)
from engagement.people.models import Grant, Invitation, RoleRequest, User
from engagement.people.permissions import can_grant
from engagement.people.queries import (
    is_administrator,
    person_with_address,
    token_hash,
)
from engagement.people.services.grants import (
    Terms,
    must_be_possible,
    must_have_reason,
)
from engagement.people.services.locks import lock_roles
from engagement.people.services.proofs import add_proof
from engagement.people.services.requests import give_role

STANDS_FOR: Final = timedelta(hours=72)
KEPT_FOR: Final = timedelta(days=30)
A_DAY: Final = timedelta(hours=24)
A_MINUTE: Final = timedelta(minutes=1)
MOST_A_DAY: Final = 20


@transaction.atomic
def invite(
    *, address: str, terms: Terms, actor: User, language: str, now: datetime
) -> Invitation:
    """Write somebody a letter that offers a role; an earlier one of its kind falls.

    Raises NotAllowedError, ReasonMissingError, WholeTownError, BadAddressError,
    TooManyInvitationsError.
    """
    lock_roles()
    mailbox = one_mailbox(address)
    is_oneself = mailbox == one_mailbox(actor.email)
    if is_oneself or not can_grant(actor, None, terms.role, terms.place_id, now):
        raise NotAllowedError(_("You may not give this role to this person."))
    _must_be_address(mailbox)
    why = must_have_reason(terms.reason)
    must_be_possible(terms, now)
    if (pressed := _same_press(mailbox, terms, actor, now)) is not None:
        return pressed
    _must_not_be_too_many(actor, now)
    Invitation.objects.filter(
        address=mailbox,
        role=terms.role,
        neighborhood=terms.neighborhood,
        accepted_at=None,
        withdrawn_at=None,
    ).update(withdrawn_at=now, withdrawn_by=actor.pk)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        address=mailbox,
        role=terms.role,
        neighborhood=terms.neighborhood,
        reason=why,
        token_hash=token_hash(token),
        invited_by=actor,
        invited_at=now,
        expires_at=now + STANDS_FOR,
    )
    record(
        actor=actor,
        action="invitation.send",
        subject=invitation,
        now=now,
        place_id=terms.place_id,
        reason=why,
        role=terms.role,
    )
    _send(invitation, token, language, now)
    return invitation


def _same_press(
    mailbox: str, terms: Terms, actor: Actor, now: datetime
) -> Invitation | None:
    """Give what was sent within the last minute: its link would die of a second one."""
    return Invitation.objects.filter(
        address=mailbox,
        role=terms.role,
        neighborhood=terms.neighborhood,
        invited_by=actor.pk,
        invited_at__gt=now - A_MINUTE,
        accepted_at=None,
        withdrawn_at=None,
    ).first()


def _must_be_address(mailbox: str) -> None:
    try:
        validate_email(mailbox)
    except ValidationError as error:
        message = _("“%(address)s” is not an e-mail address.") % {"address": mailbox}
        raise BadAddressError(message) from error


def _must_not_be_too_many(actor: Actor, now: datetime) -> None:
    today = Invitation.objects.filter(invited_by=actor.pk, invited_at__gt=now - A_DAY)
    if today.count() >= MOST_A_DAY:
        raise TooManyInvitationsError(
            _("You have sent %(most)d invitations within a day. Go on tomorrow.")
            % {"most": MOST_A_DAY}
        )


def _send(invitation: Invitation, token: str, language: str, now: datetime) -> None:
    known = person_with_address(invitation.address)
    letter = write_letter(
        to=invitation.address,
        language=known.language if known else language,
        template="invitation",
        values={
            "by": str(invitation.invited_by),
            "role": Role(invitation.role).label,
            "neighborhood": invitation.neighborhood or "",
            "until": invitation.expires_at,
            "link": f"{settings.SITE_URL}{reverse('people:invitation', args=[token])}",
        },
    )
    send_sealed_letter(letter, now=now)


def _taken(token: str) -> Invitation:
    """Lock the invitation of a link, or say that it is not there any more."""
    lock_roles()
    rows = Invitation.objects.select_for_update(of=("self",))
    found = (
        rows.select_related("neighborhood", "invited_by")
        .filter(token_hash=token_hash(token))
        .first()
    )
    if found is None:
        raise InvitationClosedError(_("There is no such invitation."))
    return found


def _must_stand(invitation: Invitation, now: datetime) -> None:
    words = {
        InvitationState.USED: _("This invitation has been used."),
        InvitationState.WITHDRAWN: _("This invitation was taken back."),
        InvitationState.EXPIRED: _("This invitation is too old. Ask for a new one."),
    }
    state = invitation.state_at(now)
    if state != InvitationState.OPEN:
        raise InvitationClosedError(words[state])


def _must_be_honored(invitation: Invitation, now: datetime) -> User:
    """Give who invited, if that person may still give the role."""
    inviter = invitation.invited_by
    if inviter is None or not can_grant(
        inviter, None, invitation.role, invitation.neighborhood_id, now
    ):
        raise NotAllowedError(
            _(
                "Who invited you may not give this role any more. Ask for a new invitation."
            )
        )
    return inviter


@transaction.atomic
def join_by_invitation(*, token: str, name: str, language: str, now: datetime) -> User:
    """Make an account for somebody invited who has none: the letter proves the mailbox.

    The role is not given yet. Raises InvitationClosedError, NotAllowedError,
    AddressTakenError.
    """
    invitation = _taken(token)
    _must_stand(invitation, now)
    _must_be_honored(invitation, now)
    if person_with_address(invitation.address) is not None:
        raise AddressTakenError(_("You have an account already. Sign in first."))
    user = User.objects.create_user(
        invitation.address, name=readable(name)[:120], language=language, joined_at=now
    )
    add_proof(user=user, kind=ProofKind.MAIL, now=now)
    record(
        actor=user,
        action="person.create",
        subject=user,
        now=now,
        invitation=invitation.pk,
    )
    return user


@transaction.atomic
def accept_invitation(*, token: str, user: User, now: datetime) -> Grant | RoleRequest:
    """Take the role that was offered, or have it wait for a second administrator.

    Raises InvitationClosedError, OtherMailboxError, NotAllowedError, and what giving a
    role raises.
    """
    invitation = _taken(token)
    _must_stand(invitation, now)
    if one_mailbox(user.email) != invitation.address:
        raise OtherMailboxError(
            _(
                "This invitation was sent to another address than the one of your account."
            )
        )
    inviter = _must_be_honored(invitation, now)
    terms = Terms(Role(invitation.role), invitation.neighborhood, invitation.reason)
    given = give_role(user=user, terms=terms, actor=inviter, now=now)
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    add_proof(user=user, kind=ProofKind.MAIL, now=now)
    record(
        actor=user,
        action="invitation.accept",
        subject=invitation,
        now=now,
        place_id=invitation.neighborhood_id,
        role=invitation.role,
    )
    return given


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, actor: Actor, now: datetime) -> None:
    """Make a letter's link worthless. Who invited does that, or an administrator.

    Raises NotAllowedError, InvitationClosedError.
    """
    lock_roles()
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    is_own = invitation.invited_by_id == actor.pk
    if not is_own and not is_administrator(actor.pk, now):
        raise NotAllowedError(_("Only who invited can take it back."))
    _must_stand(invitation, now)
    invitation.withdrawn_at, invitation.withdrawn_by_id = now, actor.pk
    invitation.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(
        actor=actor,
        action="invitation.withdraw",
        subject=invitation,
        now=now,
        place_id=invitation.neighborhood_id,
        role=invitation.role,
    )


def forget_invitations(*, now: datetime) -> int:
    """Let go of addresses a month after their letter stopped working, answered or not.

    The record of acts keeps who invited whom to what, without the address.
    """
    old = Invitation.objects.filter(expires_at__lt=now - KEPT_FOR)
    gone, _by_model = old.delete()
    return gone
