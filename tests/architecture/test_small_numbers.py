"""What a visitor reads does not change with numbers of people too small to show.

RULINGS 24: people are shown from five on, decisions and flags from ten on. Every public
address is asked twice, in worlds that differ by such a number alone: the answers must be
the same letter by letter. A number that bypasses `common/suppression.py` is found here,
whatever page, table or program's answer it stands in. Counts of problems are exact (they
are of public pages), and a report's own numbers are frozen when it is signed:
tests/engagement/priorities/test_publishing.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.concerns.models import Issue
from engagement.moderation.choices import FlagReason, Verdict
from engagement.moderation.models import Decision, Flag
from tests.architecture.access import ACCESS
from tests.architecture.knocking import MatrixWorld, prime
from tests.architecture.rows import HIDDEN, SIGN_IN, UNKNOWN
from tests.architecture.test_permission_matrix import body_of
from tests.architecture.world import World
from tests.factories.moderation import make_decision
from tests.factories.places import make_town

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
ONCE = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|name="key" value="[^"]+"')
CLOSED = {SIGN_IN, HIDDEN, UNKNOWN}
BY_SECRET = {
    "people:keep_by_link",
    "meetings:coming",
    "meetings:calls_stop",
}  # one person's letter; each names its own secret
WATCHED = ("concerns:issue", "api:issue-detail", "moderation:how")


def public_answers(world: World) -> dict[str, str]:
    """Ask every address that is open to a visitor; nothing stays of the asking."""
    found = {}
    for name, row in ACCESS.items():
        if row.visitor in CLOSED or row.method != "get" or name in BY_SECRET:
            continue
        cache.clear()
        with transaction.atomic():
            url = reverse(name, args=list(row.args(world)))
            answer = Client().get(url, dict(row.data(world)))
            found[name] = ONCE.sub("", body_of(answer))
            transaction.set_rollback(True)
    return found


def made() -> World:
    """A world with every object there before the first address is asked."""
    make_town()
    world = MatrixWorld()
    prime(world)
    _ = world.photo, world.reviewed_receipt
    return world


def people(world: World, number: int) -> None:
    """So many people reported it."""
    Issue.objects.filter(pk=world.issue.pk).update(reporters=number, ver_n=number)


def flags(world: World, number: int) -> None:
    """So many said that a public text should not stand there."""
    Flag.objects.all().delete()
    for one in range(number):
        Flag.objects.create(
            review=world.public_review,
            reason=FlagReason.OTHER,
            device=f"device {one}",
            at=now(),
        )


def decisions(world: World, number: int) -> None:
    """So many texts were decided about in the last whole month or before."""
    Decision.objects.all().delete()
    for _one in range(number):
        make_decision(world.public_review, Verdict.PASS, at=now() - timedelta(days=32))


def what_changes(vary: Callable[[World, int], None], one: int, other: int) -> set[str]:
    """Name the public addresses whose answer tells one number from the other."""
    world = made()
    vary(world, one)
    before = public_answers(world)
    vary(world, other)
    after = public_answers(world)
    assert set(WATCHED) <= set(before)
    return {name for name, said in before.items() if after[name] != said}


@pytest.mark.parametrize(
    ("vary", "one", "other"),
    [(people, 0, 4), (flags, 0, 1), (decisions, 1, 8)],
)
def test_no_public_answer_tells_small_numbers_apart(
    vary: Callable[[World, int], None], one: int, other: int
) -> None:
    assert what_changes(vary, one, other) == set()


@pytest.mark.parametrize(
    ("vary", "one", "other", "told"),
    [(people, 5, 6, "concerns:issue"), (decisions, 12, 40, "moderation:how")],
)
def test_numbers_that_may_be_shown_are_told_apart(
    vary: Callable[[World, int], None], one: int, other: int, told: str
) -> None:
    """The control: the number is there to be read."""
    assert told in what_changes(vary, one, other)
