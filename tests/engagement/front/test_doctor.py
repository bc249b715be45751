"""The doctor tells the truth, about the well and the unwell."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from engagement.audit.models import Entry, Link
from engagement.audit.services import chain, record
from engagement.common.roles import Role
from engagement.concerns.models import DriftCheck
from engagement.front.doctor import State, checkup, inside, outside
from engagement.front.models import Heartbeat
from engagement.front.tasks import heartbeat
from engagement.outbox.models import Job
from engagement.outbox.services import enqueue
from engagement.places.queries import forget_town
from tests.factories.concerns import make_issue
from tests.factories.people import make_admin, make_grant, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town

pytestmark = pytest.mark.django_db
NOWHERE = {"HOST": "127.0.0.1", "PORT": "1"}


@pytest.fixture(autouse=True)
def _no_town_remembered() -> None:
    forget_town()


def test_a_heartbeat_is_broken_before_the_first_and_after_two_minutes() -> None:
    assert inside.clock(now()).state == State.BROKEN
    heartbeat()
    assert inside.clock(now()).state == State.WELL
    assert inside.clock(now() + timedelta(seconds=119)).state == State.WELL
    assert inside.clock(now() + timedelta(seconds=122)).state == State.BROKEN
    heartbeat()
    assert Heartbeat.objects.count() == 1


def test_waiting_jobs_are_late_and_dead_ones_broken() -> None:
    at = now()
    assert inside.relay(at).state == inside.dead_letters().state == State.WELL

    enqueue(task="concerns.send_receipt", about="concerns.concern:1", now=at)
    assert inside.relay(at + timedelta(minutes=1)).state == State.WELL
    assert inside.relay(at + timedelta(minutes=3)).state == State.LATE

    Job.objects.update(dead_at=at)
    assert inside.relay(at + timedelta(minutes=3)).state == State.WELL
    assert inside.dead_letters().says.startswith("1 jobs were given up")


def test_a_town_wants_to_be_set_up_with_places_and_officers() -> None:
    assert inside.the_town(now()).state == State.LATE
    make_town()
    assert inside.the_town(now()).state == State.BROKEN
    place, alone = make_neighborhood(), make_neighborhood(name="Lonely Hill")
    make_officer(of=place)
    assert inside.the_town(now()).says == "No officer looks after Lonely Hill."
    make_grant(make_user(), Role.OFFICER, alone)
    assert inside.the_town(now()).state == State.WELL


def test_one_administrator_cannot_be_two_people(settings: Settings) -> None:
    assert inside.administrators(now()).state == State.BROKEN
    make_admin()
    alone = inside.administrators(now())
    assert (alone.state, alone.is_well) == (State.OFF, True)
    assert "nobody can agree as the second" in alone.says
    settings.TWO_PEOPLE_FOR = frozenset()
    assert inside.administrators(now()).says == "There is one."
    make_admin()
    assert inside.administrators(now()).says == "There are 2."


def test_counters_that_were_off_are_said() -> None:
    at = now()
    assert inside.counters(at).state == State.WELL
    make_issue()
    assert inside.counters(at).state == State.OFF
    DriftCheck.objects.create(at=at - timedelta(days=3), issues=1, drifted=0)
    assert inside.counters(at).state == State.LATE
    DriftCheck.objects.create(at=at - timedelta(days=1), issues=1, drifted=0)
    assert inside.counters(at).state == State.WELL
    DriftCheck.objects.create(at=at, issues=10, drifted=2, worst=1.0)
    assert inside.counters(at).says.startswith("2 of 10 issues were off")


def test_a_missing_report_is_late_once_the_morning_is_over() -> None:
    make_neighborhood(name="Waiting")
    monday_noon = now().replace(year=2026, month=11, day=23, hour=17)  # Eastern noon
    monday_early = monday_noon.replace(hour=8)

    assert inside.reports(monday_early).state == State.WELL
    assert "2026-W47 for Waiting" in inside.reports(monday_noon).says


def test_a_town_that_opened_this_week_owes_no_report_of_the_last() -> None:
    make_neighborhood(name="Waiting")
    noon = now().replace(year=2026, month=11, day=23, hour=17)

    make_town(set_up_at=noon - timedelta(hours=3))
    assert (
        inside.reports(noon).says
        == "The town is new; its first report comes on Monday."
    )
    make_town(set_up_at=noon - timedelta(days=3))
    assert inside.reports(noon).state == State.LATE


@pytest.mark.slow
def test_a_migration_that_was_not_applied_is_said_and_ends_the_look_inside() -> None:
    assert inside.migrations().state == State.WELL
    MigrationRecorder.Migration.objects.filter(app="front").delete()

    found = [finding.about for finding in checkup(now())]

    assert inside.migrations().says.endswith("not applied. Run: manage.py migrate")
    assert found[:4] == ["settings", "database", "migrations", "broker"]


def test_a_changed_record_is_broken_and_an_unchained_one_late() -> None:
    at = now()
    record(actor=None, action="town.set_up", subject="places.town:1", now=at)
    assert (
        inside.record(at + timedelta(minutes=59)).state == State.WELL
    )  # a floored hour
    assert inside.record(at + timedelta(minutes=80)).state == State.LATE
    chain()
    assert inside.record(at + timedelta(minutes=80)).state == State.WELL
    with connection.cursor() as cursor:  # as only the database's own keeper could
        cursor.execute("SET LOCAL session_replication_role = replica")
    Link.objects.update(digest="0" * 64)
    assert inside.record(at).state == State.BROKEN
    assert Entry.objects.count() == 1


@pytest.mark.slow
def test_the_broker_is_asked_in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outside.broker().state == State.WELL
    assert outside.workers().state == State.BROKEN  # none runs beside this test

    monkeypatch.setitem(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    assert outside.broker().state == State.BROKEN
    found = {finding.about: finding for finding in outside.queue()}
    assert found["broker"].state == State.BROKEN
    assert "No worker can be asked" in found["worker"].says


def test_mail_is_broken_where_no_server_answers(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "127.0.0.1:1 cannot be reached" in outside.mail().says

    settings.EMAIL_BACKEND = "engagement.outbox.mailbox.DemoMailbox"
    assert outside.mail().state == State.BROKEN
    settings.DEMO_MODE = True
    assert outside.mail().state == State.OFF


def test_a_key_that_is_none_and_a_folder_that_is_none_are_broken(
    settings: Settings,
) -> None:
    assert outside.field_key().state == outside.storage().state == State.WELL
    settings.FIELD_KEY = "not a key"
    settings.STATE_DIR = "/proc/no/such/folder"
    assert outside.field_key().state == outside.storage().state == State.BROKEN


@pytest.mark.slow
def test_without_a_database_the_rest_is_still_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in NOWHERE.items():
        monkeypatch.setitem(connection.settings_dict, name, value)

    found = {finding.about: finding.state for finding in checkup(now())}

    assert found["database"] == State.BROKEN
    assert "clock" not in found
    assert found["broker"] == State.WELL


@pytest.mark.slow
def test_the_command_says_every_line_and_fails_when_something_is_wrong() -> None:
    said = io.StringIO()

    with pytest.raises(CommandError, match=r"\d broken, \d late") as caught:
        call_command("doctor", stdout=said)

    assert caught.value.returncode == 1
    assert "well    migrations    All are applied." in said.getvalue()
    assert "late    town" in said.getvalue()


def test_texts_are_off_well_or_cannot_be_sent(settings: Settings) -> None:
    said = {}
    for url, region in (
        ("", "US"),
        ("demo://", "US"),
        ("json://texts.example.org/{to}", "GR"),
        ("nothing://{to}", "US"),
        ("json://texts.example.org/{to}", "ZZ"),
    ):
        settings.SMS_URL, settings.PHONE_REGION = url, region
        said[url, region] = outside.texts().state

    assert list(said.values()) == [
        State.OFF,
        State.WELL,
        State.WELL,
        State.BROKEN,
        State.BROKEN,
    ]
