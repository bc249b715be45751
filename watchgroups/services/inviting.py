"""Asking people by mail to join: one link, one use, two weeks; twenty letters a day.

An invitation keeps an address and nothing else of somebody who has not answered. What is
over the day's twenty waits for its day (decision 0064).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from engagement.people.queries import person_with_address, token_hash
from watchgroups.choices import HERE
from watchgroups.errors import (
    GroupIncompleteError,
    MemberAlreadyError,
    MemberLetterClosedError,
    TooManyLettersError,
)
from watchgroups.models import Group, MemberInvitation, Membership
from watchgroups.permissions import leads
from watchgroups.services.joining import ask_to_join
from watchgroups.services.locks import (
    group_of_leader,
    locked_group,
    note,
    require_active,
)
from watchgroups.services.membership import Wish

A_DAY_MOST: Final = 20
A_DAY: Final = timedelta(days=1)
STANDS_FOR: Final = timedelta(days=14)
KEPT_FOR: Final = timedelta(days=30)
MOST_WAITING: Final = 500


@transaction.atomic
def invite_member(
    *, group_id: int, address: str, actor: User, now: datetime
) -> MemberInvitation:
    """Write somebody a letter that asks them to join.

    The same is said and done whether the address is known here or not; an earlier letter
    of the group to it is worth nothing from now on. Raises NotAllowedError,
    GroupRestsError, GroupIncompleteError, TooManyLettersError.
    """
    group = group_of_leader(group_id, actor)
    require_active(group)
    mailbox = mailbox_of(address)
    if sent_lately(actor, now) >= A_DAY_MOST:
        raise TooManyLettersError(
            _("%(most)d invitations left today. Send the next ones tomorrow.")
            % {"most": A_DAY_MOST}
        )
    letter = _write_row(group, mailbox, actor, now)
    _send(letter, now)
    note(group, actor, "group.invite_member", now, letter=letter.pk)
    return letter


@transaction.atomic
def invite_many(
    *, group_id: int, addresses: Iterable[str], actor: User, now: datetime
) -> int:
    """Write down whom to invite; twenty letters leave a day. Say how many were added.

    Raises NotAllowedError, GroupRestsError, TooManyLettersError.
    """
    group = group_of_leader(group_id, actor)
    require_active(group)
    open_now = MemberInvitation.objects.filter(
        group=group, accepted_at=None, withdrawn_at=None
    )
    known = set(open_now.values_list("address", flat=True)) | addresses_in(group)
    new = [one for one in dict.fromkeys(addresses) if one not in known]
    if len(new) + open_now.filter(sent_at=None).count() > MOST_WAITING:
        raise TooManyLettersError(
            _("At most %(most)d invitations wait at once.") % {"most": MOST_WAITING}
        )
    rows = [
        MemberInvitation(group=group, address=one, invited_by=actor, invited_at=now)
        for one in new
    ]
    MemberInvitation.objects.bulk_create(rows)
    note(group, actor, "group.import_roster", now, invited=len(new))
    _send_those_due(actor, now)
    return len(new)


@transaction.atomic
def accept_invitation(
    *,
    token: str,
    wish: Wish,
    answers: dict[str, str],
    agrees: bool,
    guardian: str,
    user: User,
    now: datetime,
) -> Membership:
    """Join by a letter. Raises MemberLetterClosedError, and as `ask_to_join`."""
    found = MemberInvitation.objects.filter(token_hash=token_hash(token)).first()
    if found is None:
        raise MemberLetterClosedError(_("There is no such invitation."))
    group = locked_group(found.group_id)
    letter = MemberInvitation.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if not letter.is_open(now) or not may_be_used(letter, group):
        raise MemberLetterClosedError(
            _("This invitation does not work any more. Ask for a new one.")
        )
    if one_mailbox(user.email) != letter.address:
        raise NotAllowedError(_("This letter was sent to another address."))
    member = ask_to_join(
        group_id=group.pk,
        wish=wish,
        answers=answers,
        agrees=agrees,
        guardian=guardian,
        actor=user,
        now=now,
        invitation=letter,
    )
    letter.accepted_at = now
    letter.save(update_fields=["accepted_at"])
    return member


def may_be_used(letter: MemberInvitation, group: Group) -> bool:
    """Tell whether who invited still leads the group: asked at every entrance."""
    by = letter.invited_by
    return by is not None and by.is_active and leads(Viewer(user=by), group)


@transaction.atomic
def withdraw_invitation(*, letter_id: int, actor: User, now: datetime) -> None:
    """Make a letter worthless, or let it not leave at all. Raises NotAllowedError."""
    found = MemberInvitation.objects.get(pk=letter_id)
    group = group_of_leader(found.group_id, actor)
    letter = MemberInvitation.objects.select_for_update(of=("self",)).get(pk=letter_id)
    if letter.accepted_at is None and letter.withdrawn_at is None:
        letter.withdrawn_at = now
        letter.save(update_fields=["withdrawn_at"])
        note(group, actor, "group.withdraw_invitation", now, letter=letter.pk)


def send_due_invitations(*, now: datetime) -> int:
    """Let the invitations leave that waited for their day; say how many did."""
    waiting = MemberInvitation.objects.filter(
        sent_at=None, accepted_at=None, withdrawn_at=None
    )
    people = list(waiting.values_list("invited_by", flat=True).distinct())
    gone = 0
    for person in User.objects.filter(pk__in=people, is_active=True).order_by("pk"):
        with transaction.atomic():
            gone += _send_those_due(person, now)
    return gone


def forget_member_letters(*, now: datetime) -> int:
    """Let go of addresses a month after they were asked; say how many."""
    old = now - KEPT_FOR
    sent = MemberInvitation.objects.filter(sent_at__lt=old)
    gone, _by_model = sent.delete()
    never = MemberInvitation.objects.filter(sent_at=None, invited_at__lt=old)
    more, _by_model = never.delete()
    return gone + more


def mailbox_of(address: str) -> str:
    """Give the mailbox of an address. Raises GroupIncompleteError."""
    mailbox = one_mailbox(address)
    try:
        validate_email(mailbox)
    except ValidationError as error:
        raise GroupIncompleteError(
            _("“%(address)s” is not an e-mail address.") % {"address": mailbox[:100]}
        ) from error
    return mailbox


def sent_lately(actor: User, now: datetime) -> int:
    """Count the letters one person sent in the last 24 hours, in all their groups."""
    letters = MemberInvitation.objects.filter(invited_by=actor, sent_at__gt=now - A_DAY)
    return letters.count()


def addresses_in(group: Group) -> set[str]:
    """Give the addresses of those in the group, to tell a letter too many."""
    here = Membership.objects.filter(group=group, state__in=HERE)
    return set(here.values_list("person__email", flat=True))


def _write_row(
    group: Group, mailbox: str, actor: User, now: datetime
) -> MemberInvitation:
    if mailbox in addresses_in(group):
        raise MemberAlreadyError(_("They are in the group already."))
    MemberInvitation.objects.filter(
        group=group, address=mailbox, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)
    return MemberInvitation.objects.create(
        group=group, address=mailbox, invited_by=actor, invited_at=now
    )


def _send_those_due(actor: User, now: datetime) -> int:
    """The sender's row is locked, so that two clocks do not send the same twice."""
    User.objects.select_for_update().get(pk=actor.pk)
    left = max(A_DAY_MOST - sent_lately(actor, now), 0)
    waiting = MemberInvitation.objects.filter(
        invited_by=actor, sent_at=None, accepted_at=None, withdrawn_at=None
    )
    gone = 0
    for letter in waiting.select_related("group").order_by("pk")[:left]:
        if letter.group.is_active and may_be_used(letter, letter.group):
            _send(letter, now)
            gone += 1
    return gone


def _send(letter: MemberInvitation, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    letter.token_hash, letter.sent_at = token_hash(token), now
    letter.expires_at = now + STANDS_FOR
    letter.save(update_fields=["token_hash", "sent_at", "expires_at"])
    known = person_with_address(letter.address)
    written = write_letter(
        to=letter.address,
        language=known.language if known else settings.LANGUAGE_CODE,
        template="group_invitation",
        values={
            "group": letter.group.name,
            "place": letter.group.neighborhood.name,
            "until": letter.expires_at,
            "link": f"{settings.SITE_URL}{reverse('watchgroups:invited', args=[token])}",
        },
    )
    send_sealed_letter(written, now=now)
