"""Invented names for the demo town: streets, landmarks, people."""

import tomllib
from pathlib import Path

_names = tomllib.loads(
    (Path(__file__).with_name("phrases") / "names.toml").read_text(encoding="utf-8")
)
STREET_STEMS: list[str] = _names["streets"].split()
FIRST_NAMES: list[str] = _names["first"].split()
LAST_NAMES: list[str] = _names["last"].split()


# per neighborhood: people, what stands there
POPULATION = {
    "Old Town": 5_210,
    "Harbor Flats": 4_380,
    "Millbrook": 6_940,
    "Northgate": 7_820,
    "Cedar Hill": 5_660,
    "Eastfield": 6_130,
    "Southbank": 5_870,
    "Fairview": 6_450,
    "Riverside Park": 4_720,
    "Linden": 5_340,
}
LANDMARKS = {
    "Old Town": (
        "Old Town Hall",
        "Clock Tower Square",
        "Riverside Library",
        "Corn Market",
        "Ferry Steps",
    ),
    "Harbor Flats": (
        "Harbor Basin",
        "Rope Walk Quay",
        "Flats Community Center",
        "Flats Boathouse",
    ),
    "Millbrook": (
        "Millbrook School",
        "Millbrook Library",
        "Mill Pond Park",
        "Bridge Street Shops",
        "Alder Court",
    ),
    "Northgate": (
        "Northgate Station",
        "Northgate Market",
        "St Bride’s Clinic",
        "North Gate Arch",
    ),
    "Cedar Hill": (
        "Cedar Hill School",
        "Cedar Woods Entrance",
        "Cedar Water Tower",
        "Hilltop Chapel",
    ),
    "Eastfield": (
        "Eastfield Depot",
        "Eastfield Sports Ground",
        "East Bus Terminus",
        "Kiln Yard",
    ),
    "Southbank": (
        "Southbank Mill",
        "Footbridge South",
        "Southbank Clinic",
        "Old Cannery Yard",
    ),
    "Fairview": (
        "Fairview School",
        "Fairview Shopping Court",
        "Fairview Bandstand",
        "Fairview Gardens",
    ),
    "Riverside Park": (
        "Lake Pavilion",
        "Riverside Playground",
        "Park Café",
        "Rowing Club",
    ),
    "Linden": ("Linden Court", "Linden Community Hall", "South Yard", "Linden School"),
}
