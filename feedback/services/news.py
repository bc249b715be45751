"""Telling that results are out: once a wave, in batches, whoever was asked or follows.

A letter goes to everybody who was asked, whether or not they answered: so the letters
say nothing about who did (decision 0081).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from engagement.audit.services import name_of
from engagement.outbox.services import deliver, enqueue, finish
from engagement.outbox.services.accounting import taken
from engagement.outbox.services.letters import known_language
from engagement.people.addresses import one_mailbox
from engagement.people.models import User
from feedback.models import Invitation, Wave
from feedback.queries.invited import wants_no_letters
from feedback.queries.news import (
    addresses_to_tell,
    came_by_file,
    is_anything_public,
    people_to_tell,
)
from feedback.services.mailing import address_of, stop_token
from feedback.shapes import word_of

BATCH: Final = 200
LEAVE_AFTER: Final = timedelta(minutes=10)  # what slipped out can be taken back


def ask_for_news(wave: Wave, now: datetime) -> None:
    """Have everybody told once what was just published has stood for some minutes."""
    if wave.told_at is None and not came_by_file(wave):
        enqueue(
            task="feedback.begin_news",
            about=f"{name_of(wave)} at {now.isoformat()}",
            now=now,
            not_before=now + LEAVE_AFTER,
            wave_id=wave.pk,
        )


@transaction.atomic
def begin_news(*, job_id: int, wave_id: int, now: datetime) -> bool:
    """Begin to tell, if some of it is public still and nobody was told before."""
    if taken(job_id) is None:
        return False
    finish(job_id, now)
    wave = Wave.objects.select_for_update().filter(pk=wave_id, told_at=None).first()
    if wave is None or not is_anything_public(wave):
        return False
    wave.told_at = now
    wave.save(update_fields=["told_at"])
    _spread(wave, 0, now, to_addresses=False)
    return True


def _spread(wave: Wave, after: int, now: datetime, *, to_addresses: bool) -> None:
    """Ask for the next batch; where it begins makes each batch one job."""
    whom = "addresses" if to_addresses else "people"
    enqueue(
        task="feedback.spread_news",
        about=f"{name_of(wave)} {whom} after {after}",
        now=now,
        wave_id=wave.pk,
        after=after,
        to_addresses=to_addresses,
    )


@transaction.atomic
def spread_news(
    *, job_id: int, wave_id: int, after: int, to_addresses: bool, now: datetime
) -> int:
    """Ask for a letter to each of the next, and for the batch after them.

    First to people with an account, then to addresses. Killed half-way, the whole batch
    is asked for again, and none of it twice.
    """
    if taken(job_id) is None:
        return 0
    finish(job_id, now)
    wave = Wave.objects.select_related("survey").filter(pk=wave_id).first()
    if wave is None:
        return 0
    batch = _to_addresses(wave, after, now) if to_addresses else None
    if batch is None:
        batch = _to_people(wave, after, now)
    if batch:
        _spread(wave, batch[-1], now, to_addresses=to_addresses)
    elif not to_addresses:
        _spread(wave, 0, now, to_addresses=True)
    return len(batch)


def _to_people(wave: Wave, after: int, now: datetime) -> list[int]:
    people = list(people_to_tell(wave).filter(pk__gt=after).order_by("pk")[:BATCH])
    for person in people:
        enqueue(
            task="feedback.send_news",
            about=name_of(wave),
            person=person,
            now=now,
            wave_id=wave.pk,
            person_id=person.pk,
        )
    return [person.pk for person in people]


def _to_addresses(wave: Wave, after: int, now: datetime) -> list[int]:
    rows = addresses_to_tell(wave).filter(pk__gt=after).order_by("pk")
    batch = list(rows.values_list("pk", flat=True)[:BATCH])
    for invitation_id in batch:
        enqueue(
            task="feedback.mail_news",
            about=f"feedback.invitation:{invitation_id}",
            now=now,
            invitation_id=invitation_id,
        )
    return batch


def send_news(*, job_id: int, wave_id: int, person_id: int, now: datetime) -> None:
    """Tell one person, if it is still public and they still are to be told."""
    wave = Wave.objects.select_related("survey").filter(pk=wave_id).first()
    person = people_to_tell(wave).filter(pk=person_id).first() if wave else None
    if wave is None or person is None:
        finish(job_id, now)
        return
    _deliver(job_id, wave, person.email, person.language, person, now)


def mail_news(*, job_id: int, invitation_id: int, now: datetime) -> None:
    """Tell an address, if it is kept still and is not of somebody told already."""
    found = Invitation.objects.select_related("wave__survey", "person")
    invitation = found.filter(pk=invitation_id).first()
    to = address_of(invitation) if invitation else ""
    if invitation is None or not to or _is_told_anyway(invitation.wave, to):
        finish(job_id, now)
        return
    _deliver(job_id, invitation.wave, to, invitation.language, None, now)


def _is_told_anyway(wave: Wave, address: str) -> bool:
    people = people_to_tell(wave)
    return people.filter(email__iexact=one_mailbox(address)).exists()


def _deliver(
    job_id: int,
    wave: Wave,
    to: str,
    language: str,
    person: User | None,
    now: datetime,
) -> None:
    if not is_anything_public(wave) or wants_no_letters(person=person, address=to):
        finish(job_id, now)
        return
    tongue, survey = known_language(language), wave.survey
    page = reverse("feedback:results", args=[survey.slug])
    stop = reverse("feedback:stop", args=[stop_token(person, to)])
    deliver(
        job_id=job_id,
        to=to,
        language=tongue,
        template="survey_results",
        values={
            "title": word_of(survey.words, "title", tongue),
            "closes_at": wave.closes_at,
            "page": f"{settings.SITE_URL}{page}?wave={wave.number}",
            "stop": f"{settings.SITE_URL}{stop}",
        },
        now=now,
    )
