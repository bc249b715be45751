"""A map: how one city's export becomes concerns. A TOML file, see docs/operators-imports.md."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import TextChoices

from engagement.concerns.choices import Origin, Status, Tier
from engagement.concerns.importing.errors import ImportMapError
from engagement.concerns.importing.moments import Moments

SHIPPED: Final = Path(__file__).resolve().parents[1] / "maps"
_NEEDED: Final = ("id", "opened", "source_kind")
_COLUMNS: Final = (
    *_NEEDED,
    "detail",
    "closed",
    "target",
    "status",
    "text",
    "where",
    "origin",
    "lat",
    "lon",
    "x",
    "y",
)
_TABLES: Final = ("columns", "points", "kinds", "details", "origin", "statuses")
_PLAIN: Final = ("source", "zone", "trust", "dates", "encoding", "delimiter")
_LONGEST_SOURCE: Final = 40
_PAIR: Final = 2
_Choice = TypeVar("_Choice", bound=TextChoices)


@dataclass(frozen=True)
class SourceMap:
    """Everything a map says, checked."""

    source: str
    zone: ZoneInfo
    tier: Tier
    moments: Moments
    columns: Mapping[str, str]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    ignored: frozenset[tuple[float, float]] = frozenset()
    ignore_whole_degrees: bool = False
    crs: str = ""
    kinds: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)


def load_map(spelled: str) -> SourceMap:
    """Read a map file, or one of those that ship, by its bare name.

    Raises ImportMapError.
    """
    path = Path(spelled)
    if not path.suffix and not path.exists():
        path = SHIPPED / f"{spelled}.toml"
    try:
        return read_map(path.read_bytes())
    except (FileNotFoundError, IsADirectoryError):
        shipped = ", ".join(sorted(found.stem for found in SHIPPED.glob("*.toml")))
        message = (
            f"There is no map “{spelled}”. These ship with the program: {shipped}."
        )
        raise ImportMapError(message) from None
    except OSError as error:
        message = f"The map “{spelled}” cannot be read: {error.strerror}."
        raise ImportMapError(message) from None


def read_map(content: bytes) -> SourceMap:
    """Check and read a map. Raises ImportMapError with a plain sentence."""
    try:
        tree = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ImportMapError("The map is not text in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        message = f"The map is not valid TOML: {error}."
        raise ImportMapError(message) from None
    _refuse_unknown("the map", tree, (*_PLAIN, *_TABLES))
    columns = _texts(tree, "columns")
    zone = _zone(_text(tree, "zone"))
    points = _points(tree, columns)
    _need_columns(columns)
    return SourceMap(
        source=_source(tree),
        zone=zone,
        tier=_choice("trust", _text(tree, "trust"), Tier),
        moments=_moments(tree, zone),
        columns=columns,
        encoding=_encoding(str(tree.get("encoding", "utf-8"))),
        delimiter=_delimiter(tree.get("delimiter", ",")),
        kinds=_texts(tree, "kinds"),
        details=_texts(tree, "details"),
        origins=_choices(tree, "origin", Origin),
        statuses=_choices(tree, "statuses", Status),
        **points,
    )


def _refuse_unknown(
    where: str, tree: Mapping[str, Any], known: tuple[str, ...]
) -> None:
    unknown = sorted(set(tree) - set(known))
    if unknown:
        message = (
            f"{where.capitalize()} says “{unknown[0]}”, which means nothing here."
            f" It may say: {', '.join(known)}."
        )
        raise ImportMapError(message)


def _text(tree: Mapping[str, Any], key: str) -> str:
    value = tree.get(key)
    if not isinstance(value, str) or not value.strip():
        message = f'The map needs a line {key} = "…".'
        raise ImportMapError(message)
    return value.strip()


def _texts(tree: Mapping[str, Any], key: str) -> dict[str, str]:
    table = tree.get(key, {})
    if not isinstance(table, dict) or any(
        not isinstance(value, str) for value in table.values()
    ):
        message = f'In the map, [{key}] is a table of lines like "this" = "that".'
        raise ImportMapError(message)
    return {name.strip(): value.strip() for name, value in table.items()}


def _source(tree: Mapping[str, Any]) -> str:
    source = _text(tree, "source")
    if len(source) > _LONGEST_SOURCE:
        message = f"The map's source is longer than {_LONGEST_SOURCE} characters."
        raise ImportMapError(message)
    if not source.isprintable():
        raise ImportMapError("The map's source has signs in it that are no text.")
    return source


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"“{name}” is no time zone. Write one like America/New_York."
        raise ImportMapError(message) from None


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        "a".encode(found)  # some codecs are none of texts, such as rot13
    except (LookupError, UnicodeError):
        message = f"“{name}” is no encoding. Write one like utf-8 or latin-1."
        raise ImportMapError(message) from None
    return "utf-8-sig" if found == "utf-8" else found


def _delimiter(value: object) -> str:
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise ImportMapError('The map\'s delimiter is one character, like "," or ";".')
    return value


def _moments(tree: Mapping[str, Any], zone: ZoneInfo) -> Moments:
    dates = tree.get("dates", ["iso"])
    if not isinstance(dates, list) or not all(isinstance(d, str) for d in dates):
        raise ImportMapError('The map\'s dates are a list, like ["%Y-%m-%d %H:%M:%S"].')
    try:
        return Moments(dates, zone)
    except ValueError as error:
        raise ImportMapError(str(error)) from None


def _points(tree: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    table = tree.get("points", {})
    if not isinstance(table, dict):
        raise ImportMapError("In the map, [points] is a table.")
    _refuse_unknown("[points]", table, ("ignore", "ignore_whole_degrees", "crs"))
    pairs = table.get("ignore", [])
    right = isinstance(pairs, list) and all(
        isinstance(pair, list)
        and len(pair) == _PAIR
        and all(isinstance(number, (int, float)) for number in pair)
        for pair in pairs
    )
    if not right:
        raise ImportMapError("Points to ignore are a list like [[42.3594, -71.0587]].")
    if not isinstance(table.get("ignore_whole_degrees", False), bool):
        raise ImportMapError("ignore_whole_degrees is true or false, without quotes.")
    crs = str(table.get("crs", ""))
    _need_both(columns, crs)
    return {
        "ignored": frozenset((float(lat), float(lon)) for lat, lon in pairs),
        "ignore_whole_degrees": bool(table.get("ignore_whole_degrees", False)),
        "crs": crs,
    }


def _need_both(columns: Mapping[str, str], crs: str) -> None:
    for one, other in (("lat", "lon"), ("x", "y")):
        if (one in columns) != (other in columns):
            message = f"The map names only one of the columns {one} and {other}."
            raise ImportMapError(message)
    if ("x" in columns) != bool(crs):
        raise ImportMapError(
            'Columns x and y need a line crs = "EPSG:…" in [points], and the other way'
            " round: it says which plane they are measured in."
        )
    if "x" in columns and "lat" in columns:
        raise ImportMapError("The map names lat and lon, and x and y: keep one pair.")


def _need_columns(columns: Mapping[str, str]) -> None:
    _refuse_unknown("[columns]", columns, _COLUMNS)
    missing = [name for name in _NEEDED if not columns.get(name)]
    if missing:
        message = f"The map's [columns] must name the column of: {', '.join(missing)}."
        raise ImportMapError(message)


def _choices(
    tree: Mapping[str, Any], key: str, kind: type[_Choice]
) -> dict[str, _Choice]:
    return {
        name: _choice(f"[{key}]", value, kind)
        for name, value in _texts(tree, key).items()
    }


def _choice(where: str, value: str, kind: type[_Choice]) -> _Choice:
    if value not in kind.values:
        message = (
            f"In the map, {where} says “{value}”. It may say: {', '.join(kind.values)}."
        )
        raise ImportMapError(message)
    return kind(value)
