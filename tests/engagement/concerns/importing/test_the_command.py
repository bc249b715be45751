"""`manage.py import_concerns`: what it shows, writes and refuses."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError, call_command

from engagement.concerns.models import Concern, ImportRun, RejectedRow
from tests.engagement.concerns.importing.samples import HEADER, map_text, row, write
from tests.factories.places import make_neighborhood

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mill_hill() -> None:
    make_neighborhood("Mill Hill", west=-71.0)


def test_the_command_shows_the_table_and_writes_the_rejects(tmp_path, capsys) -> None:
    own = tmp_path / "own.toml"
    own.write_text(map_text({}))
    rows = [
        row(),
        row(id="2", lat="0", lon="0"),
        row(id="3", reason="Bees"),
        row(id=""),
    ]
    path = write(tmp_path, *rows, name="requests.csv.gz")
    rejects = tmp_path / "rejects.csv"

    call_command("import_concerns", str(path), map=str(own), rejects=str(rejects))

    said = capsys.readouterr().out
    table = {
        " ".join(line.split()[:-1]): line.split()[-1]
        for line in said.splitlines()
        if line and line.split()[-1].isdigit()
    }
    assert table == {
        "read": "4",
        "new": "3",
        "updated": "0",
        "unchanged": "0",
        "rejected": "1",
        "the row has no id": "1",
        "placed in a neighborhood": "2",
        "outside the town": "0",
        "no place known": "1",
        "ignored point 0, 0": "1",
        "Bees": "1",
    }
    with rejects.open(newline="") as file:
        written = list(csv.reader(file))
    assert written[0] == ["line", "reason", *HEADER.split(",")]
    assert written[1][:3] == ["5", "the row has no id", ""]
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"map": "atlantis"}, "There is no map “atlantis”."),
        (
            {"file": "nowhere.csv"},
            "“nowhere.csv” cannot be read: No such file or directory.",
        ),
        ({"file": "/"}, "“/” cannot be read: Is a directory."),
        ({"rejects": "/nowhere/r.csv"}, "“/nowhere/r.csv” cannot be written: "),
        ({"rejects": "/"}, "“/” is a folder: name a file for the rejected rows."),
        (
            {"rejects": "{file}"},
            "The rejected rows cannot be written over the file they come from.",
        ),
    ],
)
def test_the_command_says_plainly_what_is_wrong(tmp_path, options, sentence) -> None:
    path = write(tmp_path, row())
    plain = {"file": str(path), "map": "boston"} | options
    plain = {name: spelled.format(file=path) for name, spelled in plain.items()}

    with pytest.raises(CommandError) as refused:
        call_command("import_concerns", plain.pop("file"), **plain)

    assert str(refused.value).startswith(sentence)
    assert path.read_text().startswith(HEADER)
    kept = (Concern, ImportRun, RejectedRow)
    assert not any(model.objects.exists() for model in kept)
