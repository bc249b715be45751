"""What authors and readers may know of a review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from engagement.moderation.choices import DECIDES, Reason, State, Verdict
from engagement.moderation.models import Appeal, Decision, Review


def decisions_after(position: int) -> QuerySet[Decision]:
    """List what was decided since, for the apps whose words these are."""
    return Decision.objects.filter(pk__gt=position).order_by("pk")


def decision_told(decision_id: int) -> Decision | None:
    """Give a decision that still holds."""
    standing = Decision.objects.filter(pk=decision_id, undone_at=None)
    return standing.select_related("review").first()


def review_called(key: str) -> Review | None:
    """Find what is public by the name its page gives it, to flag it."""
    return Review.objects.filter(key=key, state=State.PASSED).first()


@dataclass(frozen=True)
class Told:
    """How it stands with an author's own words, and why."""

    state: State
    shown: str
    verdict: Verdict | None
    reason: str
    words: str
    at: datetime | None
    can_appeal: bool
    appeal: Appeal | None

    @property
    def was_edited(self) -> bool:
        return self.verdict == Verdict.EDIT


def words_told(review: Review) -> Told:
    """Tell an author what became of their words; who decided is not told."""
    return all_told([review])[review.pk]


def all_told(reviews: Sequence[Review]) -> dict[int, Told]:
    """Tell what became of several words or photos, by review."""
    ids = [review.pk for review in reviews]
    standing = Decision.objects.filter(
        review__in=ids, verdict__in=DECIDES, undone_at=None
    )
    last = {one.review_id: one for one in standing.order_by("at", "pk")}
    appeals = {one.review_id: one for one in Appeal.objects.filter(review__in=ids)}
    return {
        review.pk: _told(review, last.get(review.pk), appeals.get(review.pk))
        for review in reviews
    }


def _told(review: Review, decision: Decision | None, appeal: Appeal | None) -> Told:
    verdict = Verdict(decision.verdict) if decision else None
    changed = verdict in {Verdict.EDIT, Verdict.REDACT, Verdict.REFUSE}
    reason = decision.reason if decision else ""
    return Told(
        state=State(review.state),
        shown=review.shown,
        verdict=verdict,
        reason=str(Reason(reason).label) if reason else "",
        words=decision.words if decision else "",
        at=decision.at if decision else None,
        can_appeal=changed and appeal is None and review.state != State.GONE,
        appeal=appeal,
    )
