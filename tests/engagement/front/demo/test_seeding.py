"""The demo town in the database: the same each time, and right in every count."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from engagement.audit.models import Entry
from engagement.concerns.models import Concern, Issue, Note, Reply, StatusChange, Voice
from engagement.front.demo.seeding import Seeded, seed_demo
from engagement.people.models import Credential, Grant, Proof, User
from engagement.places.models import Landmark, MapLayer, Neighborhood, SnapPoint, Street
from engagement.promises.models import Promise
from feedback.models import (
    IndexTarget,
    IndexValue,
    Response,
    Result,
    Section,
    Survey,
    UnlinkedAnswer,
    Version,
    Wave,
)
from feedback.models import Question as SurveyQuestion
from meetings.models import (
    AgendaIssue,
    AgendaItem,
    Ballot,
    Booking,
    HelperWanted,
    HelpOffer,
    Host,
    Live,
    Meeting,
    MeetingPromise,
    Minutes,
    MinutesEdition,
    MinutesText,
    Organizer,
    Poll,
    Question,
    Room,
    Series,
    Support,
    Venue,
)
from watchgroups.models import (
    CameraRequest,
    CodeOfConduct,
    Group,
    Membership,
    Observation,
    Partner,
    Patrol,
    PatrolSeries,
    Post,
    SignUp,
    Technology,
    TechnologyVersion,
    Walk,
    Walker,
)

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 8, tzinfo=ZONE)
TABLES = (
    Neighborhood, Street, Landmark, MapLayer, SnapPoint, User, Grant, Proof, Issue,
    Concern, Voice, StatusChange, Reply, Note, Promise, Venue, Room, Series, Meeting,
    Organizer, HelperWanted,
    Host, AgendaItem, AgendaIssue, Minutes, MinutesText, MinutesEdition, MeetingPromise,
    Group, CodeOfConduct, Partner, Membership, PatrolSeries, Patrol, SignUp, Walk,
    Walker, CameraRequest, Technology, TechnologyVersion, Observation, Post, Credential, Survey, Version, Section,
    SurveyQuestion, Wave, Response, UnlinkedAnswer, IndexValue,
    IndexTarget, Result, Entry,
)  # fmt: skip
# codes and keys are drawn anew each time; only their numbers stand in other tables
WITH_SECRETS = (Booking, HelpOffer, Live, Question, Support, Poll, Ballot)


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO_MODE = True


def seed(concerns: int = 700, seed_number: int = 7) -> Seeded:
    return seed_demo(concerns=concerns, seed=seed_number, now=NOW)


def digest(seed_number: int) -> str:
    """Fill the town, read every byte of it, and take it away again."""
    said = hashlib.sha256()
    with transaction.atomic(), connection.cursor() as cursor:
        for model in (*TABLES, *WITH_SECRETS):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, 'id'), 1, false)",
                [model._meta.db_table],
            )
        seed(300, seed_number)
        for model in TABLES:
            with cursor.copy(
                f'COPY (SELECT * FROM "{model._meta.db_table}" ORDER BY id) TO STDOUT'  # noqa: S608 - a name of ours
            ) as copy:
                for block in copy:
                    said.update(block)
        transaction.set_rollback(True)
    return said.hexdigest()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_seed_writes_the_same_bytes_and_another_does_not() -> None:
    first = digest(7)

    assert digest(7) == first
    assert digest(8) != first


@pytest.mark.django_db
def test_the_demo_town_needs_an_empty_database() -> None:
    User.objects.create_user("somebody@example.org")

    with pytest.raises(CommandError, match="needs an empty one"):
        call_command("seed_demo", stdout=io.StringIO(), verbosity=0)
    assert not Neighborhood.objects.exists()


@pytest.mark.django_db
def test_a_real_town_gets_no_invented_people(settings: Settings) -> None:
    settings.DEMO_MODE = False

    with pytest.raises(CommandError, match="not a demo"):
        call_command("seed_demo", verbosity=0)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "said"),
    [({"today": "yesterday"}, "is not a day"), ({"concerns": -1}, "less than 0")],
)
def test_a_wrong_wish_is_answered_in_a_sentence(
    asked: dict[str, object], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("seed_demo", verbosity=0, **asked)
    assert not User.objects.exists()
