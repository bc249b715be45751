"""What moderators do: pass, change the words, refuse, take back, tell the officers.

Two who decide at once: the first one counts, the other is told (the version).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Viewer
from engagement.moderation.choices import (
    DECIDES,
    FlagOutcome,
    Reason,
    State,
    Verdict,
    What,
)
from engagement.moderation.errors import (
    AskedAlreadyError,
    DecidedMeanwhileError,
    NoSuchReviewError,
    NothingChangedError,
    ReasonMissingError,
    TooLateToUndoError,
)
from engagement.moderation.models import Appeal, Decision, Flag, Review
from engagement.moderation.permissions import can_decide, can_undo
from engagement.moderation.queries import bench_at, reviews_visible_to
from engagement.moderation.services.pictures import show_parts_said

UNDO_WITHIN: Final = timedelta(days=30)
LONGEST_WORDS: Final = 1000
LONGEST_TEXT: Final = 6000


@dataclass(frozen=True)
class Said:
    """Why, for the author: one reason of the list, and words of the moderator's own."""

    reason: str = ""
    words: str = ""


@transaction.atomic
def pass_review(*, key: str, viewer: Viewer, version: int, now: datetime) -> Review:
    """Let it be public as it was sent.

    What is black in a photo stays black, unless its author asked for a second look.
    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError, PhotoError.
    """
    review = taken(key, viewer, version, now)
    keeps_black = review.what == What.PHOTO and review.appealed_at is None
    shown = review.shown if keeps_black else review.sent
    decide(review, viewer, Verdict.PASS, shown, Said(), now)
    show_parts_said(review=review, now=now)
    return review


@transaction.atomic
def edit_review(
    *, key: str, viewer: Viewer, version: int, shown: str, said: Said, now: datetime
) -> Review:
    """Let it be public in other words; what was sent is kept, the author told why.

    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError,
    ReasonMissingError, NothingChangedError.
    """
    review = taken(key, viewer, version, now)
    kept = readable(shown)[:LONGEST_TEXT]
    if review.what == What.PHOTO or not kept or kept == review.sent.strip():
        raise NothingChangedError(
            _("Change the words first. To let them stand as they are, pass them.")
        )
    decide(review, viewer, Verdict.EDIT, kept, given(said), now)
    return review


@transaction.atomic
def refuse_review(
    *, key: str, viewer: Viewer, version: int, said: Said, now: datetime
) -> Review:
    """Keep it from the public; the author is told why and may appeal once.

    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError,
    ReasonMissingError.
    """
    review = taken(key, viewer, version, now)
    decide(review, viewer, Verdict.REFUSE, review.shown, given(said), now)
    return review


@transaction.atomic
def mark_urgent(*, key: str, viewer: Viewer, version: int, now: datetime) -> Review:
    """Have the officers told now that this names a danger; it stays in the queue.

    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError.
    """
    review = taken(key, viewer, version, now)
    review.is_urgent = True
    review.version += 1
    review.save(update_fields=["is_urgent", "version"])
    _note(review, viewer, Verdict.URGENT, Said(), now)
    return review


@transaction.atomic
def ask_about_sender(
    *, key: str, viewer: Viewer, words: str, now: datetime
) -> Decision:
    """Ask administrators to look at the account behind words that do harm; once.

    Nothing that comes back tells who it is, nor whether there is an account. Raises
    NoSuchReviewError, NotAllowedError, ReasonMissingError, AskedAlreadyError.
    """
    review = _locked(key, viewer, now)
    if not can_decide(viewer, review, bench_at(now)):
        raise NotAllowedError(
            _("This is your own, or you decided about it before. Somebody else looks.")
        )
    reason = readable(words)[:LONGEST_WORDS]
    if not reason:
        raise ReasonMissingError(_("Say why. Administrators read it."))
    if review.decisions.filter(verdict=Verdict.SENDER).exists():
        raise AskedAlreadyError(_("Administrators have been asked about it already."))
    return _note(review, viewer, Verdict.SENDER, Said(words=reason), now)


@transaction.atomic
def undo_decision(*, key: str, viewer: Viewer, version: int, now: datetime) -> Review:
    """Take the last decision back: all is as before it, and it waits again.

    Raises NoSuchReviewError, NotAllowedError, DecidedMeanwhileError,
    TooLateToUndoError, PhotoError.
    """
    review = _locked(key, viewer, now)
    if not can_undo(viewer, review, bench_at(now)):
        raise NotAllowedError(_("Only moderators of the area may take this back."))
    _same_version(review, version)
    last = _last_decision(review)
    if last is None or last.at < now - UNDO_WITHIN:
        raise TooLateToUndoError(
            _(
                "A decision can be taken back for 30 days. This one has none to take back."
            )
        )
    last.undone_at = now
    last.save(update_fields=["undone_at"])
    review.state, review.shown = State(last.state_before), last.before
    if last.answers_appeal:
        review.appealed_at = last.asked_at
        Appeal.objects.filter(review=review).update(answered_at=None)
    before = _last_decision(review)
    review.decided_by_id = before.by_id if before else None
    review.decided_at = before.at if before else None
    review.reason = before.words[:300] if before else ""
    review.is_in_queue, review.asked_at = True, last.asked_at
    review.version += 1
    review.save()
    show_parts_said(review=review, now=now)
    settled = Flag.objects.filter(review=review, settled_at=last.at)
    settled.update(outcome=FlagOutcome.OPEN, settled_at=None)
    _note(review, viewer, Verdict.UNDO, Said(), now)
    return review


def _last_decision(review: Review) -> Decision | None:
    standing = review.decisions.filter(verdict__in=DECIDES, undone_at=None)
    return standing.order_by("-at", "-pk").first()


# -- what all decisions share ----------------------------------------------------------
def _locked(key: str, viewer: Viewer, now: datetime) -> Review:
    seen = reviews_visible_to(viewer, bench_at(now)).filter(key=key)
    review = seen.select_for_update(of=("self",)).first()
    if review is None:
        raise NoSuchReviewError(_("There is nothing here to decide about."))
    return review


def taken(key: str, viewer: Viewer, version: int, now: datetime) -> Review:
    """Lock it for one who may decide, as it was when the page was opened."""
    review = _locked(key, viewer, now)
    if not can_decide(viewer, review, bench_at(now)):
        raise NotAllowedError(
            _("This is your own, or you decided about it before. Somebody else looks.")
        )
    _same_version(review, version)
    return review


def _same_version(review: Review, version: int) -> None:
    if review.version != version:
        raise DecidedMeanwhileError(
            _("Somebody else decided a moment ago. Nothing of yours was kept.")
        )


def given(said: Said) -> Said:
    """Give the reason as it is kept. Raises ReasonMissingError."""
    words = readable(said.words)
    if said.reason not in Reason.values:
        raise ReasonMissingError(_("Choose the reason. The author reads it."))
    if said.reason == Reason.OTHER and not words:
        raise ReasonMissingError(_("Write the reason in your own words."))
    return Said(said.reason, words[:LONGEST_WORDS])


def decide(
    review: Review,
    viewer: Viewer,
    verdict: Verdict,
    shown: str,
    said: Said,
    now: datetime,
) -> None:
    """Write a decision down, and settle what was asked with it."""
    decision = _note(review, viewer, verdict, said, now, after=shown)
    refused = verdict == Verdict.REFUSE
    review.state = State.REFUSED if refused else State.PASSED
    review.shown = shown
    review.reason = (said.words or said.reason)[:300]
    review.decided_at, review.decided_by_id = now, decision.by_id
    review.is_in_queue, review.is_urgent, review.appealed_at = False, False, None
    review.version += 1
    review.save()
    outcome = FlagOutcome.UNFOUNDED if verdict == Verdict.PASS else FlagOutcome.FOUNDED
    Flag.objects.filter(review=review, outcome=FlagOutcome.OPEN).update(
        outcome=outcome, settled_at=now, origin=""
    )
    Appeal.objects.filter(review=review, answered_at=None).update(answered_at=now)


def _note(
    review: Review,
    viewer: Viewer,
    verdict: Verdict,
    said: Said,
    now: datetime,
    after: str = "",
) -> Decision:
    """Keep who did what, here and in the record."""
    decision = Decision.objects.create(
        review=review,
        verdict=verdict,
        reason=said.reason,
        words=said.words,
        before=review.shown,
        after=after or review.shown,
        state_before=review.state,
        asked_at=review.asked_at,
        at=now,
        by_id=viewer.user.pk if viewer.user else None,
        answers_appeal=review.appealed_at is not None and verdict in DECIDES,
    )
    record(
        actor=viewer.user,
        action=f"review.{verdict}",
        subject=review,
        now=now,
        place_id=review.neighborhood_id,
        reason=said.words[:500],
        why=said.reason,
    )
    return decision
