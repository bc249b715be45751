"""The demo town in the database: right in every count, with its stories in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from engagement.audit.models import Entry
from engagement.common.roles import Role
from engagement.concerns.choices import Origin, Privacy, Status, Tier
from engagement.concerns.counters import drift_between
from engagement.concerns.models import Concern, Issue, Note, Reply, StatusChange, Voice
from engagement.concerns.moves import ALLOWED
from engagement.front.demo.patrolling import THRIVES
from engagement.front.demo.people import KNOWN
from engagement.front.demo.registering import OWNERS
from engagement.front.demo.seeding import Seeded, seed_demo
from engagement.moderation.choices import State, What
from engagement.moderation.models import Decision, Review
from engagement.people.models import Grant, Proof, User
from engagement.places.models import Landmark, MapLayer, Neighborhood, SnapPoint, Street
from engagement.places.queries import forget_town, locator, snap_for
from engagement.promises.models import Promise
from meetings.choices import HelperSort, HelpState
from meetings.models import HelpOffer
from watchgroups.choices import ActivityKind
from watchgroups.models import CameraAsk, Patrol, TechnologyVersion

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 8, tzinfo=ZONE)
TABLES = (
    Neighborhood, Street, Landmark, MapLayer, SnapPoint, User, Grant, Proof, Issue,
    Concern, Voice, StatusChange, Reply, Note, Promise, Entry,
)  # fmt: skip


pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
]


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Seeded]:
    """One town for all tests of this file: they only read it."""
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO_MODE=True),
        transaction.atomic(),
    ):
        yield seed_demo(concerns=3000, seed=7, now=NOW)
        transaction.set_rollback(True)
    forget_town()


def test_the_town_has_exactly_as_many_concerns_as_asked_for_within_a_year(
    town: Seeded,
) -> None:
    assert town.concerns == Concern.objects.count() == 3000
    assert town.issues == Issue.objects.count()
    assert town.voices == Voice.objects.count()
    times = Concern.objects.aggregate(first=Min("reported_at"), last=Max("reported_at"))
    assert times["first"] >= NOW - timedelta(days=366)
    assert times["last"] <= NOW
    assert not StatusChange.objects.filter(at__gt=NOW).exists()
    assert not Reply.objects.filter(at__gt=NOW).exists()


def test_every_counter_agrees_with_the_voices(town: Seeded) -> None:
    last = Issue.objects.aggregate(last=Max("pk"))["last"]
    assert drift_between(0, last) == []
    counted = Voice.objects.filter(counts=False)
    assert counted.exists()  # the one who wrote six times is there


def test_nobody_counts_more_than_three_times_on_one_line_in_ninety_days(
    town: Seeded,
) -> None:
    often = (
        Voice.objects.filter(counts=True, person__isnull=False)
        .values("person", "issue__neighborhood", "issue__kind")
        .annotate(n=Count("pk"))
        .filter(n__gt=3)
    )
    assert not often.exists()


def test_every_point_lies_in_its_neighborhood_and_snaps_as_the_services_do(
    town: Seeded,
) -> None:
    find = locator()
    points = Concern.objects.values_list("neighborhood", "lat", "lon").distinct()
    assert all(find.find(lat, lon) == place for place, lat, lon in points)
    placed = Concern.objects.filter(issue__privacy=Privacy.PUBLIC).order_by("-pk")
    for place, lat, lon, snapped in placed.values_list(
        "neighborhood", "lat", "lon", "issue__snap_point"
    )[:40]:
        assert None not in (lat, lon)
        snap = snap_for(place, lat or 0.0, lon or 0.0)
        assert snap is not None
        assert snap.pk == snapped
    assert not Issue.objects.filter(
        ~Q(privacy=Privacy.PUBLIC), snap_point__isnull=False
    ).exists()


def test_every_move_is_one_the_officers_may_make_with_its_words(town: Seeded) -> None:
    moves = StatusChange.objects.exclude(old="").values_list("old", "new", "text")
    assert moves.exists()
    for old, new, text in moves:
        rule = ALLOWED[Status(old)][Status(new)]
        assert text or not rule.is_required
    wrong = Issue.objects.exclude(status=Status.NEW).filter(moves=None)
    assert not wrong.exists()


def test_the_stories_can_be_found_in_the_rows(town: Seeded) -> None:
    brigade = Issue.objects.annotate(
        unknown=Count("voices", filter=Q(voices__tier=Tier.UNVERIFIED)),
        known=Count("voices", filter=Q(voices__tier=Tier.VERIFIED)),
    ).filter(unknown=50, known=0)
    assert brigade.count() == 1
    assert brigade.filter(last_voice_at__lte=F("first_at") + timedelta(days=2)).exists()
    written = dict(
        Concern.objects.values_list("neighborhood__name").annotate(n=Count("pk"))
    )
    assert min(written, key=lambda name: written[name]) == "Linden"
    harm = dict(
        Concern.objects.values_list("neighborhood__name").annotate(
            n=Count("pk", filter=Q(kind__harm_level__gte=3))
        )
    )
    grave = {name: harm[name] / written[name] for name in written}
    assert max(grave, key=lambda name: grave[name]) == "Linden"
    shops = Concern.objects.filter(
        kind__code="dumping",
        neighborhood__name="Millbrook",
        where_text__startswith="Bridge",
    )
    before = shops.filter(
        reported_at__range=(NOW - timedelta(weeks=26), NOW - timedelta(weeks=14))
    )
    after = shops.filter(reported_at__gte=NOW - timedelta(weeks=12))
    assert before.count() > 3 * after.count()
    assert Issue.objects.filter(origin=Origin.OFFICER).exists()
    assert {p.state for p in Promise.objects.all()} == {
        "open",
        "under_way",
        "kept",
        "dropped",
    }


def test_there_is_somebody_of_every_role_and_an_officer_everywhere(
    town: Seeded,
) -> None:
    held = set(Grant.objects.values_list("role", flat=True))
    assert held == set(Role)
    assert User.objects.filter(email__in=[one.email for one in KNOWN]).count() == len(
        KNOWN
    )
    without = Neighborhood.objects.exclude(grant__role=Role.OFFICER)
    assert not without.exists()


def test_neighbors_help_at_a_meeting_to_come_and_one_waits_for_an_answer(
    town: Seeded,
) -> None:
    offers = HelpOffer.objects.filter(meeting__begins_at__gt=NOW)

    assert set(offers.values_list("wanted__sort", "state")) == {
        (HelperSort.INTERPRETER, HelpState.ACCEPTED),
        (HelperSort.CHILD_CARE, HelpState.OFFERED),
    }


def test_the_registers_are_kept_and_two_owners_are_asked(town: Seeded) -> None:
    told = dict(TechnologyVersion.objects.values_list("technology__name", "is_used"))
    assert told == {
        "Body-worn cameras": True,
        "License plate readers": True,
        "Drones": False,
    }
    asks = CameraAsk.objects.filter(answer="")
    assert {ask.camera.owner.email for ask in asks} == {one[0] for one in OWNERS}


def test_a_group_calls_everybody_to_its_next_program(town: Seeded) -> None:
    ahead = Patrol.objects.filter(begins_at__gt=NOW, kind=ActivityKind.CLEAN_UP)
    assert [one.group.name for one in ahead] == [THRIVES]


def test_the_moderator_has_looked_and_finds_one_of_each_that_waits(
    town: Seeded,
) -> None:
    waiting = Review.objects.filter(is_in_queue=True)
    assert waiting.filter(is_urgent=True).exists()
    assert waiting.filter(state=State.HIDDEN, flags__isnull=False).exists()
    assert waiting.filter(appealed_at__isnull=False, appeal__isnull=False).exists()
    assert set(Decision.objects.values_list("verdict", flat=True)) == {
        "pass",
        "edit",
        "refuse",
    }
    reviewed = Concern.objects.filter(review__isnull=False)
    of_words = Review.objects.filter(what=What.CONCERN)
    assert reviewed.count() == of_words.count() > 50
    assert not reviewed.exclude(text=F("review__sent")).exists()
    keys = Review.objects.values_list("key", flat=True)
    assert len(set(keys)) == len(keys)
