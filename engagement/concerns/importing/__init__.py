"""Bringing in what a city already knows, and placing it again when its map changes."""

from engagement.concerns.importing.errors import ImportFileError, ImportMapError
from engagement.concerns.importing.maps import SourceMap, load_map, read_map
from engagement.concerns.importing.placing_again import PlacedAgain, place_again
from engagement.concerns.importing.running import ImportResult, import_concerns

__all__ = [
    "ImportFileError",
    "ImportMapError",
    "ImportResult",
    "PlacedAgain",
    "SourceMap",
    "import_concerns",
    "load_map",
    "place_again",
    "read_map",
]
