"""Who opens the queue, decides and takes back, asked of everybody."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from engagement.common.roles import Role, Viewer
from engagement.moderation.models import Review
from engagement.moderation.permissions import (
    can_decide,
    can_find_mentions,
    can_open_queue,
    can_sample,
    can_undo,
)
from engagement.moderation.queries import bench_at
from engagement.people.models import Grant
from engagement.places.models import Neighborhood
from tests.factories.moderation import make_passed_review, make_review
from tests.factories.people import make_everybody, make_grant, make_user
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Neighborhood:
    return make_neighborhood()


@pytest.fixture
def cast(here: Neighborhood) -> dict[str, Viewer]:
    return make_everybody(here)


def undoers(cast: dict[str, Viewer], review: Review) -> set[str]:
    bench = bench_at(now())
    return {name for name, who in cast.items() if can_undo(who, review, bench)}


def test_decisions_are_taken_back_by_who_moderates_there(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    review = make_passed_review(neighborhood=here)

    assert undoers(cast, review) == {"moderator", "moderator of all"}


def test_who_decided_takes_it_back_also_after_losing_the_role(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    first = make_user()
    review = make_passed_review(neighborhood=here, decided_by=first)
    cast["first"] = Viewer(first)

    assert undoers(cast, review) == {"moderator", "moderator of all", "first"}


def test_nobody_takes_back_a_decision_about_their_own(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    """Nor does who decided it, should it turn out to be their own."""
    sender = make_user()
    make_grant(sender, Role.MODERATOR, here)
    review = make_passed_review(neighborhood=here, sender=sender, decided_by=sender)
    cast["sender"] = Viewer(sender)

    assert undoers(cast, review) == {"moderator", "moderator of all"}


def test_nobody_takes_back_what_is_appealed(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    review = make_passed_review(neighborhood=here, appealed_at=now())

    assert undoers(cast, review) == set()


def test_moderators_of_the_place_decide(
    cast: dict[str, Viewer], here: Neighborhood
) -> None:
    bench, review = bench_at(now()), make_review(neighborhood=here)

    deciders = {name for name, who in cast.items() if can_decide(who, review, bench)}

    assert deciders == {"moderator", "moderator of all"}


@pytest.mark.parametrize(
    ("appointed", "opens"),
    [
        (True, set()),  # the whole town has moderators
        (False, {"officer", "officer there", "officer of all"}),
    ],
)
def test_the_queue_opens_to_moderators_and_where_there_are_none_to_officers(
    cast: dict[str, Viewer], *, appointed: bool, opens: set[str]
) -> None:
    moderators = {name for name in cast if name.startswith("moderator")}
    for name in () if appointed else moderators:
        user = cast.pop(name).user
        Grant.objects.filter(user=user.pk if user else None).delete()
    bench = bench_at(now())

    openers = {name for name, who in cast.items() if can_open_queue(who, bench)}
    finders = {name for name, who in cast.items() if can_find_mentions(who, bench)}

    assert openers == finders == (moderators if appointed else opens)


def test_an_officer_opens_no_queue_where_each_place_has_a_moderator(
    here: Neighborhood,
) -> None:
    officer = make_user()
    make_grant(officer, Role.OFFICER, here)
    assert can_open_queue(Viewer(officer), bench_at(now()))

    make_grant(make_user(), Role.MODERATOR, here)

    assert not can_open_queue(Viewer(officer), bench_at(now()))


def test_an_administrator_opens_the_queue_while_something_has_fallen_to_them(
    here: Neighborhood,
) -> None:
    admin = make_user()
    make_grant(admin, Role.ADMIN, None)
    assert not can_open_queue(Viewer(admin), bench_at(now()))

    review = make_review(neighborhood=here)
    assert can_open_queue(Viewer(admin), bench_at(now()))

    Review.objects.filter(pk=review.pk).update(is_in_queue=False)
    assert not can_open_queue(Viewer(admin), bench_at(now()))


def test_a_sample_is_the_overseers(cast: dict[str, Viewer]) -> None:
    assert {n for n, who in cast.items() if can_sample(who)} == {"overseer of all"}
