from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from engagement.audit.models import Entry
from engagement.concerns.counters import recount
from engagement.concerns.importing import PlacedAgain, place_again
from engagement.concerns.models import Concern, Issue
from engagement.places.models import Neighborhood, SnapPoint
from tests.factories.concerns import make_concern, make_issue, make_kind, make_voice
from tests.factories.geojson import feature, geojson, line
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, make_snap_point, square

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


def concern_at(place: Neighborhood | None, lat: float, lon: float) -> Concern:
    maker_s_own = place or make_neighborhood()
    issue = make_issue(neighborhood=maker_s_own)
    if place is None:
        Issue.objects.filter(pk=issue.pk).update(neighborhood=None)
        maker_s_own.delete()
        issue.neighborhood = None
    return make_concern(issue=issue, neighborhood=place, lat=lat, lon=lon)


def test_concerns_and_issues_follow_a_moved_border() -> None:
    west = make_neighborhood("West", west=-71.0)
    east = make_neighborhood("East", west=-70.98)
    west_point, east_point = make_snap_point(west), make_snap_point(east)
    stays = concern_at(west, 42.01, -70.999)
    goes = concern_at(west, 42.01, -70.985)
    outside = concern_at(west, 42.5, -70.985)
    Neighborhood.objects.filter(pk=west.pk).update(boundary=square(-71.0, 42.0, 0.01))
    Neighborhood.objects.filter(pk=east.pk).update(boundary=square(-70.99, 42.0, 0.03))

    placed = place_again(now=NOW)

    for concern in (stays, goes, outside):
        concern.refresh_from_db()
        concern.issue.refresh_from_db()
    assert [c.neighborhood for c in (stays, goes, outside)] == [west, east, None]
    assert [c.is_outside for c in (stays, goes, outside)] == [False, False, True]
    assert [c.issue.neighborhood for c in (stays, goes, outside)] == [west, east, None]
    assert [c.issue.snap_point for c in (stays, goes, outside)] == [
        west_point,
        east_point,
        None,
    ]
    assert placed == PlacedAgain(looked_at=3, concerns=2, issues=3)
    assert Entry.objects.get(action="concerns.place_again").detail["concerns"] == 2


def test_placing_again_twice_changes_nothing_the_second_time() -> None:
    west = make_neighborhood("West", west=-71.0)
    make_snap_point(west)
    concern_at(None, 42.01, -70.985)
    assert place_again(now=NOW).concerns == 1

    assert place_again(now=NOW) == PlacedAgain(looked_at=1)


def test_an_issue_an_officer_moved_stays_where_it_was_put() -> None:
    west = make_neighborhood("West", west=-71.0)
    east = make_neighborhood("East", west=-70.98)
    moved = concern_at(west, 42.01, -70.985)
    moved.issue.neighborhood = east
    moved.issue.save()
    Neighborhood.objects.filter(pk=west.pk).update(is_active=False)

    place_again(now=NOW)

    moved.refresh_from_db()
    moved.issue.refresh_from_db()
    assert (moved.is_outside, moved.neighborhood) == (True, None)
    assert moved.issue.neighborhood == east


def test_an_issue_follows_the_concern_it_began_with() -> None:
    west = make_neighborhood("West", west=-71.0)
    make_neighborhood("East", west=-70.98)
    issue = make_issue(neighborhood=west)
    make_concern(issue=issue, neighborhood=west, lat=42.01, lon=-70.99)
    make_concern(issue=issue, neighborhood=west, lat=42.01, lon=-70.97)

    placed = place_again(now=NOW)

    issue.refresh_from_db()
    assert issue.neighborhood == west
    assert placed.concerns == 1


def test_a_person_s_voices_count_by_the_lines_they_lie_on_now() -> None:
    """A fourth issue on one line does not count; on a line of its own it does."""
    west = make_neighborhood("West", west=-71.0)
    make_neighborhood("East", west=-70.98)
    kind, person = make_kind(), make_user()
    for lon in (-70.999, -70.998, -70.997, -70.97):
        issue = make_issue(neighborhood=west, kind=kind)
        make_concern(issue=issue, neighborhood=west, lat=42.01, lon=lon)
        last = make_voice(issue, person=person, counts=lon != -70.97)
    recount([issue.pk])
    issue.refresh_from_db()
    assert issue.sup_ver_n == 0

    place_again(now=NOW)

    last.refresh_from_db()
    issue.refresh_from_db()
    assert last.counts
    assert issue.sup_ver_n == 1


def test_a_concern_without_a_point_keeps_its_chosen_neighborhood() -> None:
    west = make_neighborhood("West", west=-71.0)
    chosen = make_concern(issue=make_issue(neighborhood=west), neighborhood=west)
    make_neighborhood("East", west=-70.98)

    assert place_again(now=NOW).looked_at == 0
    chosen.refresh_from_db()
    assert chosen.neighborhood == west


def test_the_command_loads_boundaries_and_places_what_is_there(
    tmp_path, capsys
) -> None:
    concern = concern_at(None, 42.01, -70.99)
    areas = tmp_path / "areas.geojson"
    areas.write_bytes(
        geojson(
            feature(square(-71.0, 42.0), name="West"),
            feature(square(-70.985, 42.0), name="East"),
        )
    )
    people = tmp_path / "people.csv"
    people.write_text("Area,Count\nWest,5000\nAtlantis,9\n")

    call_command(
        "import_neighborhoods", areas, name="name", population=f"{people}:Area:Count"
    )

    concern.refresh_from_db()
    assert concern.neighborhood == Neighborhood.objects.get(name="West")
    assert Neighborhood.objects.get(name="West").population == 5000
    assert capsys.readouterr().out.splitlines() == [
        "New: East, West.",
        "Without a population: East.",
        "In the population file, but no such neighborhood: Atlantis.",
        "Overlap: East and West share 918,704 m²; East has it.",
        "Placed again: 1 concerns, 1 issues. Published reports stay as they are.",
    ]


def test_streets_brought_in_later_give_issues_their_new_public_point(
    tmp_path, capsys
) -> None:
    west = make_neighborhood("West", west=-71.0)
    make_snap_point(west)
    concern = concern_at(west, 42.01, -70.99)
    place_again(now=NOW)
    streets = tmp_path / "streets.geojson"
    mill = line((-71.0, 42.01), (-70.98, 42.01))
    streets.write_bytes(geojson(feature(mill, name="Mill Road", homes=40)))

    call_command("import_streets", streets, name="name", addresses="homes")

    concern.issue.refresh_from_db()
    assert concern.issue.snap_point == SnapPoint.objects.get(label="Mill Road")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Given a new public point: 1 issues."
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["nowhere.geojson", "--name", "name"], "There is no file “nowhere.geojson”."),
        (["{folder}", "--name", "name"], "“{folder}” is a folder, not a file."),
        (
            ["{file}", "--name", "name", "--population", "people.csv"],
            (
                "Write the population as FILE.csv:KEY:VALUE, the file and the names of its"
                " two columns."
            ),
        ),
        (
            ["{file}", "--name", "name"],
            "This GeoJSON file has no features: there is no map in it.",
        ),
    ],
)
def test_the_command_says_plainly_what_is_wrong(tmp_path, options, sentence) -> None:
    empty = tmp_path / "empty.geojson"
    empty.write_bytes(geojson())
    spelled = [o.format(file=empty, folder=tmp_path) for o in options]

    with pytest.raises(CommandError) as refused:
        call_command("import_neighborhoods", *spelled)

    assert str(refused.value) == sentence.format(folder=tmp_path)
