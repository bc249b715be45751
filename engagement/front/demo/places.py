"""Lay the demo town down: the town's row, neighborhoods, streets, names, public points."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.text import slugify
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from engagement.front.demo.geography import degrees, geojson, town_map
from engagement.front.demo.names import POPULATION
from engagement.places.models import (
    Holiday,
    Landmark,
    MapLayer,
    Neighborhood,
    Street,
    Town,
)
from engagement.places.queries import forget_town
from engagement.places.services.snap_tables import redraw_snap_points

_HOLIDAYS = (
    (1, 1, "New Year’s Day"),
    (7, 4, "Independence Day"),
    (12, 25, "Christmas"),
)


def lay_down_town(now: datetime) -> dict[str, Neighborhood]:
    """Write every row about the map; gives the neighborhoods by name."""
    Town.objects.create(
        name="Riverside",
        agency_name="Riverside Police Department",
        emergency_number="911",
        other_help_number="988",
        other_help_words="To talk to someone about a crisis, day or night",
        contact_email="hello@riverside.example",
        languages=["en", "en-xa", "ar-xb"],
        set_up_at=now,
    )
    forget_town()
    town = town_map()
    places = {name: _neighborhood(name, g) for name, g in town.neighborhoods.items()}
    Neighborhood.objects.bulk_create(places.values())
    Street.objects.bulk_create(_streets(places))
    Landmark.objects.bulk_create(_landmarks(places))
    MapLayer.objects.bulk_create(_layers())
    redraw_snap_points(places.values())
    Holiday.objects.bulk_create(_holidays(now.date()))
    return places


def _neighborhood(name: str, ground: BaseGeometry) -> Neighborhood:
    boundary = geojson(ground)
    west, south, east, north = shape(boundary).bounds
    return Neighborhood(
        name=name,
        slug=slugify(name),
        boundary=boundary,
        west=west,
        south=south,
        east=east,
        north=north,
        population=POPULATION[name],
        area_km2=round(ground.area, 3),
    )


def _streets(places: dict[str, Neighborhood]) -> list[Street]:
    rows = []
    for street in town_map().streets:
        pieces = list(getattr(street.line, "geoms", [street.line]))
        longest = max(pieces, key=lambda piece: piece.length)
        middle = longest.interpolate(0.5, normalized=True)
        lon, lat = degrees(middle.x, middle.y)
        rows.append(
            Street(
                name=street.name,
                neighborhood=places[street.neighborhood],
                line=geojson(street.line),
                middle_lat=lat,
                middle_lon=lon,
                addresses=street.addresses,
                is_major=street.is_major,
            )
        )
    return rows


def _landmarks(places: dict[str, Neighborhood]) -> list[Landmark]:
    rows = []
    for name, place, at in town_map().landmarks:
        lon, lat = degrees(at.x, at.y)
        rows.append(Landmark(name=name, neighborhood=places[place], lat=lat, lon=lon))
    return rows


def _layers() -> list[MapLayer]:
    town = town_map()
    drawn = [
        *(("water", name, form) for name, form in town.water),
        *(("park", name, form) for name, form in town.parks),
        *(("building", name, form) for name, form in town.buildings),
    ]
    return [MapLayer(kind=k, name=name, shape=geojson(form)) for k, name, form in drawn]


def _holidays(today: date) -> list[Holiday]:
    years = (today.year - 1, today.year, today.year + 1)
    return [
        Holiday(on=date(year, month, day), name=name)
        for year in years
        for month, day, name in _HOLIDAYS
    ]
