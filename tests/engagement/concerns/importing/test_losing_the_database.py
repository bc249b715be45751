"""The database goes away in the middle of an import, or the operator has enough of it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from engagement.concerns.models import Concern, ImportRun, Issue
from engagement.places.models import Neighborhood, SnapPoint
from tests.engagement.concerns.importing.others import Other, standing_in_the_way
from tests.engagement.concerns.importing.samples import map_text, row, write
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.geojson import feature, geojson
from tests.factories.places import make_neighborhood, square

pytestmark = pytest.mark.django_db(transaction=True)


def cut_off(other: Other, waiting: int) -> None:
    other.execute("SELECT pg_terminate_backend(%s)", [waiting])


def stop(_other: Other, _waiting: int) -> None:
    os.kill(os.getpid(), signal.SIGINT)


ENDINGS = [
    (cut_off, ("The database broke off, so nothing has been written", 1)),
    (stop, ("Stopped: nothing has been written.", 130)),
]


def what_is_said(*command: str) -> tuple[str, int]:
    with pytest.raises(CommandError) as ended:
        call_command(*command)
    connection.close()
    return str(ended.value), ended.value.returncode


@pytest.mark.parametrize(
    ("fate", "ending"),
    ENDINGS,
)
def test_an_import_that_ends_half_way_says_so_and_leaves_nothing(
    tmp_path: Path, fate, ending
) -> None:
    for code in ("street_lighting", "road_damage", "needles", "other"):
        make_kind(code)
    own, rejects = tmp_path / "own.toml", tmp_path / "rejects.csv"
    own.write_text(map_text({}))
    path = write(tmp_path, row(id="1"), row(id="2"), row(id=""))
    command = ("import_concerns", str(path), "--map", str(own))

    # issues and concerns are written by the time it waits for this
    with standing_in_the_way("concerns_rejectedrow", fate):
        said, returncode = what_is_said(*command, "--rejects", str(rejects))

    assert (said.startswith(ending[0]), returncode) == (True, ending[1])
    for model in (Issue, Concern, ImportRun):
        assert not model.objects.exists()
    assert sorted(tmp_path.iterdir()) == [own, path]


@pytest.mark.parametrize(
    ("fate", "ending"),
    ENDINGS,
)
def test_boundaries_whose_concerns_could_not_follow_stay_as_they_were(
    tmp_path: Path, fate, ending
) -> None:
    west = make_neighborhood("West", west=-71.0)
    issue = make_issue(neighborhood=west)
    make_concern(issue=issue, neighborhood=west, lat=42.01, lon=-70.99)
    areas = tmp_path / "areas.geojson"
    areas.write_bytes(
        geojson(
            feature(square(-71.0, 42.5), name="West"),
            feature(square(-70.9, 42.5), name="East"),
        )
    )

    with standing_in_the_way("concerns_concern", fate):
        said, returncode = what_is_said(
            "import_neighborhoods", str(areas), "--name", "name"
        )

    assert (said.startswith(ending[0]), returncode) == (True, ending[1])
    found = Neighborhood.objects.get()
    assert (found.name, found.boundary) == ("West", west.boundary)
    assert not SnapPoint.objects.exists()
