"""Presses at the same moment: one request, one answer to it, two letters a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.utils.timezone import now

from engagement.audit.models import Entry
from tests.engagement.concerns.test_races import at_once
from tests.factories.group_roster import make_request
from tests.factories.groups import make_group, make_member
from tests.factories.people import make_user
from watchgroups.choices import Part, PostKind
from watchgroups.models import Group, Membership, Post
from watchgroups.services import joining, members, membership, wall
from watchgroups.services.membership import Wish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY, RUNS = 6, 20


def words_of(results: list[object]) -> Counter[str]:
    """Count the answers, an error by its name."""
    return Counter(
        one if isinstance(one, str) else type(one).__name__ for one in results
    )


def unlocked(group_id: int) -> Group:
    return Group.objects.get(pk=group_id)


def joins() -> Counter[str]:
    """One neighbor presses “Ask to join” many times at once."""
    group, person = make_group(), make_user()

    def press() -> str:
        made = joining.ask_to_join(
            group_id=group.pk,
            wish=Wish(name="Noor A."),
            answers={},
            agrees=True,
            guardian="",
            actor=person,
            now=now(),
        )
        return str(made.state)

    return words_of(at_once(*[press] * MANY))


def test_asking_many_times_at_once_is_one_request() -> None:
    assert joins() == Counter({"asked": 1, "MemberAlreadyError": MANY - 1})
    assert Membership.objects.count() == 1


def test_control_without_the_lock_somebody_reads_an_error_of_the_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "locked_group", unlocked)

    assert any("IntegrityError" in joins() for _run in range(RUNS))


def answers() -> Counter[str]:
    """Captain and co-captain take the same neighbor in at once."""
    group = make_group(captain=make_user())
    helper = make_member(group, part=Part.CO_CAPTAIN).person
    captain = group.memberships.get(part=Part.CAPTAIN).person
    request = make_request(group)

    def takes_in(who: int) -> Callable[[], str]:
        def press() -> str:
            actor = (captain, helper)[who]
            made = members.take_in(member_id=request.pk, actor=actor, now=now())
            return str(made.state)

        return press

    return words_of(at_once(*[takes_in(who % 2) for who in range(MANY)]))


def test_two_captains_take_somebody_in_once() -> None:
    assert answers() == Counter({"active": 1, "MemberAlreadyError": MANY - 1})
    assert Entry.objects.filter(action="group.take_in").count() == 1


def test_control_without_the_lock_both_take_the_same_person_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def taken(member_id: int) -> tuple[Group, Membership]:
        member = Membership.objects.select_related("person").get(pk=member_id)
        return Group.objects.get(pk=member.group_id), member

    monkeypatch.setattr(membership, "taken", taken)

    assert any(answers()["active"] > 1 for _run in range(RUNS))


def letters() -> Counter[str]:
    """A captain presses “Send” many times at once."""
    group = make_group(captain=make_user())
    captain = group.memberships.get(part=Part.CAPTAIN).person

    def press() -> str:
        made = wall.message_members(
            group_id=group.pk,
            text="We meet at the library.",
            actor=captain,
            language="en",
            now=now(),
        )
        return str(made.kind)

    return words_of(at_once(*[press] * MANY))


def test_of_many_letters_sent_at_once_two_leave() -> None:
    assert letters() == Counter({"message": 2, "TooManyLettersError": MANY - 2})
    assert Post.objects.filter(kind=PostKind.MESSAGE).count() == 2


def test_control_without_the_lock_more_than_two_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wall, "locked_group", unlocked)

    assert any(letters()["message"] > 2 for _run in range(RUNS))
