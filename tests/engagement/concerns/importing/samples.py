"""A small invented export with the quirks of real ones, and the map for it."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engagement.concerns.importing import (
    ImportResult,
    SourceMap,
    import_concerns,
    read_map,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
HEADER = "id,opened,closed,target,state,reason,type,title,street,how,lat,lon"
MAP = """
source = "riverside-311"
zone = "America/New_York"
trust = "verified"
dates = ["%Y-%m-%d %H:%M:%S"]

[columns]
id = "id"
opened = "opened"
closed = "closed"
target = "target"
status = "state"
source_kind = "reason"
detail = "type"
text = "title"
where = "street"
origin = "how"
lat = "lat"
lon = "lon"

[points]
ignore = [[42.05, -70.95]]

[statuses]
"Open" = "looking"
"Closed" = "done"

[origin]
"Crew" = "officer"

[kinds]
"Lights" = "street_lighting"
"Roads" = "road_damage"

[details]
"Needles" = "needles"
"""
ROW = {
    "id": "1",
    "opened": "2011-07-01 01:32:33",
    "closed": "",
    "target": "",
    "state": "Open",
    "reason": "Lights",
    "type": "",
    "title": "Lamp out",
    "street": "12 Mill Road",
    "how": "Call",
    "lat": "42.01",
    "lon": "-70.99",
}


def row(**cells: str) -> str:
    """Write a line of the file; what is not given is as in `ROW`."""
    return ",".join((ROW | cells).values())


def the_map(**changed: str) -> SourceMap:
    """Read the map with some of its lines written differently: old text to new."""
    return read_map(map_text(changed).encode())


def map_text(changed: Mapping[str, str]) -> str:
    text = MAP
    for old, new in changed.items():
        assert old in text
        text = text.replace(old, new)
    return text


def write(folder: Path, *lines: str | bytes, name: str = "requests.csv") -> Path:
    """Write a file of these lines under the header."""
    rows = [line if isinstance(line, bytes) else line.encode() for line in lines]
    content = b"\n".join([HEADER.encode(), *rows]) + b"\n"
    path = folder / name
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def bring_in(folder: Path, *lines: str | bytes, **options: Any) -> ImportResult:
    plain: dict[str, Any] = {"source_map": the_map(), "now": NOW} | options
    return import_concerns(path=write(folder, *lines), **plain)
