"""One person never hides anything; three distinct people do until it is reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.timezone import now

from engagement.common.roles import Viewer
from engagement.moderation.choices import FlagOutcome, FlagReason, State, Verdict
from engagement.moderation.errors import NotPublicError
from engagement.moderation.models import Decision, Flag, Review
from engagement.moderation.services import (
    Flagger,
    Said,
    flag_review,
    pass_review,
    purge,
    refuse_review,
)
from tests.factories.moderation import (
    make_moderator,
    make_passed_review,
    make_review,
)
from tests.factories.people import make_officer, make_user


def flagged(review: Review, *flaggers: Flagger) -> Review:
    for by in flaggers:
        flag_review(
            key=review.key, by=by, reason=FlagReason.UNTRUE, words="No", now=now()
        )
    review.refresh_from_db()
    return review


def person(network: str | None = None, device: str | None = None) -> Flagger:
    return Flagger(make_user().pk, device, network)


def visitor(number: int, network: str | None = None) -> Flagger:
    return Flagger(None, f"device {number}", network or f"192.0.2.{number}")


@pytest.mark.django_db
def test_three_people_hide_it_and_two_do_not() -> None:
    review = make_passed_review()

    assert flagged(review, person(), person()).state == State.PASSED
    assert review.is_in_queue
    hidden = flagged(review, person())

    assert (hidden.state, hidden.is_in_queue, hidden.version) == (State.HIDDEN, True, 2)
    assert [one.verdict for one in Decision.objects.all()] == [Verdict.HIDE]


@pytest.mark.django_db
def test_visitors_of_three_networks_hide_it_too_and_an_officer_is_one() -> None:
    review = make_passed_review()
    officer = Flagger(make_officer().pk, None, None)

    flagged(review, visitor(1), officer)
    assert review.state == State.PASSED
    assert flagged(review, visitor(2)).state == State.HIDDEN


@pytest.mark.django_db
def test_one_person_pressing_fifty_times_is_one() -> None:
    review, one = make_passed_review(), person()

    flagged(review, *[one] * 50)

    assert (review.state, Flag.objects.count()) == (State.PASSED, 1)


@pytest.mark.django_db
def test_one_visitor_throwing_cookies_away_is_one() -> None:
    review = make_passed_review()

    flagged(review, *[visitor(n, "192.0.2.7") for n in range(50)])

    assert (review.state, Flag.objects.count()) == (State.PASSED, 50)


@pytest.mark.django_db
def test_one_person_signing_out_and_in_again_is_one() -> None:
    review, me = make_passed_review(), make_user()

    flagged(
        review,
        Flagger(me.pk, "my phone", "192.0.2.7"),
        Flagger(None, "my phone", "192.0.2.8"),  # the same browser
        Flagger(me.pk, "my desk", "192.0.2.9"),  # the same account
        Flagger(None, "a new cookie", "192.0.2.7"),  # the same network
    )

    assert (review.state, Flag.objects.count()) == (State.PASSED, 2)


@pytest.mark.django_db
def test_visitors_whose_network_cannot_be_told_hide_nothing() -> None:
    review = make_passed_review()

    flagged(review, *[Flagger(None, f"device {n}", None) for n in range(5)])

    assert (review.state, Flag.objects.count()) == (State.PASSED, 5)


@pytest.mark.django_db
def test_who_was_wrong_three_times_counts_no_more() -> None:
    moderator, wolf = make_moderator(), make_user()
    for _time in range(3):
        review = flagged(make_passed_review(), Flagger(wolf.pk, "wolf", None))
        viewer = Viewer(user=moderator)
        pass_review(key=review.key, viewer=viewer, version=review.version, now=now())
    assert Flag.objects.filter(outcome=FlagOutcome.UNFOUNDED).count() == 3
    review = make_passed_review()

    flagged(review, Flagger(wolf.pk, None, None), person(), person())
    assert review.state == State.PASSED
    assert flagged(review, person()).state == State.HIDDEN


@pytest.mark.django_db
def test_a_decision_settles_the_flags_and_forgets_the_networks() -> None:
    moderator = make_moderator()
    review = flagged(make_passed_review(), visitor(1), visitor(2), visitor(3))
    assert review.state == State.HIDDEN

    refuse_review(
        key=review.key,
        viewer=Viewer(user=moderator),
        version=review.version,
        said=Said("person"),
        now=now(),
    )

    assert set(Flag.objects.values_list("outcome", "origin")) == {("founded", "")}


@pytest.mark.django_db
def test_what_was_let_stand_is_shown_again() -> None:
    moderator = make_moderator()
    review = flagged(make_passed_review(), person(), person(), person())

    pass_review(
        key=review.key, viewer=Viewer(user=moderator), version=review.version, now=now()
    )

    review.refresh_from_db()
    assert (review.state, review.is_in_queue) == (State.PASSED, False)


@pytest.mark.django_db
def test_what_is_not_public_cannot_be_flagged() -> None:
    for review in (
        make_review(),
        make_review(state=State.REFUSED),
        make_review(state=State.GONE),
    ):
        with pytest.raises(NotPublicError):
            flagged(review, person())

    assert Flag.objects.count() == 0


@pytest.mark.django_db
def test_no_network_is_kept_and_tags_go_after_thirty_days() -> None:
    flagged(make_passed_review(), visitor(1))
    flag = Flag.objects.get()
    assert flag.origin
    assert "192.0.2.1" not in str(vars(flag))
    assert (flag.at.minute, flag.at.second) == (0, 0)

    Flag.objects.update(at="2020-01-01T00:00Z")
    purge(now=now())

    flag.refresh_from_db()
    assert flag.origin == ""


# -- at the same moment ----------------------------------------------------------------
def at_once(review: Review, flaggers: Sequence[Flagger]) -> None:
    start = Barrier(len(flaggers))

    def press(by: Flagger) -> None:
        try:
            start.wait(timeout=20)
            flag_review(
                key=review.key, by=by, reason=FlagReason.SPAM, words="", now=now()
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(len(flaggers)) as pool:
        list(pool.map(press, flaggers))
    review.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_three_people_at_the_same_moment_hide_it_exactly_once() -> None:
    cache.clear()
    review = make_passed_review()

    at_once(review, [person(), person(), person()])

    assert (review.state, review.version) == (State.HIDDEN, 2)
    assert Decision.objects.filter(verdict=Verdict.HIDE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_eight_times_at_the_same_moment_is_one() -> None:
    review, one = make_passed_review(), person()

    at_once(review, [one] * 8)

    assert (review.state, Flag.objects.count()) == (State.PASSED, 1)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_leave_one_decision() -> None:
    review = make_review()
    moderators = [make_moderator(), make_moderator()]
    start, told = Barrier(2), []

    def decide(number: int) -> None:
        viewer = Viewer(user=moderators[number])
        try:
            start.wait(timeout=20)
            pass_review(key=review.key, viewer=viewer, version=1, now=now())
        except Exception as error:  # noqa: BLE001 - what it is told is the question
            told.append(type(error).__name__)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(decide, range(2)))

    assert (Decision.objects.count(), told) == (1, ["DecidedMeanwhileError"])
