"""The first run: a name, a boundary and an e-mail address make a town (RULINGS 45)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import shapely
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from engagement.audit.services import record
from engagement.common.errors import DomainError
from engagement.common.roles import Actor
from engagement.places.errors import TownAlreadySetUpError
from engagement.places.geojson import Feature, polygons_of, read_features
from engagement.places.models import Neighborhood, Town
from engagement.places.queries import forget_town
from engagement.places.services.boundaries import (
    BoundaryReport,
    import_neighborhoods,
    store_areas,
)
from engagement.places.services.locks import lock_the_map

_LONGEST_NAME: Final = 120


@transaction.atomic
def set_up_town(
    *,
    name: str,
    email: str,
    boundary: bytes | None,
    now: datetime,
    actor: Actor | None = None,
    emergency_number: str = "",
) -> tuple[Town, BoundaryReport]:
    """Make the town of its outline, or of the named neighborhoods its file holds.

    `boundary` is GeoJSON, from a file or drawn on the map; none is needed where
    neighborhoods have been imported before. Raises MapFileError,
    TownAlreadySetUpError, DomainError.
    """
    lock_the_map()
    name, email = " ".join(name.split()), email.strip()
    _refuse_unusable(name, email)
    town = Town.objects.filter(pk=1).first() or Town(pk=1)
    if town.set_up_at is not None:
        raise TownAlreadySetUpError(_("This town has already been set up."))
    town.name, town.contact_email, town.set_up_at = name, email, now
    town.emergency_number = emergency_number.strip() or town.emergency_number
    town.save()
    report = _draw(name, boundary, now, actor) if boundary else _drawn_before(name)
    record(actor=actor, action="town.set_up", subject=town, now=now)
    forget_town()
    transaction.on_commit(forget_town)
    return town, report


def _refuse_unusable(name: str, email: str) -> None:
    if not name:
        raise DomainError(_("Enter the name of the town."))
    if len(name) > _LONGEST_NAME:
        raise DomainError(_("The name of the town is too long."))
    try:
        validate_email(email)
    except ValidationError:
        raise DomainError(
            _("Enter an e-mail address in the correct format, like name@example.org.")
        ) from None


def _drawn_before(name: str) -> BoundaryReport:
    if not Neighborhood.objects.filter(is_active=True).exists():
        raise DomainError(
            _("Show where %(name)s lies: send a file, or mark its corners.")
            % {"name": name}
        )
    return BoundaryReport()


def _draw(
    name: str, boundary: bytes, now: datetime, actor: Actor | None
) -> BoundaryReport:
    features = read_features(boundary)
    if field := field_of_names(features):
        return import_neighborhoods(
            content=boundary, name_field=field, now=now, actor=actor
        )
    areas, mended = polygons_of(features)
    report = BoundaryReport(mended=[name] if mended else [])
    return store_areas(
        areas={name: _outline(areas.values())},
        population={},
        report=report,
        now=now,
        actor=actor,
        retire_others=False,
    )


def _outline(areas: Iterable[BaseGeometry]) -> BaseGeometry:
    return shapely.union_all(list(areas))


def field_of_names(features: list[Feature]) -> str:
    """Guess which field names the neighborhoods; empty when the file is an outline.

    A field qualifies when every feature has a different text in it; one that calls
    itself a name goes first.
    """
    if len(features) < 2:  # noqa: PLR2004 - one area is the town itself
        return ""
    fields = sorted({field for feature in features for field in feature.properties})
    candidates = [field for field in fields if _names_all(features, field)]
    by_name = [field for field in candidates if "name" in field.lower()]
    return (by_name or candidates or [""])[0]


def _names_all(features: list[Feature], field: str) -> bool:
    values = [feature.properties.get(field) for feature in features]
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    words = [text for text in texts if any(letter.isalpha() for letter in text)]
    return len(set(words)) == len(features)
