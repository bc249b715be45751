from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Viewer
from engagement.moderation.choices import FlagOutcome, FlagReason, State, Verdict
from engagement.moderation.errors import (
    DecidedMeanwhileError,
    NoSuchReviewError,
    NothingChangedError,
    ReasonMissingError,
    TooLateToUndoError,
)
from engagement.moderation.models import Decision, Review
from engagement.moderation.services import (
    Flagger,
    Said,
    appeal_review,
    edit_review,
    flag_review,
    mark_urgent,
    pass_review,
    refuse_review,
    undo_decision,
)
from engagement.people.models import User
from tests.factories.moderation import (
    make_moderator,
    make_overseer,
    make_passed_review,
    make_review,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db
WHY = Said("person", "We took the name out")


def seen_by(user: User) -> Viewer:
    return Viewer(user=User.objects.get(pk=user.pk))


def passed(review: Review, user: User, version: int | None = None) -> Review:
    return pass_review(
        key=review.key,
        viewer=seen_by(user),
        version=version or review.version,
        now=now(),
    )


def refused(review: Review, user: User) -> Review:
    return refuse_review(
        key=review.key,
        viewer=seen_by(user),
        version=review.version,
        said=WHY,
        now=now(),
    )


def edited(review: Review, user: User, shown: str, said: Said = WHY) -> Review:
    return edit_review(
        key=review.key,
        viewer=seen_by(user),
        version=review.version,
        shown=shown,
        said=said,
        now=now(),
    )


# -- the four acts ---------------------------------------------------------------------
def test_passing_shows_the_words_and_leaves_a_record() -> None:
    review, moderator = make_review(), make_moderator()

    passed(review, moderator)

    review.refresh_from_db()
    assert (review.state, review.shown, review.is_in_queue) == (
        State.PASSED,
        review.sent,
        False,
    )
    assert (review.decided_by_id, review.version) == (moderator.pk, 2)
    entry = Entry.objects.get(action="review.pass")
    assert (entry.actor_id, entry.place_id) == (moderator.pk, review.neighborhood_id)


def test_an_edit_keeps_what_was_sent_and_says_why() -> None:
    review, moderator = make_review("Mr Miller is loud"), make_moderator()

    edited(review, moderator, "Somebody is loud")

    review.refresh_from_db()
    decision = Decision.objects.get()
    assert (review.state, review.sent, review.shown) == (
        State.PASSED,
        "Mr Miller is loud",
        "Somebody is loud",
    )
    assert (decision.before, decision.after) == (review.sent, review.shown)
    assert (decision.reason, decision.words) == ("person", "We took the name out")


@pytest.mark.parametrize(
    ("shown", "said", "error"),
    [
        ("Mr Miller is loud", WHY, NothingChangedError),
        ("  \0 ", WHY, NothingChangedError),
        ("Somebody is loud", Said(), ReasonMissingError),
        ("Somebody is loud", Said("no such reason"), ReasonMissingError),
        ("Somebody is loud", Said("other", "  "), ReasonMissingError),
    ],
)
def test_an_edit_needs_other_words_and_a_reason(
    shown: str, said: Said, error: type[Exception]
) -> None:
    review, moderator = make_review("Mr Miller is loud"), make_moderator()

    with pytest.raises(error):
        edited(review, moderator, shown, said)

    review.refresh_from_db()
    assert (review.state, Decision.objects.count()) == (State.WAITING, 0)


def test_refusing_needs_a_reason_and_keeps_it_from_the_public() -> None:
    review, moderator = make_review(), make_moderator()
    viewer = seen_by(moderator)

    with pytest.raises(ReasonMissingError):
        refuse_review(key=review.key, viewer=viewer, version=1, said=Said(), now=now())
    refused(review, moderator)

    review.refresh_from_db()
    assert (review.state, review.is_public, review.is_in_queue) == (
        State.REFUSED,
        False,
        False,
    )


def test_telling_the_officers_leaves_it_in_the_queue() -> None:
    review, moderator = make_review(), make_moderator()

    mark_urgent(key=review.key, viewer=seen_by(moderator), version=1, now=now())

    review.refresh_from_db()
    assert (review.state, review.is_in_queue, review.is_urgent) == (
        State.WAITING,
        True,
        True,
    )
    assert Decision.objects.get().verdict == Verdict.URGENT


def test_the_second_of_two_who_decide_is_told() -> None:
    review = make_review()
    first, second = make_moderator(), make_moderator()
    passed(review, first)

    with pytest.raises(DecidedMeanwhileError):
        refuse_review(
            key=review.key, viewer=seen_by(second), version=1, said=WHY, now=now()
        )

    review.refresh_from_db()
    assert (review.state, Decision.objects.count()) == (State.PASSED, 1)


# -- taking back -----------------------------------------------------------------------
def test_a_decision_is_taken_back_and_all_is_as_before() -> None:
    review, moderator = make_review("Mr Miller is loud"), make_moderator()
    asked_at = review.asked_at
    review = edited(review, moderator, "Somebody is loud")

    undo_decision(
        key=review.key, viewer=seen_by(moderator), version=review.version, now=now()
    )

    review.refresh_from_db()
    assert (review.state, review.shown, review.is_in_queue, review.asked_at) == (
        State.WAITING,
        "Mr Miller is loud",
        True,
        asked_at,
    )
    assert review.decided_by_id is None
    assert [one.undone_at is not None for one in Decision.objects.order_by("pk")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(("days", "works"), [(29, True), (31, False)])
def test_it_can_be_taken_back_for_thirty_days(days: int, *, works: bool) -> None:
    review, moderator = make_review(), make_moderator()
    passed(review, moderator)
    later = now() + timedelta(days=days)

    if works:
        undo_decision(key=review.key, viewer=seen_by(moderator), version=2, now=later)
    else:
        with pytest.raises(TooLateToUndoError):
            undo_decision(
                key=review.key, viewer=seen_by(moderator), version=2, now=later
            )

    review.refresh_from_db()
    assert (review.state == State.WAITING) is works


def test_taking_back_opens_the_flags_and_the_appeal_again() -> None:
    review, moderator, other = make_review(), make_moderator(), make_moderator()
    review = refused(review, moderator)
    appeal_review(review_id=review.pk, words="It is true", now=now())
    review.refresh_from_db()
    review = passed(review, other)
    flag_review(
        key=review.key,
        by=Flagger(None, "a device", None),
        reason=FlagReason.UNTRUE,
        words="",
        now=now(),
    )
    review.refresh_from_db()
    review = passed(review, other)
    flag = review.flags.get()
    assert flag.outcome == FlagOutcome.UNFOUNDED

    review = undo_decision(
        key=review.key, viewer=seen_by(other), version=review.version, now=now()
    )
    flag.refresh_from_db()
    assert (flag.outcome, review.appealed_at) == (FlagOutcome.OPEN, None)
    undo_decision(
        key=review.key, viewer=seen_by(other), version=review.version, now=now()
    )
    review.refresh_from_db()
    assert (review.state, review.appealed_at is not None) == (State.REFUSED, True)
    assert review.decided_by_id == moderator.pk
    assert review.appeal.answered_at is None


# -- who may ---------------------------------------------------------------------------
def test_out_of_scope_is_not_there() -> None:
    here, there = make_neighborhood(), make_neighborhood()
    review = make_review(neighborhood=here)
    make_moderator(of=here)

    for user in (
        make_moderator(of=there),
        make_officer(of=here),  # a moderator is appointed
        make_officer(of=there),
        make_admin(),
        make_overseer(),
        make_user(),
    ):
        with pytest.raises(NoSuchReviewError):
            passed(review, user)

    review.refresh_from_db()
    assert review.state == State.WAITING


@pytest.mark.parametrize("whole_town", [True, False])
def test_officers_moderate_where_no_moderator_is_appointed(*, whole_town: bool) -> None:
    here, there = make_neighborhood(), make_neighborhood()
    make_moderator(of=there)
    officer = make_officer(of=None if whole_town else here)
    mine, theirs = make_review(neighborhood=here), make_review(neighborhood=there)

    passed(mine, officer)
    with pytest.raises(NoSuchReviewError):
        passed(theirs, officer)

    mine.refresh_from_db()
    assert mine.state == State.PASSED


def test_nobody_decides_about_their_own() -> None:
    here = make_neighborhood()
    moderator, other = make_moderator(of=here), make_moderator(of=here)
    review = make_review(neighborhood=here, sender=moderator)

    with pytest.raises(NotAllowedError):
        passed(review, moderator)
    passed(review, other)


def test_what_nobody_else_may_decide_falls_to_the_admin() -> None:
    here, admin = make_neighborhood(), make_admin()
    officer = make_officer(of=here)
    own = make_review(neighborhood=here, sender=officer)
    others = make_review(neighborhood=here)

    with pytest.raises(NotAllowedError):
        passed(own, officer)
    with pytest.raises(NoSuchReviewError):
        passed(others, admin)
    passed(own, admin)

    own.refresh_from_db()
    assert own.state == State.PASSED


def test_an_area_without_anybody_falls_to_the_admin() -> None:
    review, admin = make_review(), make_admin()

    passed(review, admin)

    review.refresh_from_db()
    assert review.state == State.PASSED


# -- appeals ---------------------------------------------------------------------------
def appealed(review: Review) -> Review:
    appeal_review(review_id=review.pk, words="It is true", now=now())
    review.refresh_from_db()
    return review


def test_an_appeal_is_decided_by_another_moderator_than_the_first() -> None:
    here = make_neighborhood()
    first, second = make_moderator(of=here), make_moderator(of=here)
    overseer = make_overseer()
    review = appealed(refused(make_review(neighborhood=here), first))

    with pytest.raises(NotAllowedError):
        passed(review, first)
    with pytest.raises(NoSuchReviewError):
        passed(review, overseer)
    passed(review, second)

    review.refresh_from_db()
    assert (review.state, review.appealed_at) == (State.PASSED, None)
    assert review.appeal.answered_at is not None
    assert Decision.objects.get(verdict=Verdict.PASS).answers_appeal


def test_an_appeal_goes_to_the_overseer_where_there_is_no_other_moderator() -> None:
    here = make_neighborhood()
    only, overseer = make_moderator(of=here), make_overseer()
    review = appealed(refused(make_review(neighborhood=here), only))

    with pytest.raises(NotAllowedError):
        passed(review, only)
    passed(review, overseer)


def test_an_appeal_returns_to_the_only_one_there_is() -> None:
    here = make_neighborhood()
    only = make_moderator(of=here)
    review = appealed(refused(make_review(neighborhood=here), only))

    passed(review, only)

    review.refresh_from_db()
    assert review.state == State.PASSED


def test_one_appeal_is_heard_and_only_where_something_was_changed() -> None:
    from_first = make_passed_review()
    with pytest.raises(Exception, match="Nothing was changed"):
        appeal_review(review_id=from_first.pk, words="Why", now=now())
    moderator = make_moderator()
    review = appealed(refused(make_review(), moderator))
    with pytest.raises(Exception, match="already"):
        appeal_review(review_id=review.pk, words="Again", now=now())
    with pytest.raises(ReasonMissingError):
        appeal_review(
            review_id=refused(make_review(), moderator).pk, words=" \0", now=now()
        )


def test_nothing_is_taken_back_while_an_appeal_waits() -> None:
    moderator = make_moderator()
    review = appealed(refused(make_review(), moderator))

    with pytest.raises(NotAllowedError):
        undo_decision(
            key=review.key, viewer=seen_by(moderator), version=review.version, now=now()
        )
