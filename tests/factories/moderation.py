"""Plain typed makers of reviews and of those who decide about them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime, now

from engagement.common.roles import Role
from engagement.common.weeks import town_hour
from engagement.moderation.choices import State, Verdict, What
from engagement.moderation.detectors import held_for
from engagement.moderation.models import Decision, Review
from engagement.moderation.parties import party_of
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.people import make_grant, make_user
from tests.factories.places import make_neighborhood


def make_review(
    text: str = "The lamp on Mill Lane is out",
    *,
    neighborhood: Neighborhood | None = None,
    sender: User | None = None,
    **fields: Any,
) -> Review:
    """Words that wait for a look."""
    plain = {
        "what": What.CONCERN,
        "sent": text,
        "shown": text,
        "held_for": held_for(text),
        "asked_at": town_hour(localtime(now() - timedelta(hours=5))),
        "party": party_of(sender.pk if sender else None),
    }
    return Review.objects.create(
        neighborhood=neighborhood or make_neighborhood(), **(plain | fields)
    )


def make_passed_review(text: str = "The lamp is out", **fields: Any) -> Review:
    """Words the public reads."""
    passed: dict[str, Any] = {
        "state": State.PASSED,
        "is_in_queue": False,
        "decided_at": now(),
    }
    return make_review(text, **(passed | fields))


def make_decision(review: Review, verdict: Verdict, **fields: Any) -> Decision:
    """What somebody decided, as the table keeps it; the review stays as it is."""
    plain = {
        "before": review.shown,
        "after": review.shown,
        "state_before": State.WAITING,
        "asked_at": review.asked_at,
        "at": now(),
    }
    return Decision.objects.create(review=review, verdict=verdict, **(plain | fields))


def make_moderator(*, of: Neighborhood | None = None, email: str = "") -> User:
    user = make_user(email)
    make_grant(user, Role.MODERATOR, of)
    return user


def make_overseer(email: str = "") -> User:
    user = make_user(email)
    make_grant(user, Role.OVERSEER, None)
    return user
