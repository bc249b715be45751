"""A concern half told: kept for a day on the server, under a key only its cookie holds."""

from __future__ import annotations

import hmac
import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction

from engagement.common.sealed import seal, unseal
from engagement.common.weeks import town_hour
from engagement.concerns.drafting import Answers
from engagement.concerns.models import Draft
from engagement.concerns.services.photos import drop_draft_photos

KEPT_FOR: Final = timedelta(hours=24)
SHOWN_AFTER_SENDING: Final = timedelta(minutes=30)
_AN_HOUR: Final = timedelta(hours=1)
_SECRET: Final = ("contact", "name")


def _key_of(token: str) -> str:
    said = f"draft\x1f{token}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), said, sha256).hexdigest()


def _sealed(answers: Answers) -> dict[str, object]:
    """Keep how to reach the person sealed, also for one day."""
    kept = answers.kept()
    secret = {name: kept.pop(name) for name in _SECRET}
    if any(secret.values()):
        kept["sealed"] = b64encode(seal(json.dumps(secret))).decode()
    return kept


def answers_of(draft: Draft) -> Answers:
    """Open what a draft keeps, the sealed part too."""
    kept = dict(draft.answers)
    if sealed := kept.pop("sealed", ""):
        kept |= json.loads(unseal(b64decode(sealed)))
    return Answers.read(kept)


def begin_draft(*, now: datetime) -> tuple[Draft, str]:
    """Open an empty draft; give it and the token that finds it again."""
    token = secrets.token_urlsafe(32)
    draft = Draft.objects.create(
        key=_key_of(token),
        submission_key=secrets.token_hex(24),
        expires_at=town_hour(now) + KEPT_FOR,
    )
    return draft, token


def draft_of(token: str, *, now: datetime) -> Draft | None:
    """Find a draft that has not run out."""
    return Draft.objects.filter(key=_key_of(token), expires_at__gt=now).first()


def rekey_draft(*, draft: Draft) -> str:
    """Give the draft a new token; the one it had opens nothing any more."""
    token = secrets.token_urlsafe(32)
    draft.key = _key_of(token)
    draft.save(update_fields=["key"])
    return token


def save_answers(*, draft: Draft, answers: Answers) -> None:
    """Keep what has been said; a draft that was sent stays as it is."""
    Draft.objects.filter(pk=draft.pk, concern=None).update(answers=_sealed(answers))


@transaction.atomic
def remember_shown(*, draft: Draft, references: Collection[str]) -> None:
    """Keep which near ones were shown, beside whatever was answered meanwhile.

    A moved pin asks for them in the background: its answers may be older than those
    that “Continue” has just kept, so that they are read anew under a lock.
    """
    fresh = Draft.objects.select_for_update().filter(pk=draft.pk, concern=None).first()
    if fresh is None:
        return
    answers = answers_of(fresh)
    answers.not_these = sorted({*answers.not_these, *references})
    save_answers(draft=fresh, answers=answers)


def finish_draft(*, draft: Draft, concern_id: int, now: datetime) -> None:
    """Forget the answers once they are a concern; the last page stays for a while.

    At least half an hour, until the clock strikes: an exact end would tell when it
    was sent (RULINGS 8).
    """
    draft.concern_id = concern_id
    draft.answers = {}
    draft.expires_at = town_hour(now + SHOWN_AFTER_SENDING) + _AN_HOUR
    draft.save(update_fields=["concern", "answers", "expires_at"])


@transaction.atomic
def drop_draft(*, draft: Draft) -> None:
    """Forget everything: the person joined a concern that was there, or thought better."""
    rows = Draft.objects.select_for_update().filter(pk=draft.pk)
    drop_draft_photos(drafts=list(rows.values_list("pk", flat=True)))
    rows.delete()
