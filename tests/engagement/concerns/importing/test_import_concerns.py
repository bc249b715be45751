from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from engagement.audit.models import Entry
from engagement.common.ids import read_reference
from engagement.concerns.choices import Channel, Origin, Status, Tier
from engagement.concerns.counters import drift_between
from engagement.concerns.importing import (
    ImportFileError,
    ImportMapError,
    import_concerns,
)
from engagement.concerns.importing import batches as batches_module
from engagement.concerns.models import (
    Concern,
    ImportRun,
    Issue,
    RejectedRow,
    StatusChange,
    Voice,
)
from engagement.places import cells
from engagement.places.models import Neighborhood
from tests.engagement.concerns.importing.samples import (
    HEADER,
    NOW,
    ROW,
    bring_in,
    row,
    the_map,
)
from tests.factories.places import make_neighborhood, make_snap_point

pytestmark = pytest.mark.django_db
WRITTEN = (Issue, Concern, Voice, StatusChange, ImportRun, RejectedRow)


@pytest.fixture(autouse=True)
def mill_hill() -> Neighborhood:
    place = make_neighborhood("Mill Hill", west=-71.0)
    make_snap_point(place, "Mill Road", lat=42.011, lon=-70.99)
    make_snap_point(place, "Far Road", lat=42.001, lon=-70.981)
    return place


def nothing_is_written() -> bool:
    return not any(model.objects.exists() for model in WRITTEN)


def test_one_row_is_a_concern_an_issue_and_a_voice(tmp_path, mill_hill) -> None:
    bring_in(tmp_path, row(target="2011-07-15 01:32:32"))

    concern = Concern.objects.select_related("issue__snap_point").get()
    issue, voice = concern.issue, Voice.objects.get()
    opened = datetime(2011, 7, 1, 5, tzinfo=UTC)
    assert (concern.source, concern.source_id) == ("riverside-311", "1")
    assert (concern.source_kind, concern.kind.code) == ("Lights", "street_lighting")
    assert (concern.text, concern.where_text) == ("Lamp out", "12 Mill Road")
    assert (concern.reported_at, concern.reported_on) == (opened, date(2011, 7, 1))
    assert (concern.lat, concern.lon, concern.is_outside) == (42.01, -70.99, False)
    assert [concern.cell_r7, concern.cell_r8, concern.cell_r9] == [
        cells.cell(42.01, -70.99, resolution) for resolution in (7, 8, 9)
    ]
    assert (concern.neighborhood, issue.neighborhood) == (mill_hill, mill_hill)
    assert (concern.channel, concern.first_issue) == (Channel.IMPORT, issue)
    assert (concern.person, concern.receipt_hash) == (None, "")
    assert issue.snap_point is not None
    assert issue.snap_point.label == "Mill Road"
    assert (issue.status, issue.closed_at) == (Status.LOOKING, None)
    assert issue.target_at == datetime(2011, 7, 15, 5, 32, 32, tzinfo=UTC)
    assert (issue.first_at, issue.last_voice_at, issue.faded_at) == (opened,) * 3
    assert (issue.ver_n, issue.ver_f, issue.reporters, issue.unv_n) == (1, 1, 1, 0)
    assert (voice.issue, voice.person, voice.tier) == (issue, None, Tier.VERIFIED)
    assert (voice.at, voice.verified_at, voice.counts, voice.weight) == (
        opened,
        opened,
        True,
        1,
    )
    assert read_reference(concern.reference) == concern.reference
    assert read_reference(issue.reference) == issue.reference
    assert drift_between(0, issue.pk) == []


def test_a_blank_target_is_never_late(tmp_path) -> None:
    bring_in(tmp_path, row(target=""))

    assert Issue.objects.get().target_at is None


def test_a_closed_row_is_closed_when_the_source_says(tmp_path) -> None:
    bring_in(
        tmp_path,
        row(id="1", state="Closed", closed="2011-08-01 15:21:46"),
        row(id="2", state="Closed", closed=""),
        row(id="3", state="Closed", closed="2011-06-30 00:00:00"),
        row(id="4", state="Open", closed="2011-08-01 15:21:46"),
        row(id="5", state="Parked", closed="2011-08-01 15:21:46"),
        row(id="6", state="Parked"),
    )

    closed = datetime(2011, 8, 1, 19, 21, 46, tzinfo=UTC)
    opened, hour = (
        datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC),
        datetime(2011, 7, 1, 5, tzinfo=UTC),
    )
    found = Concern.objects.order_by("source_id")
    assert [(c.issue.status, c.issue.closed_at) for c in found] == [
        (Status.DONE, closed),
        (Status.DONE, hour),
        (Status.DONE, opened),
        (Status.LOOKING, None),
        (Status.DONE, closed),
        (Status.LOOKING, None),
    ]
    first = StatusChange.objects.get(issue__concerns__source_id="1")
    assert (first.old, first.new, first.at) == (Status.NEW, Status.DONE, closed)
    assert StatusChange.objects.count() == 6


def test_staff_finds_are_tallied_and_have_no_voice(tmp_path) -> None:
    result = bring_in(tmp_path, row(how="Crew"))

    issue = Issue.objects.get()
    assert (issue.origin, issue.reporters, issue.ver_n) == (Origin.OFFICER, 0, 0)
    assert not Voice.objects.exists()
    assert result.remarks.officer_found == 1
    assert drift_between(0, issue.pk) == []


def test_an_untrusted_source_brings_unverified_voices(tmp_path) -> None:
    bring_in(
        tmp_path,
        row(),
        source_map=the_map(**{'trust = "verified"': 'trust = "unverified"'}),
    )

    voice, issue = Voice.objects.get(), Issue.objects.get()
    assert (voice.tier, voice.verified_at) == (Tier.UNVERIFIED, None)
    assert (issue.ver_n, issue.unv_n, issue.unv_f) == (0, 1, 1)


def test_kinds_go_by_detail_then_by_source_kind_then_to_other(tmp_path) -> None:
    result = bring_in(
        tmp_path,
        row(id="1", reason="Roads"),
        row(id="2", reason="Roads", type="Needles"),
        row(id="3", reason="Bees"),
        row(id="4", reason="Bees"),
        row(id="5", reason=""),
    )

    codes = Concern.objects.order_by("source_id").values_list("kind__code", flat=True)
    assert list(codes) == ["road_damage", "needles", "other", "other", "other"]
    assert result.remarks.unlisted_kinds == {"Bees": 2, "": 1}


def test_a_sensitive_kind_brings_its_privacy(tmp_path) -> None:
    bring_in(
        tmp_path,
        row(),
        source_map=the_map(street_lighting="welfare"),
    )

    assert Concern.objects.get().privacy == "sensitive"
    assert Issue.objects.get().privacy == "sensitive"


@pytest.mark.parametrize(
    ("lat", "lon"), [("", ""), ("42.05", "-70.95"), ("0", "0"), ("0.0", "-0.0")]
)
def test_a_default_point_is_no_place_at_all(tmp_path, lat, lon) -> None:
    result = bring_in(tmp_path, row(lat=lat, lon=lon))

    concern = Concern.objects.get()
    assert (concern.lat, concern.lon, concern.cell_r9) == (None, None, None)
    assert (concern.neighborhood, concern.is_outside) == (None, False)
    assert concern.issue.snap_point is None
    assert (result.no_place, result.placed, result.outside) == (1, 0, 0)


def test_whole_degrees_are_ignored_where_the_map_says_so(tmp_path) -> None:
    rounding = the_map(**{"[points]": "[points]\nignore_whole_degrees = true"})
    rows = [row(id="1", lat="42", lon="-71"), row(id="2", lat="42", lon="-71.5")]

    kept = bring_in(tmp_path, *rows, source_map=rounding)

    assert kept.remarks.ignored_points == {"42, -71": 1}
    assert (kept.no_place, kept.outside) == (1, 1)


def test_a_point_outside_the_town_is_kept_and_said(tmp_path) -> None:
    result = bring_in(tmp_path, row(lat="43.5"))

    concern = Concern.objects.get()
    assert (concern.is_outside, concern.neighborhood) == (True, None)
    assert (concern.lat, concern.issue.snap_point) == (43.5, None)
    assert (result.outside, result.placed) == (1, 0)


def test_before_there_are_boundaries_nothing_is_outside(tmp_path) -> None:
    Neighborhood.objects.update(is_active=False)

    result = bring_in(tmp_path, row())

    concern = Concern.objects.get()
    assert (concern.is_outside, concern.neighborhood, concern.lat) == (
        False,
        None,
        42.01,
    )
    assert (result.without_boundaries, result.outside) == (1, 0)


def test_state_plane_feet_are_turned_into_degrees(tmp_path, mill_hill) -> None:
    """Massachusetts mainland in feet: Boston's City Hall stands at 775363, 2956004."""
    Neighborhood.objects.filter(pk=mill_hill.pk).update(is_active=False)
    downtown = make_neighborhood("Downtown", west=-71.07, south=42.35)
    plane = the_map(
        **{
            'lat = "lat"\nlon = "lon"': 'x = "lon"\ny = "lat"',
            "ignore = [[42.05, -70.95]]": 'crs = "EPSG:2249"',
        }
    )

    bring_in(tmp_path, row(lon="775363", lat="2956004"), source_map=plane)

    concern = Concern.objects.get()
    assert (concern.lat, concern.lon) == pytest.approx((42.3598, -71.0578), abs=2e-3)
    assert concern.neighborhood == downtown


def test_an_unknown_plane_is_refused(tmp_path) -> None:
    plane = the_map(
        **{
            'lat = "lat"\nlon = "lon"': 'x = "lon"\ny = "lat"',
            "ignore = [[42.05, -70.95]]": 'crs = "EPSG:999999"',
        }
    )

    with pytest.raises(ImportMapError) as refused:
        bring_in(tmp_path, row(), source_map=plane)
    assert str(refused.value) == (
        "“EPSG:999999” is no coordinate system. Write one like EPSG:2249."
    )


def test_the_same_file_again_changes_nothing(tmp_path) -> None:
    rows = [row(id="1"), row(id="2", lat="43.5"), row(id="3", how="Crew")]
    bring_in(tmp_path, *rows)
    before = [list(model.objects.order_by("pk").values()) for model in WRITTEN[:4]]

    again = bring_in(tmp_path, *rows)

    assert (again.read, again.new, again.updated, again.unchanged) == (3, 0, 0, 3)
    assert (again.placed, again.outside) == (2, 1)
    after = [list(model.objects.order_by("pk").values()) for model in WRITTEN[:4]]
    assert after == before


def test_a_changed_row_is_updated_with_its_issue_voice_and_log(tmp_path) -> None:
    bring_in(tmp_path, row())
    old = Concern.objects.get()

    result = bring_in(
        tmp_path,
        row(
            opened="2011-07-02 03:00:00",
            closed="2011-07-09 12:00:00",
            state="Closed",
            reason="Roads",
            lat="42.002",
            lon="-70.982",
        ),
    )

    concern = Concern.objects.select_related("issue__snap_point", "kind").get()
    issue, opened = concern.issue, datetime(2011, 7, 2, 7, tzinfo=UTC)
    assert (result.new, result.updated, result.unchanged) == (0, 1, 0)
    assert (concern.pk, concern.reference) == (old.pk, old.reference)
    assert (concern.kind.code, issue.kind.code) == ("road_damage", "road_damage")
    assert (concern.lat, concern.reported_on) == (42.002, date(2011, 7, 2))
    assert issue.snap_point is not None
    assert issue.snap_point.label == "Far Road"
    closed = datetime(2011, 7, 9, 16, tzinfo=UTC)
    assert (issue.status, issue.closed_at) == (Status.DONE, closed)
    assert (issue.first_at, issue.faded_at, issue.version) == (opened, opened, 1)
    assert [v.at for v in issue.voices.all()] == [opened]
    assert [(m.old, m.new, m.at) for m in issue.moves.order_by("at")][-1] == (
        Status.LOOKING,
        Status.DONE,
        closed,
    )
    assert drift_between(0, issue.pk) == []


def test_a_later_closing_date_moves_the_log_s_entry(tmp_path) -> None:
    bring_in(tmp_path, row(state="Closed", closed="2011-07-09 12:00:00"))

    bring_in(tmp_path, row(state="Closed", closed="2011-07-10 12:00:00"))

    move = StatusChange.objects.get()
    assert move.at == Issue.objects.get().closed_at
    assert move.at == datetime(2011, 7, 10, 16, tzinfo=UTC)


def test_a_row_said_to_be_staff_s_loses_its_voice_and_gets_it_back(tmp_path) -> None:
    bring_in(tmp_path, row())

    bring_in(tmp_path, row(how="Crew"))
    issue = Issue.objects.get()
    assert (issue.origin, issue.reporters, Voice.objects.count()) == ("officer", 0, 0)

    bring_in(tmp_path, row())
    issue.refresh_from_db()
    assert (issue.origin, issue.reporters, issue.ver_n) == ("resident", 1, 1)
    assert Voice.objects.get().at == issue.first_at
    assert drift_between(0, issue.pk) == []


def test_what_officers_worked_on_stays_as_they_left_it(tmp_path) -> None:
    bring_in(tmp_path, row())
    Issue.objects.update(version=2, status=Status.PLANNED)

    result = bring_in(
        tmp_path, row(state="Closed", closed="2011-07-09 12:00:00", title="Fixed")
    )

    issue = Issue.objects.get()
    assert (issue.status, issue.closed_at) == (Status.PLANNED, None)
    assert Concern.objects.get().text == "Fixed"
    assert (result.updated, result.kept_as_worked_on) == (1, 1)
    assert StatusChange.objects.filter(new=Status.DONE).count() == 0


def test_a_neighbor_s_voice_survives_an_update(tmp_path) -> None:
    bring_in(tmp_path, row())
    issue = Issue.objects.get()
    later = issue.first_at + timedelta(days=15)
    Voice.objects.create(
        issue=issue, role="supporter", tier=Tier.VERIFIED, at=later, device="d"
    )

    bring_in(tmp_path, row(opened="2011-07-02 03:00:00"))

    issue.refresh_from_db()
    assert (issue.reporters, issue.supporters) == (1, 1)
    assert (issue.ver_n, issue.sup_ver_n) == (1, 1)
    assert issue.last_voice_at == later
    assert drift_between(0, issue.pk) == []


REFUSED: dict[str, str | bytes] = {
    "the row has no id": row(id=" "),
    "the id is longer than 80 characters": row(id="9" * 81),
    "the row has no opening date": row(id="a", opened=""),
    "the opening date cannot be read": row(id="b", opened="yesterday"),
    "the closing date cannot be read": row(id="c", closed="31/12/2011"),
    "the target date cannot be read": row(id="d", target="soon"),
    "the opening date lies in the future": row(id="e", opened="2026-11-24 00:00:00"),
    "the kind is longer than 120 characters": row(id="f", reason="x" * 121),
    "the point cannot be read": row(id="g", lat="somewhere"),
    "the point is no longitude and latitude": row(id="h", lat="2956004"),
    "the row has more or fewer cells than the header": row(id="i") + ",more",
    "the row holds a NUL byte": row(id="j", title="a\0b"),
    "the row is not text in the encoding the map names": (
        row(id="k").encode() + b"\xe9"
    ),
    "the row is longer than a million characters": row(id="l", title="x" * 2_000_000),
    "a quotation mark is opened and never closed": row(id="m", title='"oh'),
    "the id appears twice in the file": row(id="good", title="again"),
}


def test_every_row_that_cannot_be_taken_is_kept_with_its_reason(tmp_path) -> None:
    result = bring_in(tmp_path, row(id="good"), *REFUSED.values(), row(id="last"))

    assert result.rejected == dict.fromkeys(REFUSED, 1)
    assert (result.read, result.new) == (len(REFUSED) + 2, 2)
    assert list(Concern.objects.order_by("pk").values_list("source_id", flat=True)) == [
        "good",
        "last",
    ]
    kept = {r.reason: r for r in RejectedRow.objects.all()}
    assert set(kept) == set(REFUSED)
    assert [r.line for r in RejectedRow.objects.order_by("line")] == list(
        range(3, 3 + len(REFUSED))
    )
    assert kept["the id appears twice in the file"].row["title"] == "again"
    assert kept["the target date cannot be read"].row == ROW | {
        "id": "d",
        "target": "soon",
    }
    assert "a␀b" in kept["the row holds a NUL byte"].row["line"]
    assert len(kept["the row is longer than a million characters"].row["line"]) < 11_000


def test_an_id_again_in_a_later_batch_is_refused_whatever_was_there_before(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(batches_module, "ROWS", 2)
    rows = [row(id=str(n)) for n in (1, 2, 3, 4, 1, 3)]

    first = bring_in(tmp_path, *rows)
    second = bring_in(tmp_path, *rows)

    assert (first.new, first.rejected.total()) == (4, 2)
    assert (second.unchanged, second.updated, second.rejected.total()) == (4, 0, 2)


def test_two_sources_may_use_the_same_ids(tmp_path) -> None:
    bring_in(tmp_path, row())
    bring_in(tmp_path, row(), source_map=the_map(**{"riverside-311": "harbor-311"}))

    assert Concern.objects.filter(source_id="1").count() == 2


def test_text_comes_in_as_it_is_written(tmp_path) -> None:
    told = "back\\slash, tab\there,\r\nnew line, “é” 🙂 \\N \\."

    quoted = f'"{told}"'
    bring_in(tmp_path, row(title=quoted))

    assert Concern.objects.get().text == told


def test_a_dry_run_gives_the_table_and_writes_nothing(tmp_path) -> None:
    result = bring_in(tmp_path, row(), row(id=""), dry_run=True)

    assert (result.read, result.new, result.rejected.total()) == (2, 1, 1)
    assert nothing_is_written()


def test_a_run_is_kept_with_its_counts(tmp_path) -> None:
    bring_in(tmp_path, row(), row(id="2", reason="Bees"), row(id=""))

    run = ImportRun.objects.get()
    assert (run.source, run.file_name) == ("riverside-311", "requests.csv")
    assert (run.counts["read"], run.counts["new"]) == (3, 2)
    assert run.counts["rejected"] == {"the row has no id": 1}
    assert run.counts["unlisted_kinds"] == {"Bees": 1}
    assert run.finished_at is not None
    assert Entry.objects.get(action="concerns.import").detail["new"] == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty: it has not even a header line."),
        (
            b"id,opened,reason\n",
            (
                "The file has no column “closed”, “target”, “state”, “type”, “title”,"
                " “street”, “how”, “lat”, “lon”. Its columns are: id, opened, reason."
            ),
        ),
        (
            HEADER.replace(",", ";").encode(),
            (
                "The file has no column “id”, “opened”, “closed”, “target”, “state”,"
                " “reason”, “type”, “title”, “street”, “how”, “lat”, “lon”. Its columns"
                " are: id;opened;closed;target;state;reason;type;title;street;how;lat;lon."
                ' Put the line delimiter = ";" into the map.'
            ),
        ),
        (
            f"{HEADER},id\n".encode(),
            "The file has the column “id” more than once.",
        ),
        (
            gzip.compress(f"{HEADER}\n{row()}\n".encode() * 5_000, mtime=0)[:-40],
            (
                "The compressed file is damaged or breaks off: Compressed file ended before"
                " the end-of-stream marker was reached."
            ),
        ),
    ],
)
def test_a_file_that_is_not_what_the_map_says_writes_nothing(
    tmp_path, content, sentence
) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)

    with pytest.raises(ImportFileError) as refused:
        import_concerns(path=path, source_map=the_map(), now=NOW)

    assert str(refused.value) == sentence
    assert nothing_is_written()


def test_rows_of_many_characters_are_written_a_few_at_a_time(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(batches_module, "CHARACTERS", 1_000)
    batches: list[int] = []

    result = bring_in(
        tmp_path,
        *(row(id=str(number), title="x" * 600) for number in range(6)),
        keep=lambda _header, refused: batches.append(len(refused)),
    )

    assert (result.new, len(batches)) == (6, 4)


def test_a_file_that_breaks_off_leaves_nothing_of_its_beginning(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(batches_module, "ROWS", 10)
    rows = "\n".join(row(id=str(number), title="x" * 300) for number in range(3_000))
    packed = gzip.compress(f"{HEADER}\n{rows}\n".encode())
    path = tmp_path / "broken.csv.gz"
    path.write_bytes(packed[:-200])

    with pytest.raises(ImportFileError, match="damaged or breaks off"):
        import_concerns(path=path, source_map=the_map(), now=NOW)

    assert nothing_is_written()


def test_a_map_that_names_an_unknown_kind_is_refused_with_those_there_are(
    tmp_path,
) -> None:
    with pytest.raises(ImportMapError) as refused:
        bring_in(tmp_path, row(), source_map=the_map(street_lighting="lamps"))

    assert "the kind “lamps”, which this town does not have" in str(refused.value)
    assert nothing_is_written()


def test_columns_are_found_whatever_their_capitals(tmp_path) -> None:
    path = tmp_path / "upper.csv"
    path.write_text(f"{HEADER.upper()}\n{row()}\n")

    assert import_concerns(path=path, source_map=the_map(), now=NOW).new == 1


def test_a_batch_takes_as_many_statements_whatever_its_rows(tmp_path) -> None:
    def statements(*rows: str) -> int:
        begun = len(connection.queries_log)
        bring_in(tmp_path, *rows)
        return len(connection.queries_log) - begun

    bring_in(tmp_path, row(id="0"))
    connection.force_debug_cursor = True
    try:
        assert statements(row(id="1")) == statements(
            *(row(id=f"n{n}") for n in range(9))
        )
    finally:
        connection.force_debug_cursor = False
