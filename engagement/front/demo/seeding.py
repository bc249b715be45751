"""Seed the demo town: the same rows for the same seed, day and number of concerns."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from engagement.audit.services import chain
from engagement.common.errors import DomainError
from engagement.concerns.models import (
    Concern,
    Issue,
    Kind,
    Note,
    Reply,
    StatusChange,
    Voice,
)
from engagement.front.demo.calling import call_meetings
from engagement.front.demo.copying import copy_rows, set_sequence
from engagement.front.demo.counting import count_people
from engagement.front.demo.gathering import gather
from engagement.front.demo.mentoring import call_mentoring
from engagement.front.demo.moderating import moderate_words
from engagement.front.demo.patrolling import patrol_groups
from engagement.front.demo.people import fill_town, welcome_known_people
from engagement.front.demo.photographing import take_photos
from engagement.front.demo.phrasebook import phrasebook
from engagement.front.demo.places import lay_down_town
from engagement.front.demo.plans import Calendar, Everyday, year
from engagement.front.demo.promising import make_promises
from engagement.front.demo.registering import keep_registers
from engagement.front.demo.rows import Batch, Clerk, Townspeople
from engagement.front.demo.spots import ground_of
from engagement.front.demo.stories import Storyteller
from engagement.front.demo.surveying import ask_town
from engagement.front.demo.watching import begin_groups
from engagement.outbox.models import Job
from engagement.people.models import User
from engagement.places.models import Neighborhood, Town

Told = Callable[[int], object]
BATCH = 10_000
_FEWEST_STORIES, _MOST_STORIES = 0.1, 6.0
USUAL_CONCERNS = 6_000
COME = 12  # so many residents go to meetings
IN_GROUPS = 30  # and so many are in watch groups


class NotEmptyError(DomainError):
    """The demo town is laid down on empty ground only."""


class NotADemoError(DomainError):
    """A real town never gets invented people with a known password."""


@dataclass(frozen=True)
class Seeded:
    """What has been written."""

    neighborhoods: int
    people: int
    issues: int
    concerns: int
    voices: int


@transaction.atomic
def seed_demo(
    *, concerns: int, seed: int, now: datetime, tell: Told | None = None
) -> Seeded:
    """Lay down the whole demo town in one transaction.

    Raises NotADemoError, NotEmptyError.
    """
    _refuse_real_ground()
    calendar = Calendar(now=now, zone=ZoneInfo(settings.TIME_ZONE))
    rng = random.Random(seed)  # noqa: S311 - invents a town, keeps no secret
    places = lay_down_town(now)
    known = welcome_known_people(places, now)
    how_many = max(400, concerns * 2 // 5)
    people = fill_town(places, known, how_many=how_many, now=now, rng=rng)
    clerk = _tell_the_year(places, people, calendar, rng, concerns, tell)
    moderate_words(known, now=now, rng=rng)
    kinds = {kind.code: kind for kind in Kind.objects.lines()}
    make_promises(places, known, kinds, now)
    called = call_meetings(places, known, now)
    gather(called, known, sorted(people.everyone)[:COME], now)
    watching = sorted(people.everyone)[COME : COME + IN_GROUPS]
    patrol_groups(begin_groups(places, known, watching, now), now)
    keep_registers(places, known, now)
    call_mentoring(places, known, sorted(people.everyone)[:COME], now)
    count_people(places, called, known, now)
    ask_town(places, known, now, seed)
    take_photos(now)
    Job.objects.filter(not_before__lt=now).delete()  # those letters came long ago
    chain()
    return Seeded(
        neighborhoods=len(places),
        people=how_many + len(known),
        issues=clerk.issues,
        concerns=clerk.concerns,
        voices=clerk.voices,
    )


def _refuse_real_ground() -> None:
    if not settings.DEMO_MODE:
        message = _("This is not a demo, so no invented people are added to it.")
        raise NotADemoError(message)
    filled = (Town, Neighborhood, User, Concern)
    if any(model.objects.exists() for model in filled):
        message = _(
            "There is a town in this database already. The demo town needs an empty one."
        )
        raise NotEmptyError(message)


def _tell_the_year(
    places: Mapping[str, Neighborhood],
    people: Townspeople,
    calendar: Calendar,
    rng: random.Random,
    concerns: int,
    tell: Told | None,
) -> Clerk:
    grounds = {name: ground_of(place) for name, place in places.items()}
    manners = phrasebook().manners
    clerk = Clerk(
        kinds={k.code: k for k in Kind.objects.lines().select_related("parent")},
        people=people,
        calendar=calendar,
        manners={places[name].pk: told.answers for name, told in manners.items()},
        rng=rng,
    )
    wanted = concerns / USUAL_CONCERNS
    scale = min(max(wanted, _FEWEST_STORIES), _MOST_STORIES)
    stories = Storyteller(grounds, calendar, rng, scale).tell()
    for plan in year(Everyday(grounds, calendar, rng), stories, concerns):
        clerk.write(plan)
        if len(clerk.batch.concerns) >= BATCH:
            clerk.batch = _put_down(clerk.batch)
            if tell:
                tell(clerk.concerns)
    clerk.batch = _put_down(clerk.batch)
    if tell:
        tell(clerk.concerns)
    for model in (Issue, Concern, Voice):
        set_sequence(model)
    _tell_the_planner()
    return clerk


def _tell_the_planner() -> None:
    """Count the new rows for PostgreSQL: without it, it expects empty tables."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _put_down(batch: Batch) -> Batch:
    copy_rows(Issue, batch.issues)
    copy_rows(Concern, batch.concerns)
    copy_rows(Voice, batch.voices)
    copy_rows(StatusChange, batch.moves)
    copy_rows(Reply, batch.replies)
    copy_rows(Note, batch.notes)
    return Batch()
