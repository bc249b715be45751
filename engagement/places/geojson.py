"""Read GeoJSON a person handed in, and say in words what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from engagement.places.errors import MapFileError

_POLE, _DATE_LINE = 90.0, 180.0
_MOST_NAMED: Final = 10
_DEGREES: Final = {"CRS84", "CRS83", "4326", "4269", "4979"}  # longitude and latitude
_ANTARCTICA: Final = -62.0  # no town lies south of it
POLYGONAL: Final = ("Polygon", "MultiPolygon")
LINEAR: Final = ("LineString", "MultiLineString")
KM_PER_DEGREE: Final = 111.195
_NO_SHAPE: Final = "its type or its coordinates are not written as in GeoJSON"

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """One thing on the map, counted from 1 as a person would."""

    number: int
    properties: dict[str, Any]
    geometry: BaseGeometry | None

    def text(self, field: str) -> str:
        """Give a field in one line. Raises MapFileError when it cannot be stored."""
        value = self.properties.get(field)
        text = "" if value is None else " ".join(str(value).split())
        if "\0" in text or text != _printable(text):
            raise MapFileError(
                _("Feature %(number)s has a “%(field)s” with signs that are no text.")
                % {"number": self.number, "field": field}
            )
        return text


def read_features(content: bytes) -> list[Feature]:
    """Give every feature of a file. Raises MapFileError with a plain sentence."""
    tree = _parsed(content)
    _refuse_other_coordinates(tree)
    features = [
        Feature(number, raw.get("properties") or {}, _geometry(number, raw))
        for number, raw in enumerate(_raw_features(tree), start=1)
    ]
    if not features:
        raise MapFileError(
            _("This GeoJSON file has no features: there is no map in it.")
        )
    for feature in features:
        _refuse_elsewhere(feature)
    return features


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        tree = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MapFileError(
            _(
                "This file is not text in UTF-8, so it cannot be GeoJSON. A zipped shapefile must be converted first."
            )
        ) from None
    except json.JSONDecodeError as error:
        raise MapFileError(
            _("This file is not GeoJSON: line %(line)s is not valid JSON.")
            % {"line": error.lineno}
        ) from None
    except ValueError:  # a number of thousands of digits
        raise MapFileError(
            _("This file is not GeoJSON: a number in it is too long.")
        ) from None
    except RecursionError:
        raise MapFileError(_("This file is nested too deeply to be GeoJSON.")) from None
    if not isinstance(tree, dict) or not isinstance(tree.get("type"), str):
        raise MapFileError(
            _("This file is JSON, but not GeoJSON: it does not begin with a “type”.")
        )
    return tree


def _raw_features(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if tree["type"] == "FeatureCollection":
        features = tree.get("features")
        if not isinstance(features, list):
            raise MapFileError(_("This GeoJSON file has no list of “features”."))
        for number, raw in enumerate(features, start=1):
            if not (
                isinstance(raw, dict)
                and isinstance(raw.get("properties") or {}, dict)
                and isinstance(raw.get("geometry") or {}, dict)
            ):
                raise MapFileError(
                    _("Feature %(number)s is not a GeoJSON feature.")
                    % {"number": number}
                )
            yield raw
    elif tree["type"] == "Feature":
        yield tree
    else:
        yield {"properties": {}, "geometry": tree}


def _geometry(number: int, raw: dict[str, Any]) -> BaseGeometry | None:
    drawn = raw.get("geometry")
    if not drawn:
        return None
    try:
        with np.errstate(invalid="ignore"):
            found = shapely.force_2d(shape(drawn))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        ShapelyError,
    ) as error:
        # shapely says what is wrong with a shape; of what is none, only Python speaks
        why = str(error).rstrip(".") if isinstance(error, ShapelyError) else _NO_SHAPE
        raise MapFileError(
            _("Feature %(number)s has a geometry that cannot be read: %(why)s.")
            % {"number": number, "why": why}
        ) from None
    return None if found.is_empty else found


def _refuse_other_coordinates(tree: dict[str, Any]) -> None:
    crs = tree.get("crs")
    name = crs if isinstance(crs, str) else ""
    if isinstance(crs, dict) and isinstance(crs.get("properties"), dict):
        name = str(crs["properties"].get("name") or "")
    if name and re.split(r"[:/]", name)[-1] not in _DEGREES:
        raise MapFileError(
            _(
                "This file is drawn in the coordinate system “%(name)s”. Save it again in longitude and latitude (WGS 84, EPSG:4326)."
            )
            % {"name": name}
        )


def _refuse_elsewhere(feature: Feature) -> None:
    if feature.geometry is None:
        return
    if not np.isfinite(shapely.get_coordinates(feature.geometry)).all():
        raise MapFileError(
            _("Feature %(number)s has a coordinate that is not a number.")
            % {"number": feature.number}
        )
    west, south, east, north = feature.geometry.bounds
    if south < _ANTARCTICA and max(abs(west), abs(east)) <= _POLE:
        raise MapFileError(
            _(
                "Feature %(number)s has a coordinate such as %(x).2f, %(y).2f, where no town is. Longitude comes first in GeoJSON: are the two swapped?"
            )
            % {"number": feature.number, "x": west, "y": south}
        )
    if max(abs(west), abs(east)) > _DATE_LINE or max(abs(south), abs(north)) > _POLE:
        raise MapFileError(
            _(
                "Feature %(number)s has coordinates such as %(x).0f, %(y).0f, which look like metres or feet. Save the file again in longitude and latitude (WGS 84, EPSG:4326)."
            )
            % {"number": feature.number, "x": west, "y": south}
        )


def _printable(text: str) -> str:
    return text.encode(errors="replace").decode()


def need_field(features: list[Feature], field: str) -> None:
    """Refuse a field that no feature has, naming those there are."""
    fields = sorted(
        {_printable(name) for feature in features for name in feature.properties}
    )
    if field in fields:
        return
    if not fields:
        raise MapFileError(
            _("No feature has a field “%(field)s”: the features have no fields at all.")
            % {"field": field}
        )
    raise MapFileError(
        _("No feature has a field “%(field)s”. The fields are: %(fields)s.")
        % {"field": field, "fields": ", ".join(fields)}
    )


def polygons_of(
    features: Iterable[Feature],
) -> tuple[dict[int, BaseGeometry], list[int]]:
    """Give each feature's area by number, and the numbers of those mended.

    Self-crossing rings are mended. Raises MapFileError naming every feature without an
    area: no geometry, lines or points instead of polygons, a ring that encloses nothing.
    """
    areas: dict[int, BaseGeometry] = {}
    mended: list[int] = []
    wrong: list[str] = []
    for feature in features:
        try:
            areas[feature.number], was_mended = _area(feature)
        except MapFileError as error:
            wrong.append(str(error))
        else:
            mended += [feature.number] if was_mended else []
    if wrong:
        raise MapFileError("\n".join(shortened(wrong)))
    return areas, mended


def _area(feature: Feature) -> tuple[BaseGeometry, bool]:
    drawn = feature.geometry
    words = {"number": feature.number}
    if drawn is None:
        raise MapFileError(_("Feature %(number)s has no geometry.") % words)
    if drawn.geom_type not in (*POLYGONAL, "GeometryCollection"):
        raise MapFileError(
            _(
                "Feature %(number)s is a %(what)s. A neighborhood needs a Polygon or MultiPolygon."
            )
            % (words | {"what": drawn.geom_type})
        )
    valid = drawn.is_valid
    area = only(POLYGONAL, drawn if valid else shapely.make_valid(drawn))
    if area is None or area.area == 0:
        raise MapFileError(_("Feature %(number)s encloses no area.") % words)
    return area, not valid


def only(kinds: tuple[str, ...], drawn: BaseGeometry) -> BaseGeometry | None:
    """Keep the parts of these kinds, joined into one; None when there is none."""
    if drawn.geom_type in kinds:
        return None if drawn.is_empty else drawn
    parts = [
        part
        for part in shapely.get_parts(shapely.get_parts([drawn]))
        if part.geom_type in kinds and not part.is_empty
    ]
    return shapely.union_all(parts) if parts else None


def as_geojson(drawn: BaseGeometry) -> dict[str, Any]:
    """Write a geometry just as JSON gives it back, so that what is the same is equal."""
    written: dict[str, Any] = json.loads(shapely.to_geojson(drawn))
    return written


def square_km(area: BaseGeometry) -> float:
    """Measure on a sphere, by the sinusoidal projection, which keeps areas."""
    flat = shapely.transform(area, _sinusoidal)
    return float(flat.area)


def _sinusoidal(points: Numbers) -> Numbers:
    lons, lats = points[:, 0], points[:, 1]
    return np.column_stack([lons * np.cos(np.radians(lats)), lats]) * KM_PER_DEGREE


def shortened(sentences: list[str]) -> list[str]:
    """Keep the first few sentences and say how many more there are."""
    more = len(sentences) - _MOST_NAMED
    if more <= 0:
        return sentences
    rest = ngettext("… and %(count)s more.", "… and %(count)s more.", more)
    return [*sentences[:_MOST_NAMED], rest % {"count": more}]
