from __future__ import annotations

import re
from zoneinfo import ZoneInfo

import pytest

from engagement.concerns.choices import Origin, Status, Tier
from engagement.concerns.importing import ImportMapError, load_map, read_map
from engagement.concerns.importing.maps import SHIPPED
from engagement.concerns.models import Kind
from tests.engagement.concerns.importing.samples import map_text, the_map


def test_a_map_is_read_whole() -> None:
    found = the_map()

    assert (found.source, found.tier) == ("riverside-311", Tier.VERIFIED)
    assert found.zone == ZoneInfo("America/New_York")
    assert found.ignored == {(42.05, -70.95)}
    assert found.kinds == {"Lights": "street_lighting", "Roads": "road_damage"}
    assert found.details == {"Needles": "needles"}
    assert found.origins == {"Crew": Origin.OFFICER}
    assert found.statuses == {"Open": Status.LOOKING, "Closed": Status.DONE}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"source = ": "source "}, "The map is not valid TOML: .*"),
        ({'source = "riverside-311"': ""}, 'The map needs a line source = "…".'),
        ({"riverside-311": "x" * 41}, "The map's source is longer than 40 characters."),
        (
            {"America/New_York": "Boston"},
            "“Boston” is no time zone. Write one like America/New_York.",
        ),
        (
            {'trust = "verified"': 'trust = "yes"'},
            "In the map, trust says “yes”. It may say: verified, unverified.",
        ),
        (
            {'trust = "verified"': 'trust = "verified"\ncolour = "red"'},
            "The map says “colour”, which means nothing here. It may say: .*",
        ),
        (
            {'trust = "verified"': 'trust = "verified"\nencoding = "klingon"'},
            "“klingon” is no encoding. Write one like utf-8 or latin-1.",
        ),
        (
            {'trust = "verified"': 'trust = "verified"\nencoding = "rot13"'},
            "“rot13” is no encoding. Write one like utf-8 or latin-1.",
        ),
        (
            {'"riverside-311"': '"a\\u0000"'},
            "The map's source has signs in it that are no text.",
        ),
        (
            {"[points]": '[points]\nignore_whole_degrees = "no"'},
            "ignore_whole_degrees is true or false, without quotes.",
        ),
        (
            {"%Y-%m-%d %H:%M:%S": "%Y-%m-%d %H:%M:%S %Y"},
            "The date format “%Y-%m-%d %H:%M:%S %Y” names something twice.",
        ),
        (
            {'trust = "verified"': 'trust = "verified"\ndelimiter = "--"'},
            'The map\'s delimiter is one character, like "," or ";".',
        ),
        (
            {"%Y-%m-%d %H:%M:%S": "%Y-%m-%d %Q"},
            "“%Y-%m-%d %Q” is no date format. It is made of .*",
        ),
        (
            {"%Y-%m-%d %H:%M:%S": "%H:%M"},
            "The date format “%H:%M” does not name day, month and year.",
        ),
        (
            {'["%Y-%m-%d %H:%M:%S"]': "[]"},
            "The map needs at least one date format.",
        ),
        (
            {'["%Y-%m-%d %H:%M:%S"]': '"%Y"'},
            'The map\'s dates are a list, like ["%Y-%m-%d %H:%M:%S"].',
        ),
        (
            {'opened = "opened"': ""},
            "The map's [columns] must name the column of: opened.",
        ),
        (
            {'text = "title"': 'words = "title"'},
            "[columns] says “words”, which means nothing here. It may say: .*",
        ),
        ({'lon = "lon"': ""}, "The map names only one of the columns lat and lon."),
        (
            {'lat = "lat"\nlon = "lon"': 'x = "lon"\ny = "lat"'},
            "Columns x and y need a line crs = .*",
        ),
        (
            {"[[42.05, -70.95]]": "[42.05, -70.95]"},
            "Points to ignore are a list like [[42.3594, -71.0587]].",
        ),
        (
            {'"Open" = "looking"': '"Open" = "opened"'},
            "In the map, [statuses] says “opened”. It may say: new, looking, .*",
        ),
        (
            {'"Crew" = "officer"': '"Crew" = "staff"'},
            "In the map, [origin] says “staff”. It may say: resident, officer, patrol.",
        ),
        (
            {'"Lights" = "street_lighting"': '"Lights" = 3'},
            'In the map, [kinds] is a table of lines like "this" = "that".',
        ),
    ],
)
def test_a_wrong_map_is_refused_in_a_sentence(changed, sentence) -> None:
    with pytest.raises(ImportMapError) as refused:
        read_map(map_text(changed).encode())

    pattern = re.escape(sentence).replace(r"\.\*", ".*")
    assert re.fullmatch(pattern, str(refused.value), re.DOTALL)


def test_a_map_in_another_encoding_is_refused() -> None:
    with pytest.raises(ImportMapError, match="The map is not text in UTF-8"):
        read_map(b'source = "Pe\xf1a"')


def test_a_shipped_map_is_found_by_its_name_and_others_by_their_path(tmp_path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(map_text({}))

    assert load_map("boston").source == "boston-311"
    assert load_map("baltimore").source == "baltimore-311"
    assert load_map(str(own)).source == "riverside-311"
    with pytest.raises(ImportMapError) as refused:
        load_map("atlantis")
    assert str(refused.value) == (
        "There is no map “atlantis”. These ship with the program: baltimore, boston."
    )


def test_a_map_that_cannot_be_opened_is_named(tmp_path) -> None:
    beneath_a_file = tmp_path / "own.toml" / "map.toml"
    (tmp_path / "own.toml").write_text(map_text({}))

    with pytest.raises(ImportMapError) as refused:
        load_map(str(beneath_a_file))

    assert str(refused.value) == (
        f"The map “{beneath_a_file}” cannot be read: Not a directory."
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(path.stem for path in SHIPPED.glob("*.toml")))
def test_a_shipped_map_names_only_kinds_a_new_town_has(name: str) -> None:
    found = load_map(name)

    codes = set(Kind.objects.lines().values_list("code", flat=True))
    assert {*found.kinds.values(), *found.details.values()} <= codes
