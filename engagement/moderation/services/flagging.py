"""Flags: one person never hides anything, three distinct ones do until it is reviewed."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.ratelimit import shared_salt_of_the_day
from engagement.common.richtext import readable
from engagement.common.weeks import town_hour
from engagement.moderation.choices import FlagReason, State, Verdict
from engagement.moderation.errors import NotPublicError
from engagement.moderation.models import Decision, Flag, Review
from engagement.moderation.queries import DISTINCT_TO_HIDE, counted_people

LONGEST_FLAG: Final = 500


@dataclass(frozen=True)
class Flagger:
    """Who flags: a person or a visitor; `network` is counted with and not kept."""

    person_id: int | None
    device: str | None
    network: str | None


@transaction.atomic
def flag_review(
    *, key: str, by: Flagger, reason: FlagReason, words: str, now: datetime
) -> Review:
    """Say that something public should not stand there; a second flag adds nothing.

    Raises NotPublicError.
    """
    review = Review.objects.select_for_update().filter(key=key).first()
    if review is None or review.state not in {State.PASSED, State.HIDDEN}:
        raise NotPublicError(_("This is not shown any more."))
    if _has_flagged(review, by):
        return review
    at = town_hour(localtime(now))
    Flag.objects.create(
        review=review,
        person_id=by.person_id,
        device=by.device,
        origin=_origin(by.network, now),
        reason=reason,
        words=readable(words)[:LONGEST_FLAG],
        at=at,
    )
    if not review.is_in_queue:
        review.is_in_queue, review.asked_at = True, at
        review.save(update_fields=["is_in_queue", "asked_at"])
    record(
        actor=None,
        action="review.flag",
        subject=review,
        now=at,
        place_id=review.neighborhood_id,
        why=reason,
    )
    if review.state == State.PASSED and counted_people(review) >= DISTINCT_TO_HIDE:
        _hide(review, at)
    return review


def _has_flagged(review: Review, by: Flagger) -> bool:
    same = Q(pk__in=[])
    if by.person_id is not None:
        same |= Q(person=by.person_id)
    if by.device is not None:
        same |= Q(device=by.device)
    return review.flags.filter(same).exists()


def _origin(network: str | None, now: datetime) -> str:
    """Give the network's tag of the day; nothing while the salt is away."""
    salt = shared_salt_of_the_day(now) if network else None
    if not salt:
        return ""
    said = f"flag\x1f{network}".encode()
    return hmac.new(salt.encode(), said, sha256).hexdigest()


def _hide(review: Review, at: datetime) -> None:
    Decision.objects.create(
        review=review,
        verdict=Verdict.HIDE,
        before=review.shown,
        after=review.shown,
        state_before=review.state,
        asked_at=review.asked_at,
        at=at,
    )
    review.state = State.HIDDEN
    review.version += 1
    review.save(update_fields=["state", "version"])
    record(
        actor=None,
        action="review.hide",
        subject=review,
        now=at,
        place_id=review.neighborhood_id,
    )
