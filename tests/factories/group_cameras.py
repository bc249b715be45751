"""Plain typed makers of cameras and of what their owners are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from engagement.common.sealed import seal
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood, middle_of
from watchgroups.choices import CameraKind
from watchgroups.models import Camera, CameraAsk, CameraRequest

CONTACT = "Ann, 555 0100"


def make_camera(
    owner: User | None = None,
    *,
    neighborhood: Neighborhood | None = None,
    contact: str = CONTACT,
    **fields: Any,
) -> Camera:
    """A camera in the middle of a neighborhood."""
    place = neighborhood or make_neighborhood()
    lat, lon = middle_of(place)
    plain = {
        "kind": CameraKind.HOME,
        "lat": lat,
        "lon": lon,
        "area": "Mill Lane, 100 block",
        "direction": "The bus stop",
        "hours_kept": 72,
        "sealed": seal(contact),
        "joined_at": now(),
    }
    values = plain | fields
    return Camera.objects.create(
        owner=owner or make_user(), neighborhood=place, **values
    )


def make_request(
    officer: User | None = None,
    *,
    neighborhood: Neighborhood | None = None,
    **fields: Any,
) -> CameraRequest:
    """A question about the middle of a neighborhood, two hours ago."""
    place = neighborhood or make_neighborhood()
    lat, lon = middle_of(place)
    plain = {
        "lat": lat,
        "lon": lon,
        "area": "Mill Lane",
        "metres": 200,
        "begins_at": now() - timedelta(hours=3),
        "ends_at": now() - timedelta(hours=2),
        "reason": "A window was broken",
        "at": now(),
    }
    return CameraRequest.objects.create(
        officer=officer or make_user(), neighborhood=place, **(plain | fields)
    )


def make_ask(request: CameraRequest, camera: Camera, **fields: Any) -> CameraAsk:
    """One owner asked; answered if an answer is given."""
    answered = {"answered_at": now()} if fields.get("answer") else {}
    return CameraAsk.objects.create(
        request=request, camera=camera, **answered, **fields
    )
