"""Erasing somebody for good, and again after an older database was restored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.front.errors import StillHoldsRolesError
from engagement.front.ledger import LedgerLine, add_to_ledger, read_ledger
from engagement.front.models import Erasure
from engagement.front.permissions import can_erase, why_not_erased
from engagement.front.personal.owners import let_go
from engagement.outbox.services import enqueue, finish
from engagement.people.models import User
from engagement.people.queries import never_confirmed


@dataclass(frozen=True)
class Reapplied:
    """What a look at the ledger did."""

    erased: int
    absent: int  # erased before the backup was taken, or not there yet


@transaction.atomic
def erase_account(*, person_id: int, actor: Actor, now: datetime) -> Erasure:
    """Erase somebody from every app, at once and for good; sums stay as they are.

    Raises NotAllowedError, StillHoldsRolesError.
    """
    person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    if person is None or not can_erase(actor, person):
        raise NotAllowedError(_("You can erase your own account only."))
    if why_not := why_not_erased(person.pk, now):
        raise StillHoldsRolesError(why_not)
    record(actor=actor, action="person.erase", subject=person, now=now)
    return _erase(person, now)


def _erase(person: User, now: datetime) -> Erasure:
    erasure = Erasure.objects.create(
        erased=person.erasure_id, person_number=person.pk, at=now
    )
    let_go(person)
    about = f"front.erasure:{erasure.pk}"
    enqueue(task="front.note_erasures", about=about, now=now)
    return erasure


def erase_unconfirmed(*, before: datetime, now: datetime) -> int:
    """Erase accounts whose mailbox nobody opened in time, and who said nothing."""
    silent = never_confirmed(before).filter(concerns=None, voices=None)
    ids = list(silent.values_list("pk", flat=True))
    return sum(_erase_if_unconfirmed(pk, before, now) for pk in ids)


@transaction.atomic
def _erase_if_unconfirmed(person_id: int, before: datetime, now: datetime) -> bool:
    """Look again under a lock: the letter may have been opened a moment ago."""
    User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
    person = never_confirmed(before).filter(pk=person_id).first()
    if person is None:
        return False
    record(actor=None, action="person.erase", subject=person, now=now)
    _erase(person, now)
    return True


@transaction.atomic
def note_erasures(*, job_id: int | None = None, now: datetime) -> int:
    """Write erasures into the file beside the database; twice is once."""
    waiting = Erasure.objects.select_for_update().filter(noted_at=None).order_by("pk")
    erasures = list(waiting)
    add_to_ledger(LedgerLine(one.erased, one.person_number, one.at) for one in erasures)
    Erasure.objects.filter(pk__in=[one.pk for one in erasures]).update(noted_at=now)
    if job_id is not None:
        finish(job_id, now)
    return len(erasures)


def reapply_erasures(*, now: datetime) -> Reapplied:
    """Erase again whoever the ledger names and an older database has brought back.

    Found by the random number of their row, never by its plain one: that may belong to
    somebody else by now.
    """
    found = [_erase_again(line, now) for line in read_ledger()]
    return Reapplied(erased=sum(found), absent=len(found) - sum(found))


@transaction.atomic
def _erase_again(line: LedgerLine, now: datetime) -> bool:
    rows = User.objects.select_for_update(no_key=True)
    person = rows.filter(erasure_id=line.erased).first()
    if person is not None:
        record(actor=None, action="person.erase_again", subject=person, now=now)
        let_go(person)
    said = {"person_number": line.person_number, "at": line.at, "noted_at": now}
    Erasure.objects.get_or_create(erased=line.erased, defaults=said)
    return person is not None
