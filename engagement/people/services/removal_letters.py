"""Letters about a lost second step: to who decides, and to whom it belongs."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.conf import settings
from django.core import signing
from django.urls import reverse

from engagement.audit.services import name_of
from engagement.outbox.services import deliver, enqueue, finish, withhold
from engagement.people.choices import RequestState
from engagement.people.models import OPEN_REMOVALS, SecondStepRemoval, User
from engagement.people.permissions import can_decide

# What is told, each once to each person: the number keeps one apart from the other.
_EVENTS: Final = {"asked": 1, "warned": 2, "agreed": 3, "stopped": 4}
_SALT: Final = "people.removal"


def tell_of_removal(
    removal: SecondStepRemoval, event: str, *, person: User, now: datetime
) -> None:
    """Ask for one letter to one person."""
    enqueue(
        task="people.send_removal_letter",
        about=name_of(removal),
        version=_EVENTS[event],
        person=person,
        now=now,
        removal_id=removal.pk,
        person_id=person.pk,
        event=event,
    )


def stop_token(removal: SecondStepRemoval) -> str:
    """Give the secret of the link that stops a removal, and can do nothing else."""
    return signing.Signer(salt=_SALT).sign(str(removal.pk))


def removal_named_by(token: str) -> int | None:
    """Give which removal a link stops; None for one that we did not write."""
    try:
        return int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def _still_true(removal: SecondStepRemoval, event: str, now: datetime) -> bool:
    if event == "asked":
        return removal.state == RequestState.WAITING and removal.expires_at > now
    if event == "stopped":
        return removal.state == RequestState.STOPPED
    return removal.state in OPEN_REMOVALS


def _may_be_told(
    removal: SecondStepRemoval, event: str, person: User, now: datetime
) -> bool:
    if event == "asked":
        return can_decide(person, removal, now)
    return person.is_active


def _link(removal: SecondStepRemoval, event: str) -> str:
    path = reverse("people:removal", args=[removal.pk])
    if event in ("warned", "agreed"):
        path = reverse("people:keep_by_link", args=[stop_token(removal)])
    return f"{settings.SITE_URL}{path}"


def send_removal_letter(
    *, job_id: int, removal_id: int, person_id: int, event: str, now: datetime
) -> None:
    """Tell one person, if it still holds when the letter leaves."""
    rows = SecondStepRemoval.objects.select_related("user", "asked_by")
    removal = rows.filter(pk=removal_id).first()
    person = User.objects.filter(pk=person_id).first()
    if removal is None or person is None or not _still_true(removal, event, now):
        finish(job_id, now)
        return
    if not _may_be_told(removal, event, person, now):
        withhold(job_id=job_id, person_id=person.pk, now=now)
        return
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template=f"removal_{event}",
        values={
            "name": person.name,
            "who": str(removal.user),
            "by": str(removal.asked_by or ""),
            "until": removal.expires_at,
            "at": removal.takes_effect_at,
            "link": _link(removal, event),
        },
        now=now,
    )
