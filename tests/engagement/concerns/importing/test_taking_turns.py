"""An import beside whatever else goes on at the same time."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from django.db import connection

from engagement.concerns.importing import batches as batches_module
from engagement.concerns.importing import place_again
from tests.engagement.concerns.importing.others import another_connection
from tests.engagement.concerns.importing.samples import NOW, bring_in, row
from tests.factories.concerns import make_concern, make_issue, make_kind

_CHANGE_THE_MAP = "SELECT pg_advisory_xact_lock(7370001)"
_VACUUM = "LOCK TABLE {} IN SHARE UPDATE EXCLUSIVE MODE"
_SEND_A_CONCERN = "LOCK TABLE {} IN ROW EXCLUSIVE MODE"


def meanwhile(folder: Path, statement: str) -> bool:
    """Tell whether somebody else can do this while an import is under way."""
    for code in ("street_lighting", "road_damage", "needles", "other"):
        make_kind(code)
    went_through: list[bool] = []

    bring_in(
        folder, row(), watch=lambda _read: went_through.append(goes_through(statement))
    )

    assert went_through
    return all(went_through)


def goes_through(statement: str) -> bool:
    with another_connection() as other:
        other.execute("SET lock_timeout = '50ms'")
        try:
            other.execute(statement)
        except psycopg.errors.LockNotAvailable:
            return False
        return True


@pytest.mark.django_db(transaction=True)
def test_the_map_does_not_change_under_an_import(tmp_path) -> None:
    assert not meanwhile(tmp_path, _CHANGE_THE_MAP)


@pytest.mark.django_db(transaction=True)
def test_concerns_are_placed_again_by_one_and_the_same_map() -> None:
    issue = make_issue()
    make_concern(issue=issue, neighborhood=issue.neighborhood, lat=42.01, lon=-70.99)
    went_through: list[bool] = []

    place_again(
        now=NOW, watch=lambda _n: went_through.append(goes_through(_CHANGE_THE_MAP))
    )

    assert went_through == [False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["issue", "concern", "voice", "statuschange"])
def test_autovacuum_waits_and_residents_do_not(tmp_path, table) -> None:
    assert not meanwhile(tmp_path, _VACUUM.format(f"concerns_{table}"))
    assert meanwhile(tmp_path, _SEND_A_CONCERN.format(f"concerns_{table}"))


@pytest.mark.django_db
def test_new_issues_are_counted_before_anything_points_to_them(
    tmp_path, monkeypatch
) -> None:
    """Else PostgreSQL may check each link to one by reading a whole index."""
    for code in ("street_lighting", "road_damage", "needles", "other"):
        make_kind(code)
    monkeypatch.setattr(batches_module, "ROWS", 1_000)
    connection.force_debug_cursor = True
    begun = len(connection.queries_log)
    try:
        bring_in(tmp_path, *(row(id=str(number)) for number in range(2_000)))
    finally:
        connection.force_debug_cursor = False

    said = [str(query["sql"]) for query in list(connection.queries_log)[begun:]]
    wanted = (
        'INSERT INTO "concerns_issue"',
        "ANALYZE",
        'INSERT INTO "concerns_concern"',
    )
    order = [start for sql in said for start in wanted if sql.startswith(start)]
    issue, analyze, concern = wanted
    assert order == [issue, analyze, concern, issue, concern, analyze]


@pytest.mark.django_db
def test_a_dry_run_leaves_no_statistics_of_rows_that_are_taken_back(tmp_path) -> None:
    for code in ("street_lighting", "road_damage", "needles", "other"):
        make_kind(code)
    rows = [row(id=str(number)) for number in range(1_000)]
    connection.force_debug_cursor = True
    begun = len(connection.queries_log)
    try:
        bring_in(tmp_path, *rows, dry_run=True)
    finally:
        connection.force_debug_cursor = False

    said = [str(query["sql"]) for query in list(connection.queries_log)[begun:]]
    assert [sql for sql in said if sql.startswith("ANALYZE")] == [
        "ANALYZE concerns_issue (id)"
    ]
