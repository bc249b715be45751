"""Letters about looks and messages: they say that there is something, never what.

Others may read the same mailbox, so the words stay on the site.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engagement.common.roles import Role, Viewer
from engagement.concerns.choices import Contact
from engagement.concerns.contacts import read_contact
from engagement.concerns.models import (
    Complaint,
    ComplaintEntry,
    Concern,
    Look,
    Message,
)
from engagement.concerns.permissions import can_handle
from engagement.concerns.receipts import receipt_again
from engagement.concerns.services.letters import (
    about_concern,
    is_sensitive,
    link_to,
    reachable,
)
from engagement.concerns.staff_words import name_in_public
from engagement.outbox.services import deliver, finish, withhold
from engagement.people.models import User


def _address_of(concern: Concern) -> str:
    """Give where the person reads letters: what they gave here, else their account's."""
    found = reachable(concern.pk)
    if found is not None:
        return found[1]
    person = concern.person
    return person.email if person is not None and person.is_active else ""


def _told(concern_id: int) -> tuple[Concern, str] | None:
    found = Concern.objects.filter(pk=concern_id, withdrawn_at=None)
    concern = found.select_related("kind", "issue", "person").first()
    address = _address_of(concern) if concern is not None else ""
    return (concern, address) if concern is not None and address else None


def tell_of_look(*, job_id: int, look_id: int, now: datetime) -> None:
    """Tell somebody that their contact or words were looked at: by whom, when and why."""
    look = Look.objects.filter(pk=look_id).select_related("actor").first()
    found = _told(look.concern_id) if look is not None else None
    if look is None or found is None:
        finish(job_id, now)
        return
    concern, address = found
    values: dict[str, Any] = {
        **about_concern(concern),
        "who": name_in_public(look.actor, look.role),
        "role": Role(look.role).label,
        "what": look.what,
        "at": look.at,
        "reason": "" if is_sensitive(concern) else look.reason,
    }
    deliver(
        job_id=job_id,
        to=address,
        language=concern.language,
        template="contact_seen",
        values=values,
        now=now,
    )


def tell_of_message(*, job_id: int, message_id: int, now: datetime) -> None:
    """Tell somebody that a message waits for them; never what it says."""
    message = Message.objects.filter(pk=message_id).first()
    found = _told(message.concern_id) if message is not None else None
    if found is None:
        finish(job_id, now)
        return
    concern, address = found
    deliver(
        job_id=job_id,
        to=address,
        language=concern.language,
        template="message_waits",
        values={**about_concern(concern), "kind": ""},
        now=now,
    )


def tell_of_answer(*, job_id: int, concern_id: int, now: datetime) -> None:
    """Tell the officer who wrote last that an answer came, while they may read it."""
    wrote = Message.objects.filter(concern=concern_id, author__isnull=False)
    last = wrote.select_related("author", "concern__issue").order_by("-at").first()
    officer = last.author if last is not None else None
    if last is None or officer is None:
        finish(job_id, now)
        return
    issue = last.concern.issue.merged_into or last.concern.issue
    if not officer.is_active or not can_handle(Viewer(user=officer), issue):
        withhold(job_id=job_id, person_id=officer.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=officer.email,
        language=officer.language,
        template="answer_came",
        values={"link": link_to("desk_issue", issue.reference)},
        now=now,
    )


def warn_of_looks(
    *, job_id: int, watcher_id: int, actor_id: int, why: str, now: datetime
) -> None:
    """Tell whoever still watches that somebody looks at much; it names no reporter."""
    watcher = User.objects.filter(pk=watcher_id).first()
    actor = User.objects.filter(pk=actor_id).first()
    if watcher is None or actor is None:
        finish(job_id, now)
        return
    if not any(watcher.holds(role) for role in (Role.OVERSEER, Role.ADMIN)):
        withhold(job_id=job_id, person_id=watcher.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=watcher.email,
        language=watcher.language,
        template="looks_warning",
        values={"who": str(actor), "why": why, "link": link_to("oversight")},
        now=now,
    )


def tell_of_sender(
    *, job_id: int, decision_id: int, person_id: int, now: datetime
) -> None:
    """Tell one administrator that a moderator asks about an account; it names nobody."""
    person = User.objects.filter(pk=person_id).first()
    if person is None:
        finish(job_id, now)
        return
    if not person.holds(Role.ADMIN):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="sender_asked",
        values={"link": link_to("sender_asked", decision_id)},
        now=now,
    )


# -- complaints: nothing of their subject is ever said in a letter ------------------
def _send_private(
    *, job_id: int, complaint: Complaint | None, template: str, now: datetime
) -> None:
    address = "" if complaint is None else _private_address(complaint)
    if complaint is None or not address:
        finish(job_id, now)
        return
    receipt = receipt_again(complaint.idempotency_key, complaint.receipt_hash)
    values = {"link": link_to("receipt", receipt)}
    deliver(
        job_id=job_id,
        to=address,
        language=complaint.language,
        template=template,
        values=values,
        now=now,
    )


def _private_address(complaint: Complaint) -> str:
    if complaint.contact_by != Contact.EMAIL or not complaint.receipt_hash:
        return ""
    return read_contact(complaint.contact_sealed).address


def send_private_receipt(*, job_id: int, complaint_id: int, now: datetime) -> None:
    """Send the link that opens a complaint; the letter does not say what it is."""
    complaint = Complaint.objects.filter(pk=complaint_id).first()
    _send_private(
        job_id=job_id, complaint=complaint, template="private_receipt", now=now
    )


def tell_complainant(*, job_id: int, entry_id: int, now: datetime) -> None:
    """Tell that something new is there, and no more."""
    entry = ComplaintEntry.objects.filter(pk=entry_id).select_related("complaint")
    one = entry.first()
    complaint = one.complaint if one is not None else None
    _send_private(
        job_id=job_id, complaint=complaint, template="private_message", now=now
    )


def tell_overseer(*, job_id: int, overseer_id: int, now: datetime) -> None:
    """Tell an overseer that something came in; it is read on the site alone."""
    overseer = User.objects.filter(pk=overseer_id).first()
    if overseer is None:
        finish(job_id, now)
        return
    if not overseer.holds(Role.OVERSEER):
        withhold(job_id=job_id, person_id=overseer.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=overseer.email,
        language=overseer.language,
        template="overseer_new",
        values={"link": link_to("oversight")},
        now=now,
    )
