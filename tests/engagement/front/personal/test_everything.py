"""Nothing that names a person is forgotten: not in a copy, not when they are erased."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.apps import apps
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from engagement.audit.models import Entry
from engagement.concerns.counters import drift_between
from engagement.concerns.models import (
    Concern,
    Draft,
    DraftPhoto,
    Issue,
    Photo,
    Voice,
)
from engagement.front.models import Erasure, Export, ExportPiece
from engagement.front.personal import owners
from engagement.front.personal.owners import everything_about, let_go
from engagement.front.personal.words import COLUMNS, TABLES
from engagement.outbox.models import Job, SealedLetter
from engagement.people.models import Follow, Grant, User
from engagement.priorities.models import InputRow, Line, Report
from tests.architecture.rules import PACKAGES
from tests.factories.canary import (
    MARK,
    files_kept,
    links_to_people,
    make_canary,
    make_photo_of,
    traces_in_the_database,
)
from tests.factories.people import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
NOW = datetime(2026, 11, 20, 15, 42, tzinfo=UTC)
# a link that erasing leaves, and why
STAYS = {
    "audit.entry.actor": "the record is never changed (RULINGS 37); it holds a number"
}
# tables that hang on somebody's rows without naming them, and why a copy needs them not
BELOW = {"front.exportpiece": "is the copy itself"}
# tables that name somebody and are in no copy, and why
HIDDEN = {
    "concerns.naming": "a copy would tell an officer which reporters named that officer"
}
OWN_ROWS = (Concern, Voice, Follow, Grant, Export)


@pytest.fixture(autouse=True)
def _own_ledger(settings: Settings, tmp_path: Path) -> None:
    settings.ERASURE_LEDGER = tmp_path / "erasures.jsonl"


def test_the_canary_has_a_row_behind_every_link_to_a_person() -> None:
    canary = make_canary(NOW)

    empty = [str(link) for link in links_to_people() if not link.leads_to(canary.pk)]

    assert empty == [], "make a row in tests/factories/canary.py"


def test_a_copy_holds_every_table_that_names_a_person() -> None:
    canary = make_canary(NOW)

    tables = everything_about(canary)

    named = {link.model._meta.label_lower for link in links_to_people()}
    assert {name for name in named if not tables.get(name)} == set(HIDDEN)
    assert tables["concerns.concern"][0]["appeal"] == f"{MARK}appeal"
    assert tables["concerns.concern"][0]["shown"] == f"{MARK}text The lamp is out"
    assert tables["concerns.complaint"][0]["address"] == canary.email
    assert tables["people.user"][0]["address"] == canary.email
    assert len(tables["concerns.voice"]) == 3
    assert len(tables["outbox.sealedletter"]) == 1
    assert len(tables["people.session"]) == 1
    at_me, by_me = tables["concerns.look"]
    assert (at_me["by"], at_me["reason"]) == (
        "officer, no name given",
        "To ask where the lamp is",
    )
    assert "by" not in by_me


def test_tables_that_hang_on_somebodys_rows_are_copied_or_named_here() -> None:
    below = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.related_model in OWN_ROWS
        and model.__module__.split(".")[0] in PACKAGES
    }
    direct = {link.model._meta.label_lower for link in links_to_people()}
    copied = {name for name, rows in everything_about(make_canary(NOW)).items() if rows}

    assert below - direct - copied == set(BELOW)
    assert set(BELOW) & copied == set()


def test_every_table_and_column_of_a_copy_has_words() -> None:
    tables = everything_about(make_canary(NOW))
    columns = {column for rows in tables.values() for row in rows for column in row}

    assert set(tables) - set(TABLES) == set()
    assert columns - set(COLUMNS) == set()


def test_a_copy_tells_nothing_about_others_and_no_secret() -> None:
    canary = make_canary(NOW)
    said = str(everything_about(canary))
    others = [user.email for user in User.objects.exclude(pk=canary.pk)]

    assert others
    assert [one for one in others if one in said] == []
    assert canary.password not in said
    assert "907 113" not in said


def apps_that_link() -> Iterator[str]:
    for config in apps.get_app_configs():
        models = set(config.get_models())
        if any(link.model in models for link in links_to_people()):
            yield config.name


def test_each_app_that_names_a_person_is_called_by_name() -> None:
    ours = {name for name in apps_that_link() if name.split(".")[0] in PACKAGES}
    exporters = {each.__module__ for each in owners.EXPORTERS}
    erasers = {each.__module__ for each in owners.ERASERS}

    assert "engagement.concerns" in ours
    assert {f"{name}.belongings" for name in ours} == exporters
    assert exporters - erasers == {"engagement.audit.belongings"}  # see STAYS


def test_each_app_that_lets_something_go_is_called_by_name() -> None:
    offered = {
        code
        for config in apps.get_app_configs()
        if config.name.split(".")[0] in PACKAGES
        and find_spec(f"{config.name}.belongings")
        for code in getattr(import_module(f"{config.name}.belongings"), "LEAVES", {})
    }

    assert offered == set(owners.LEAVES)


def test_erasing_leaves_no_link_and_no_word() -> None:
    canary = make_canary(NOW)
    before = traces_in_the_database()

    let_go(canary)

    assert {
        "concerns_complaint",
        "concerns_concern",
        "concerns_message",
        "moderation_appeal",
        "moderation_flag",
        "moderation_review",
        "people_invitation",
        "people_session",
        "people_user",
    } <= set(before)
    assert traces_in_the_database() == []
    left = {str(link) for link in links_to_people() if link.leads_to(canary.pk)}
    assert left == set(STAYS)


def test_erasing_deletes_the_files_of_every_photo_they_sent(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    canary = make_canary(NOW)
    concern = Concern.objects.filter(person=canary).get()
    staff = make_photo_of(concern, NOW, by_staff=True).picture
    files = files_kept()

    with django_capture_on_commit_callbacks(execute=True):
        let_go(canary)

    assert len(files) == 6  # a photo, a draft's and an officer's, large and small
    assert files_kept() == sorted({staff.cleaned, staff.thumbnail})
    assert list(Photo.objects.all()) == [staff.photo]
    assert (DraftPhoto.objects.count(), Draft.objects.count()) == (0, 0)


def test_a_copy_after_erasing_is_empty_but_for_the_record() -> None:
    canary = make_canary(NOW)

    let_go(canary)

    left = {name for name, rows in everything_about(canary).items() if rows}
    assert left == {"audit.entry"}


def sums() -> dict[str, object]:
    """Everything a page or a report counts."""
    counters = Issue.objects.order_by("pk").values_list(
        "pk", "reporters", "supporters", "ver_n", "ver_f", "sup_ver_n", "sup_ver_f"
    )
    return {
        "counters": list(counters),
        "concerns": Concern.objects.count(),
        "reports": list(
            Report.objects.order_by("pk").values_list("frozen", "published")
        ),
        "lines": list(Line.objects.order_by("pk").values_list("people", "points")),
        "inputs": list(InputRow.objects.order_by("pk").values_list("people", "x")),
    }


def test_erasing_changes_no_sum() -> None:
    canary = make_canary(NOW)
    before = sums()

    let_go(canary)

    assert sums() == before
    assert drift_between(0, 10**9) == []


def test_erasing_one_leaves_another_alone() -> None:
    canary, other = make_canary(NOW), make_user()
    Follow.objects.create(user=other, neighborhood=Follow.objects.get().neighborhood)
    entries = Entry.objects.count()

    let_go(canary)

    assert Follow.objects.get().user == other
    assert SealedLetter.objects.count() == 1
    assert Job.objects.filter(person=None).count() == 3  # none about the concern
    assert Entry.objects.count() == entries
    assert (Draft.objects.count(), ExportPiece.objects.count()) == (0, 0)
    assert Erasure.objects.count() == 0  # the service writes it, not the apps
