"""What people were vetted for, learned or agreed to: written down, told before it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor, Role
from engagement.outbox.services import deliver, enqueue, finish
from engagement.people.errors import CredentialIncompleteError
from engagement.people.models import Credential, CredentialKind, User
from engagement.people.permissions import can_record_credentials
from engagement.people.queries import credentials_ending, person_with_address

WARNED_BEFORE: Final = timedelta(days=30)
KEPT_FOR: Final = timedelta(days=365)
FURTHEST_BACK: Final = timedelta(days=3650)
BATCH: Final = 200


@transaction.atomic
def record_credential(
    *,
    address: str,
    kind_id: int,
    issued_on: date,
    actor: User,
    now: datetime,
    expires_on: date | None = None,
) -> Credential:
    """Write down what an officer or administrator checked of somebody else.

    Raises NotAllowedError, CredentialIncompleteError.
    """
    if not can_record_credentials(actor):
        raise NotAllowedError(_("Only officers and administrators may do that."))
    person = person_with_address(address)
    if person is None or not person.is_active:
        raise CredentialIncompleteError(
            _("Nobody has an account with this address. Ask them to make one first.")
        )
    if person.pk == actor.pk:
        raise NotAllowedError(_("Somebody else has to check yours."))
    return grant_credential(
        person_id=person.pk,
        kind_id=kind_id,
        issued_on=issued_on,
        expires_on=expires_on,
        actor=actor,
        now=now,
    )


@transaction.atomic
def grant_credential(
    *,
    person_id: int,
    kind_id: int,
    issued_on: date,
    actor: User | None,
    now: datetime,
    expires_on: date | None = None,
) -> Credential:
    """Give somebody a credential; the same one of the same day again changes nothing.

    Whoever calls asks first whether they may: captains and courses come through here.
    Without a last day it holds as long as its kind says. Raises CredentialIncompleteError.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person_id)
    kind = CredentialKind.objects.get(pk=kind_id)
    if expires_on is None and kind.months is not None:
        expires_on = issued_on + relativedelta(months=kind.months)
    _must_be_days(issued_on, expires_on, localdate(now))
    same = Credential.objects.filter(person=person, kind=kind, issued_on=issued_on)
    if actor is not None:  # a course never brings back what was taken back
        same = same.filter(withdrawn_at=None)
    if (known := same.first()) is not None:
        return known
    made = Credential.objects.create(
        person=person,
        kind=kind,
        issued_on=issued_on,
        expires_on=expires_on,
        checked_by=actor,
        made_at=now,
    )
    _note(made, actor, "credential.grant", now)
    return made


@transaction.atomic
def withdraw_credential(
    *, credential_id: int, actor: User, now: datetime
) -> Credential:
    """Take back what was written down by mistake, or holds no more.

    Who wrote it down does that, and administrators. Raises NotAllowedError.
    """
    held = Credential.objects.select_for_update(of=("self",)).get(pk=credential_id)
    if not can_record_credentials(actor, held):
        raise NotAllowedError(_("Only who wrote it down may take it back."))
    if held.withdrawn_at is None:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        _note(held, actor, "credential.withdraw", now)
    return held


@transaction.atomic
def save_credential_kind(
    *, kind: CredentialKind, actor: Actor, now: datetime
) -> CredentialKind:
    """Put on the list what people can be vetted or trained for. Raises NotAllowedError."""
    if not actor.holds(Role.ADMIN):
        raise NotAllowedError(_("Only administrators may do that."))
    kind.save()
    record(actor=actor, action="credential.save_kind", subject=kind, now=now)
    return kind


@transaction.atomic
def warn_of_credentials(*, now: datetime) -> list[Credential]:
    """Tell people once what of theirs ends within 30 days; give what was told now."""
    today = localdate(now)
    ending = credentials_ending(today, today + WARNED_BEFORE)
    told = list(ending.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    Credential.objects.filter(pk__in=[one.pk for one in told]).update(warned_at=now)
    for one in told:
        enqueue(
            task="people.send_credential_letter",
            about=name_of(one),
            person=one.person,
            now=now,
            credential_id=one.pk,
        )
    return told


def send_credential_letter(*, job_id: int, credential_id: int, now: datetime) -> None:
    """Write to somebody whose credential ends soon, if it still does."""
    found = Credential.objects.select_related("person", "kind").filter(pk=credential_id)
    held = found.filter(withdrawn_at=None, person__is_active=True).first()
    if held is None or held.expires_on is None or held.expires_on < localdate(now):
        finish(job_id, now)
        return
    deliver(
        job_id=job_id,
        to=held.person.email,
        language=held.person.language,
        template="credential_ends",
        values={
            "what": held.kind.name,
            "on": held.expires_on,
            "how": held.kind.how_to_get,
        },
        now=now,
    )


def forget_credentials(*, now: datetime) -> int:
    """Let go of what ended or was taken back a year ago; say how many."""
    before = now - KEPT_FOR
    ended = Credential.objects.filter(expires_on__lt=localdate(before))
    taken_back = Credential.objects.filter(withdrawn_at__lt=before)
    return sum(rows.delete()[0] for rows in (ended, taken_back))


def _must_be_days(issued_on: date, expires_on: date | None, today: date) -> None:
    if not today - FURTHEST_BACK <= issued_on <= today:
        raise CredentialIncompleteError(
            _("Give the day it was checked: today, or within the last ten years.")
        )
    if expires_on is not None and expires_on < issued_on:
        raise CredentialIncompleteError(
            _("The last day it holds comes after the first.")
        )


def _note(held: Credential, actor: Actor | None, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=held.person,
        now=now,
        kind=held.kind.name,
        credential=held.pk,
    )
