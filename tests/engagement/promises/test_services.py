from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.audit.models import Entry
from engagement.common.errors import NotAllowedError
from engagement.common.roles import NOBODY, Role, Viewer
from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.promises.choices import PromiseState
from engagement.promises.errors import PromiseIncompleteError, PromiseSettledError
from engagement.promises.models import Promise
from engagement.promises.permissions import can_change_promise
from engagement.promises.queries import (
    in_reading_order,
    late_promises,
    promises_visible_to,
)
from engagement.promises.services import (
    begin_promise,
    make_promise,
    move_promise,
    reminder_is_due,
    settle_promise,
)
from tests.factories.people import make_grant, make_officer, make_organizer, make_user
from tests.factories.places import make_neighborhood
from tests.factories.promises import make_open_promise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def promise_of(officer, place, **fields: Any) -> Promise:
    plain = {
        "neighborhood_id": place.pk,
        "what": "Speed checks, school run, Mill Road",
        "who": "Traffic team",
        "due_on": FRIDAY,
        "actor": officer,
        "now": NOW,
    }
    return make_promise(**(plain | fields))


def test_make_promise_is_read_by_everyone_and_leaves_a_record() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)

    promise = promise_of(officer, place)

    assert list(promises_visible_to(NOBODY)) == [promise]
    assert (promise.state, promise.first_due_on) == (PromiseState.OPEN, FRIDAY)
    assert [e.action for e in Entry.objects.all()] == ["promise.make"]
    assert not Job.objects.exists()


def test_an_organizer_of_the_place_may_promise_and_one_from_elsewhere_may_not() -> None:
    place = make_neighborhood()
    promise_of(make_organizer(of=place), place)

    with pytest.raises(NotAllowedError):
        promise_of(make_organizer(of=make_neighborhood()), place)
    with pytest.raises(NotAllowedError):
        promise_of(make_user(), place)
    assert Promise.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": " "},
        {"who": ""},
        {"what": "x" * 201},
        {"who": "x" * 121},
        {"due_on": date(2026, 11, 15)},
    ],
)
def test_a_promise_without_act_person_or_time_left_changes_nothing(wrong) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)

    with pytest.raises(PromiseIncompleteError):
        promise_of(officer, place, **wrong)

    assert not Promise.objects.exists()
    assert not Entry.objects.exists()


def test_the_owner_is_reminded_three_days_before_and_once_it_is_late() -> None:
    place = make_neighborhood()
    owner = make_user()

    promise = promise_of(make_officer(of=place), place, owner=owner)

    jobs = Job.objects.order_by("not_before")
    assert [(job.task, job.person_id) for job in jobs] == [
        ("promises.remind_owner", owner.pk)
    ] * 2
    assert [job.not_before.date() for job in jobs] == [
        date(2026, 11, 17),
        date(2026, 11, 21),
    ]
    assert reminder_is_due(promise_id=promise.pk, version=1) == promise


def test_a_moved_promise_keeps_its_first_day_and_only_the_new_reminder_counts() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    promise = promise_of(officer, place, owner=officer)

    move_promise(
        promise_id=promise.pk,
        actor=officer,
        due_on=FRIDAY + timedelta(days=7),
        reason="The lamp supplier is late",
        now=NOW,
    )

    promise.refresh_from_db()
    assert (promise.due_on, promise.first_due_on) == (date(2026, 11, 27), FRIDAY)
    assert (promise.times_moved, promise.move_reason) == (
        1,
        "The lamp supplier is late",
    )
    assert Job.objects.count() == 4
    assert reminder_is_due(promise_id=promise.pk, version=1) is None
    assert reminder_is_due(promise_id=promise.pk, version=2) == promise


def test_moving_needs_a_reason_and_a_day_to_come() -> None:
    officer = make_officer()
    promise = make_open_promise()
    wrong = [("", promise.due_on + timedelta(days=1)), ("Rain", date(2020, 1, 1))]

    for reason, day in wrong:
        with pytest.raises(PromiseIncompleteError):
            move_promise(
                promise_id=promise.pk, actor=officer, due_on=day, reason=reason, now=NOW
            )

    promise.refresh_from_db()
    assert promise.times_moved == 0


def test_moving_to_the_same_day_is_no_move() -> None:
    officer = make_officer()
    promise = make_open_promise()

    move_promise(
        promise_id=promise.pk,
        actor=officer,
        due_on=promise.due_on,
        reason="Nothing changed",
        now=NOW,
    )

    promise.refresh_from_db()
    assert (promise.times_moved, promise.move_reason) == (0, "")


def test_settle_promise_says_what_came_of_it() -> None:
    owner = make_user()
    promise = make_open_promise(owner=owner)

    settle_promise(
        promise_id=promise.pk,
        actor=owner,
        state=PromiseState.KEPT,
        outcome="Six lamps were mended on Thursday.",
        now=NOW,
    )

    promise.refresh_from_db()
    assert (promise.state, promise.settled_at) == (PromiseState.KEPT, NOW)
    assert promise.days_late(date(2030, 1, 1)) == 0
    assert [e.action for e in Entry.objects.all()] == ["promise.kept"]
    assert reminder_is_due(promise_id=promise.pk, version=1) is None


def test_settling_needs_a_sentence_an_end_and_the_right_person() -> None:
    promise = make_open_promise()
    officer = make_officer()
    tries = [
        (officer, PromiseState.KEPT, "ok", PromiseIncompleteError),
        (officer, PromiseState.OPEN, "A whole sentence.", PromiseIncompleteError),
        (make_user(), PromiseState.KEPT, "A whole sentence.", NotAllowedError),
    ]

    for actor, state, outcome, error in tries:
        with pytest.raises(error):
            settle_promise(
                promise_id=promise.pk,
                actor=actor,
                state=state,
                outcome=outcome,
                now=NOW,
            )

    promise.refresh_from_db()
    assert (promise.state, promise.settled_at) == (PromiseState.OPEN, None)


def test_a_settled_promise_is_neither_moved_nor_begun_nor_settled_again() -> None:
    officer = make_officer()
    promise = make_open_promise()
    settle: dict[str, Any] = {"promise_id": promise.pk, "actor": officer, "now": NOW}
    settle_promise(state=PromiseState.DROPPED, outcome="The road is closed.", **settle)

    with pytest.raises(PromiseSettledError):
        settle_promise(state=PromiseState.KEPT, outcome="Done after all.", **settle)
    with pytest.raises(PromiseSettledError):
        begin_promise(**settle)
    with pytest.raises(PromiseSettledError):
        move_promise(due_on=FRIDAY, reason="Later", **settle)


def test_begun_twice_is_begun_once() -> None:
    officer = make_officer()
    promise = make_open_promise()

    for _time in range(2):
        begin_promise(promise_id=promise.pk, actor=officer, now=NOW)

    promise.refresh_from_db()
    assert promise.state == PromiseState.UNDER_WAY
    assert Entry.objects.count() == 1


def test_a_promise_about_a_hidden_kind_is_seen_by_its_owner_and_the_place_alone() -> (
    None
):
    place = make_neighborhood()
    owner = make_user()
    hidden = make_open_promise(neighborhood=place, owner=owner, is_public=False)
    shown = make_open_promise(neighborhood=place)
    elsewhere = make_officer(of=make_neighborhood())

    def seen(user) -> set[Promise]:
        return set(promises_visible_to(Viewer(user=user)))

    assert seen(make_officer(of=place)) == {hidden, shown}
    assert seen(make_organizer(of=place)) == {hidden, shown}
    assert seen(make_officer(of=None)) == {hidden, shown}
    assert seen(owner) == {hidden, shown}
    assert seen(elsewhere) == {shown}
    assert set(promises_visible_to(NOBODY)) == {shown}


def test_unsettled_promises_come_first_the_soonest_on_top() -> None:
    place = make_neighborhood()
    late = make_open_promise(neighborhood=place, due_on=date(2026, 11, 12))
    kept = make_open_promise(
        neighborhood=place,
        due_on=date(2026, 10, 17),
        state=PromiseState.KEPT,
        settled_at=NOW,
    )
    soon = make_open_promise(neighborhood=place, due_on=FRIDAY)

    assert list(in_reading_order(Promise.objects.all())) == [late, soon, kept]
    assert list(late_promises(Promise.objects.all(), date(2026, 11, 16))) == [late]
    assert late.days_late(date(2026, 11, 16)) == 4


@pytest.mark.parametrize("in_whole_town", [False, True])
def test_who_was_taken_off_the_place_keeps_no_promise_there(
    *, in_whole_town: bool
) -> None:
    """The control is an owner who never held a role: nobody took anything from them."""
    place = make_neighborhood()
    officer, resident = make_user(), make_user()
    grant = make_grant(officer, Role.OFFICER, None if in_whole_town else place)
    theirs = make_open_promise(neighborhood=place, owner=officer, is_public=False)
    other = make_open_promise(neighborhood=place, owner=resident, is_public=False)

    def may(user: User, promise: Promise) -> tuple[bool, bool]:
        fresh = Viewer(user=User.objects.get(pk=user.pk))
        seen = promises_visible_to(fresh).filter(pk=promise.pk).exists()
        return seen, can_change_promise(fresh, promise)

    assert may(officer, theirs) == (True, True)
    Grant.objects.filter(pk=grant.pk).update(ends_at=grant.starts_at)

    assert may(officer, theirs) == (False, False)
    assert may(resident, other) == (True, True)
