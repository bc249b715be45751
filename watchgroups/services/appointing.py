"""Making somebody captain: asked for, agreed to, and accepted by a letter (SECURITY (e) 17).

An officer appoints; a captain hands over, and an officer has to agree. Where the town
asks for two people (TWO_PEOPLE_FOR names `captain`), an officer's word alone does not do.
The link opens nothing by itself: its row is asked at every entrance.
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

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.outbox.services import send_sealed_letter, write_letter
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from engagement.people.permissions import needs_second_person
from engagement.people.queries import (
    administrators,
    officers_of,
    person_with_address,
    token_hash,
)
from watchgroups.choices import OPEN_APPOINTMENTS, AppointmentState, Part
from watchgroups.errors import AppointmentClosedError, GroupIncompleteError
from watchgroups.models import Appointment, Group, Membership
from watchgroups.permissions import can_appoint_captain, leads
from watchgroups.queries import captain_of
from watchgroups.services import checking
from watchgroups.services.locks import locked_group, note

STANDS_FOR: Final = timedelta(days=14)
KEPT_FOR: Final = timedelta(days=30)


@transaction.atomic
def appoint_captain(
    *,
    group_id: int,
    address: str,
    reason: str,
    actor: User,
    language: str,
    now: datetime,
) -> Appointment:
    """Ask somebody by letter to lead a group, as its officer or an administrator.

    Raises NotAllowedError, GroupIncompleteError.
    """
    group = locked_group(group_id)
    if not can_appoint_captain(Viewer(user=actor), group):
        raise NotAllowedError(
            _("Only officers of this neighborhood and administrators may do that.")
        )
    asked = _ask(group, address, reason, actor, now)
    if not _second_is_needed(group, actor, now):
        _send(asked, language, now)
    note(group, actor, "group.appoint_captain", now, asked.reason, appointment=asked.pk)
    return asked


@transaction.atomic
def ask_to_hand_over(
    *, group_id: int, address: str, reason: str, actor: User, now: datetime
) -> Appointment:
    """Ask the officers to let somebody else lead; one stays captain until they accept.

    Raises NotAllowedError, GroupIncompleteError.
    """
    group = locked_group(group_id)
    captain = captain_of(group)
    is_captain = captain is not None and captain.person_id == actor.pk
    if captain is None or not is_captain or not leads(Viewer(user=actor), group):
        raise NotAllowedError(_("Only the captain can hand the group over."))
    asked = _ask(group, address, reason, actor, now, hands_over=captain)
    note(group, actor, "group.ask_hand_over", now, asked.reason, appointment=asked.pk)
    return asked


@transaction.atomic
def agree_to_captain(
    *, appointment_id: int, actor: User, language: str, now: datetime
) -> Appointment:
    """Agree as the second person; only now the letter leaves.

    Raises NotAllowedError, AppointmentClosedError.
    """
    asked = _taken(appointment_id)
    _must_decide(asked, actor, now)
    asked.decided_by, asked.decided_at = actor, now
    _send(asked, language, now)
    note(asked.group, actor, "group.agree_captain", now, appointment=asked.pk)
    return asked


@transaction.atomic
def decline_captain(
    *, appointment_id: int, reason: str, actor: User, now: datetime
) -> Appointment:
    """Say no as the second person. Raises NotAllowedError, AppointmentClosedError, GroupIncompleteError."""
    asked = _taken(appointment_id)
    _must_decide(asked, actor, now)
    why = checking.reason_of(reason, _("Say why. Whoever asked reads it."))
    asked.state, asked.decided_by, asked.decided_at = (
        AppointmentState.DECLINED,
        actor,
        now,
    )
    asked.decision_reason = why
    asked.save()
    note(asked.group, actor, "group.decline_captain", now, why, appointment=asked.pk)
    return asked


@transaction.atomic
def withdraw_appointment(
    *, appointment_id: int, actor: User, now: datetime
) -> Appointment:
    """Make the letter worthless: who asked does that, or an officer.

    Raises NotAllowedError, AppointmentClosedError.
    """
    asked = _taken(appointment_id)
    may = can_appoint_captain(Viewer(user=actor), asked.group)
    if not may and asked.asked_by_id != actor.pk:
        raise NotAllowedError(_("Only who asked, or an officer, can take it back."))
    if asked.state not in OPEN_APPOINTMENTS:
        raise AppointmentClosedError(_("It was answered already."))
    asked.state = AppointmentState.WITHDRAWN
    asked.save(update_fields=["state"])
    note(asked.group, actor, "group.withdraw_captain", now, appointment=asked.pk)
    return asked


def forget_appointments(*, now: datetime) -> int:
    """Let go of addresses a month after their letter stopped working; say how many."""
    old = Appointment.objects.filter(expires_at__lt=now - KEPT_FOR)
    gone, _by_model = old.delete()
    return gone


def may_be_asked_by(asked: Appointment) -> bool:
    """Tell whether those who asked and agreed may still do so: asked at every entrance."""
    if asked.hands_over is not None:
        captain = captain_of(asked.group)
        still = captain is not None and captain.pk == asked.hands_over_id
        decided = asked.decided_by
        return still and decided is not None and _may(decided, asked.group)
    both = [asked.asked_by, asked.decided_by] if asked.decided_at else [asked.asked_by]
    return all(one is not None and _may(one, asked.group) for one in both)


def _may(person: User, group: Group) -> bool:
    return person.is_active and can_appoint_captain(Viewer(user=person), group)


def _ask(
    group: Group,
    address: str,
    reason: str,
    actor: User,
    now: datetime,
    hands_over: Membership | None = None,
) -> Appointment:
    if group.is_closed:
        raise GroupIncompleteError(_("This group is closed."))
    mailbox = one_mailbox(address)
    _must_be_somebody_else(mailbox, group, actor)
    why = checking.reason_of(reason, _("Say why. It is kept with the act."))
    Appointment.objects.filter(group=group, state__in=OPEN_APPOINTMENTS).update(
        state=AppointmentState.WITHDRAWN
    )
    return Appointment.objects.create(
        group=group,
        address=mailbox,
        hands_over=hands_over,
        reason=why,
        state=AppointmentState.WAITING,
        asked_by=actor,
        asked_at=now,
        expires_at=now + STANDS_FOR,
    )


def _must_be_somebody_else(mailbox: str, group: Group, actor: User) -> None:
    try:
        validate_email(mailbox)
    except ValidationError as error:
        raise GroupIncompleteError(
            _("“%(address)s” is not an e-mail address.") % {"address": mailbox}
        ) from error
    if mailbox == one_mailbox(actor.email):
        raise GroupIncompleteError(_("Somebody else has to be asked, not you."))
    captain = captain_of(group)
    if captain is not None and one_mailbox(captain.person.email) == mailbox:
        raise GroupIncompleteError(_("They are the captain already."))


def _second_is_needed(group: Group, actor: User, now: datetime) -> bool:
    others = officers_of(group.neighborhood_id, now) | administrators(now)
    return needs_second_person(Part.CAPTAIN, others.exclude(pk=actor.pk))


def _must_decide(asked: Appointment, actor: User, now: datetime) -> None:
    is_second = asked.asked_by_id != actor.pk
    if not is_second or not can_appoint_captain(Viewer(user=actor), asked.group):
        raise NotAllowedError(_("Another officer has to decide about this."))
    if asked.state != AppointmentState.WAITING or asked.expires_at <= now:
        raise AppointmentClosedError(_("It was answered already, or is too old."))


def _taken(appointment_id: int) -> Appointment:
    found = Appointment.objects.get(pk=appointment_id)
    locked_group(found.group_id)
    return Appointment.objects.select_related(
        "group", "asked_by", "decided_by", "hands_over"
    ).get(pk=appointment_id)


def _send(asked: Appointment, language: str, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    asked.token_hash, asked.state = token_hash(token), AppointmentState.SENT
    asked.expires_at = now + STANDS_FOR
    asked.save()
    known = person_with_address(asked.address)
    letter = write_letter(
        to=asked.address,
        language=known.language if known else language,
        template="captain_invitation",
        values={
            "by": str(asked.asked_by),
            "group": asked.group.name,
            "until": asked.expires_at,
            "link": f"{settings.SITE_URL}{reverse('watchgroups:asked', args=[token])}",
        },
    )
    send_sealed_letter(letter, now=now)
