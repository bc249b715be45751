"""What a meeting said about an issue: in its story for everybody, told once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from engagement.audit.services import name_of, record
from engagement.common.roles import Actor
from engagement.concerns.choices import UpdateKind, VoiceRole
from engagement.concerns.models import Concern, Issue, IssueUpdate, Voice
from engagement.concerns.queries import family_of, public_issues
from engagement.concerns.services.notices import tell_reporters
from engagement.outbox.services import deliver, enqueue, finish
from engagement.people.models import User


@transaction.atomic
def note_discussion(
    *,
    issue_id: int,
    source: str,
    text: str,
    link: str,
    on: date,
    actor: Actor,
    now: datetime,
) -> IssueUpdate | None:
    """Write into an issue's story what a meeting said; its people are told the first time.

    The caller asked whether the actor may speak for the meeting. What was merged gets it
    where it went; what the public may not read any more gets nothing: None.
    """
    issue = Issue.objects.select_for_update().get(pk=issue_id)
    if issue.merged_into_id is not None:
        issue = Issue.objects.select_for_update().get(pk=issue.merged_into_id)
    if not public_issues().filter(pk=issue.pk).exists():
        return None
    update, is_new = IssueUpdate.objects.get_or_create(
        issue=issue,
        source=source,
        defaults={
            "kind": UpdateKind.DISCUSSED,
            "text": text,
            "link": link,
            "on": on,
            "at": now,
        },
    )
    if not is_new and update.text == text:
        return update
    update.text = text
    update.save(update_fields=["text"])
    record(
        actor=actor,
        action="concern.discuss",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        source=source,
    )
    if is_new:
        tell_reporters(update, now=now)
        _tell_supporters(update, now)
    return update


def _tell_supporters(update: IssueUpdate, now: datetime) -> None:
    """Ask for a letter to each account that said “me too” and sent nothing itself."""
    family = family_of(update.issue)
    sent = Concern.objects.filter(issue__in=family, person__isnull=False)
    voices = Voice.objects.filter(issue__in=family, role=VoiceRole.SUPPORTER)
    people = User.objects.filter(
        pk__in=voices.order_by().values("person"), is_active=True
    ).exclude(pk__in=sent.order_by().values("person"))
    for person in people.order_by("pk"):
        enqueue(
            task="concerns.tell_supporter",
            about=name_of(update),
            person=person,
            now=now,
            update_id=update.pk,
            person_id=person.pk,
        )


def words_of_update(update: IssueUpdate) -> dict[str, Any]:
    """Give what a letter says of it."""
    link = f"{settings.SITE_URL}{update.link}"
    return {"text": update.text, "on": update.on, "minutes_link": link}


def tell_supporter(
    *, job_id: int, update_id: int, person_id: int, now: datetime
) -> None:
    """Send one supporter one letter, while everybody may read of it."""
    update = (
        IssueUpdate.objects.filter(pk=update_id, issue__in=public_issues().order_by())
        .select_related("issue__kind", "issue__neighborhood")
        .first()
    )
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if update is None or person is None:
        finish(job_id, now)
        return
    issue = update.issue
    deliver(
        job_id=job_id,
        to=person.email,
        language=person.language,
        template="supported_discussed",
        values={
            "kind": issue.kind.name,
            "reference": str(issue),
            "link": f"{settings.SITE_URL}{issue.get_absolute_url()}",
            **words_of_update(update),
        },
        now=now,
    )
