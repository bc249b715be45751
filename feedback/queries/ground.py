"""The ground that places of answers are drawn on: where the survey was out."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import shape

from engagement.common.staticmap import Bounds, Layer, Name
from engagement.places.models import MapLayer, Neighborhood
from engagement.places.queries import neighborhoods_on_the_map
from feedback.models import Survey


@dataclass(frozen=True)
class Ground:
    """What lies under the cells, and how far it reaches; nothing of any answer."""

    bounds: Bounds
    layers: list[Layer]
    names: list[Name]


def ground_of(survey: Survey) -> Ground | None:
    """Give the neighborhood with its streets, or the town with its neighborhoods."""
    if survey.neighborhood is not None:
        return _neighborhood(survey.neighborhood)
    return _town(list(neighborhoods_on_the_map()))


def _neighborhood(place: Neighborhood) -> Ground:
    lines = list(place.streets.order_by("pk").values_list("line", "is_major"))
    return Ground(
        _around([place]),
        [
            Layer("city", [place.boundary]),
            *_green_and_blue(),
            Layer("street", [line for line, is_major in lines if not is_major]),
            Layer("major", [line for line, is_major in lines if is_major]),
            Layer("border", [place.boundary]),
        ],
        [],
    )


def _town(places: list[Neighborhood]) -> Ground | None:
    if not places:
        return None
    shapes = [place.boundary for place in places]
    return Ground(
        _around(places),
        [Layer("city", shapes), *_green_and_blue(), Layer("border", shapes)],
        [_name(place) for place in places],
    )


def _green_and_blue() -> list[Layer]:
    drawn = MapLayer.objects.filter(kind__in=("park", "water")).order_by("pk")
    shapes = [(one.kind, one.shape) for one in drawn]
    return [
        Layer(look, [one for kind, one in shapes if kind == look])
        for look in ("park", "water")
    ]


def _around(places: list[Neighborhood]) -> Bounds:
    return (
        min(place.west for place in places),
        min(place.south for place in places),
        max(place.east for place in places),
        max(place.north for place in places),
    )


def _name(place: Neighborhood) -> Name:
    spot = shape(place.boundary).representative_point()
    return Name(place.name, spot.y, spot.x, "place")
