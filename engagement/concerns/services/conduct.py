"""Complaints about police conduct: to the overseer, past everybody else (RULINGS 19)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.ids import new_reference
from engagement.common.roles import Actor, Viewer
from engagement.common.sealed import seal, unseal
from engagement.common.weeks import town_hour
from engagement.concerns.choices import ComplaintStatus, ComplaintStep, Contact
from engagement.concerns.contacts import seal_contact
from engagement.concerns.errors import (
    MoveNotAllowedError,
    NoSuchIssueError,
    NotCollectedError,
)
from engagement.concerns.models import Complaint, ComplaintEntry
from engagement.concerns.naming import names_person
from engagement.concerns.permissions import can_oversee, is_complainant
from engagement.concerns.queries.conduct import complaint_readers, readers_of
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.concerns.services.handling import words_for
from engagement.concerns.services.locks import take_turns
from engagement.outbox.services import enqueue
from engagement.people.models import User

_AN_HOUR: Final = 3600


@dataclass(frozen=True)
class ComplaintWords:
    """What somebody says about how an officer behaved."""

    text: str
    who: str = ""
    when: str = ""
    where: str = ""


@dataclass(frozen=True)
class ComplaintReach:
    """How to reach the person, if at all."""

    contact_by: str = Contact.NONE
    contact: str = ""
    language: str = "en"
    person: User | None = None


@dataclass(frozen=True)
class ComplaintReceipt:
    reference: str
    receipt: str


@transaction.atomic
def send_complaint(
    *,
    words: ComplaintWords,
    reach: ComplaintReach,
    neighborhood_id: int | None,
    kind_id: int | None,
    about_overseer: bool,
    idempotency_key: str,
    now: datetime,
) -> ComplaintReceipt:
    """Take in a complaint for the overseer; a second sending gives the same receipt.

    Raises NotCollectedError, TextMissingError, TooLongError.
    """
    key = kept_key(idempotency_key)
    take_turns(alone=[f"sending:{key}"])
    kept = Complaint.objects.filter(idempotency_key=key).first()
    if kept is not None:
        return ComplaintReceipt(kept.reference, receipt_from(key))
    said = _checked(words)
    readers = list(complaint_readers(neighborhood_id, now))
    named = [one for one in readers if names_person(said, one.name)]
    if about_overseer or len(named) == len(readers):
        raise NotCollectedError(
            _("Nobody here could read this without being part of it.")
        )
    complaint = Complaint.objects.create(
        reference=new_reference(),
        receipt_hash=hash_of(receipt_from(key)),
        idempotency_key=key,
        kind_id=kind_id,
        neighborhood_id=neighborhood_id,
        person=reach.person,
        at=town_hour(localtime(now)),
        sealed=seal(said),
        contact_by=reach.contact_by,
        contact_sealed=seal_contact(reach.contact, ""),
        language=reach.language,
    )
    complaint.kept_from.set(named)
    _record_and_tell(complaint, now)
    return ComplaintReceipt(complaint.reference, receipt_from(key))


def _checked(words: ComplaintWords) -> str:
    kept = {
        name: words_for(text, _("Tell us what happened.") if name == "text" else "")
        for name, text in asdict(words).items()
    }
    return json.dumps(kept, ensure_ascii=False)


def _record_and_tell(complaint: Complaint, now: datetime) -> None:
    record(actor=None, action="conduct.submit", subject=complaint, now=complaint.at)
    if complaint.contact_by == Contact.EMAIL:
        enqueue(
            task="concerns.send_private_receipt",
            about=name_of(complaint),
            now=complaint.at,
            complaint_id=complaint.pk,
        )
    _tell_overseers(complaint, complaint.at, now)


def _tell_overseers(complaint: Complaint, at: datetime, now: datetime) -> None:
    """Ask for letters to those who may read it: at most one an hour about each."""
    for reader in readers_of(complaint, now):
        enqueue(
            task="concerns.tell_overseer",
            about=name_of(complaint),
            version=int(at.timestamp() // _AN_HOUR),
            person=reader,
            now=at,
            overseer_id=reader.pk,
        )


def _locked(complaint_id: int) -> Complaint | None:
    found = Complaint.objects.select_for_update(of=("self",))
    return found.filter(pk=complaint_id).first()


def _overseen(complaint_id: int, actor: Actor) -> Complaint:
    complaint = _locked(complaint_id)
    if complaint is None or not can_oversee(Viewer(user=actor), complaint):
        raise NotAllowedError(_("Only an overseer may do that."))
    return complaint


@transaction.atomic
def open_complaint(*, complaint_id: int, actor: Actor, now: datetime) -> Complaint:
    """Write down that an overseer read a complaint. Raises NotAllowedError."""
    complaint = _overseen(complaint_id, actor)
    record(actor=actor, action="conduct.view", subject=complaint, now=now)
    return complaint


@transaction.atomic
def move_complaint(
    *, complaint_id: int, actor: Actor, status: str, reason: str, now: datetime
) -> Complaint:
    """Say how far a complaint is; closing needs a reason, which the person reads.

    Raises NotAllowedError, MoveNotAllowedError, TextMissingError, TooLongError.
    """
    complaint = _overseen(complaint_id, actor)
    if status not in set(ComplaintStatus) or status == complaint.status:
        raise MoveNotAllowedError(_("Choose the new status."))
    missing = _("Say why it is closed.") if status == ComplaintStatus.CLOSED else ""
    words = words_for(reason, missing)
    complaint.status = status
    complaint.closed_at = now if status == ComplaintStatus.CLOSED else None
    complaint.save(update_fields=["status", "closed_at"])
    entry = _add(complaint, ComplaintStep.STATUS, words, now, actor=actor)
    record(actor=actor, action="conduct.set_status", subject=complaint, now=now)
    _tell_person(entry, now)
    return complaint


@transaction.atomic
def write_to_complainant(
    *, complaint_id: int, actor: Actor, text: str, now: datetime
) -> ComplaintEntry:
    """Write to whoever complained; it is read with the receipt.

    Raises NotAllowedError, TextMissingError, TooLongError.
    """
    complaint = _overseen(complaint_id, actor)
    words = words_for(text, _("Write a few words first."))
    if (said := _last_word(complaint, ComplaintStep.SAID, words, actor)) is not None:
        return said
    entry = _add(complaint, ComplaintStep.SAID, words, now, actor=actor)
    record(actor=actor, action="conduct.reply", subject=complaint, now=now)
    _tell_person(entry, now)
    return entry


@transaction.atomic
def note_on_complaint(
    *, complaint_id: int, actor: Actor, text: str, now: datetime
) -> ComplaintEntry:
    """Keep a note that overseers alone read.

    Raises NotAllowedError, TextMissingError, TooLongError.
    """
    complaint = _overseen(complaint_id, actor)
    words = words_for(text, _("Write a few words first."))
    if (said := _last_word(complaint, ComplaintStep.NOTE, words, actor)) is not None:
        return said
    entry = _add(complaint, ComplaintStep.NOTE, words, now, actor=actor)
    record(actor=actor, action="conduct.note", subject=complaint, now=now)
    return entry


@transaction.atomic
def answer_overseer(
    *, complaint_id: int, viewer: Viewer, receipt: str, text: str, now: datetime
) -> ComplaintEntry:
    """Add to one's own complaint. Raises NoSuchIssueError, TextMissingError, TooLongError."""
    complaint = _locked(complaint_id)
    if complaint is None or not is_complainant(viewer, complaint, receipt):
        raise NoSuchIssueError(_("There is no such concern."))
    words = words_for(text, _("Write a few words first."))
    if (said := _last_word(complaint, ComplaintStep.ASKED, words, None)) is not None:
        return said
    at = town_hour(localtime(now))
    entry = _add(complaint, ComplaintStep.ASKED, words, at)
    record(actor=None, action="conduct.answer", subject=complaint, now=at)
    _tell_overseers(complaint, at, now)
    return entry


def _last_word(
    complaint: Complaint, step: ComplaintStep, words: str, actor: Actor | None
) -> ComplaintEntry | None:
    """Give the newest entry if it says just this: a button was pressed twice."""
    newest = complaint.entries.order_by("-pk").first()
    author_id = actor.pk if actor is not None else None
    if newest is None or (newest.step, newest.author_id) != (step, author_id):
        return None
    return newest if unseal(bytes(newest.sealed)) == words else None


def _add(
    complaint: Complaint,
    step: ComplaintStep,
    words: str,
    at: datetime,
    actor: Actor | None = None,
) -> ComplaintEntry:
    return ComplaintEntry.objects.create(
        complaint=complaint,
        step=step,
        status=complaint.status if step == ComplaintStep.STATUS else "",
        author_id=actor.pk if actor is not None else None,
        sealed=seal(words),
        at=at,
    )


def _tell_person(entry: ComplaintEntry, now: datetime) -> None:
    enqueue(
        task="concerns.tell_complainant",
        about=name_of(entry),
        now=now,
        entry_id=entry.pk,
    )
