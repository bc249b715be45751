"""The demo town's registers: what the agency uses, and who has a camera and was asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.timezone import localdate

from engagement.common.roles import Viewer
from engagement.front.demo.promising import officer_of
from engagement.people.models import User
from engagement.places.models import Neighborhood
from watchgroups.choices import CameraKind
from watchgroups.queries.log import places_called
from watchgroups.services.cameras import Spot, ask_for_recordings, join_cameras
from watchgroups.services.technology import (
    Period,
    Told,
    add_technology,
    comment_on,
)

_FILE = Path(__file__).with_name("phrases") / "registers.toml"
KEEPER: Final = "admin@riverside.example"
OWNERS: Final = (
    ("resident@riverside.example", CameraKind.HOME, "The front door and the walk"),
    ("neighbor@riverside.example", CameraKind.SHOP, "The counter and the entrance"),
)
IN_REGISTER_SINCE: Final = timedelta(days=120)
COMMENTS_FOR: Final = timedelta(days=21)
ASKED_BEFORE: Final = timedelta(days=2)
AROUND: Final = 500


def keep_registers(
    places: Mapping[str, Neighborhood], known: Mapping[str, User], now: datetime
) -> None:
    """Tell what the agency uses, put two cameras in, and ask their owners something."""
    for told in tomllib.loads(_FILE.read_text(encoding="utf-8"))["technology"]:
        _tell(told, known[KEEPER], now)
    _have_cameras(places["Millbrook"], known, now)


def _tell(told: dict[str, Any], keeper: User, now: datetime) -> None:
    """Put one entry in; comments on it are open where somebody has written one."""
    name, comments = told.pop("name"), told.pop("comments")
    today = localdate(now)
    opened = Period(today - timedelta(days=7), today + COMMENTS_FOR)
    technology = add_technology(
        name=name,
        told=Told(**told),
        period=opened if comments else Period(),
        actor=keeper,
        now=now - timedelta(days=7),
    )
    for number, text in enumerate(comments):
        comment_on(
            technology_id=technology.pk,
            text=text,
            viewer=Viewer(),
            language="en",
            now=now - timedelta(days=1 + number),
        )


def _have_cameras(
    place: Neighborhood, known: Mapping[str, User], now: datetime
) -> None:
    hit = places_called("Mill Road", [place.pk])[0]
    spot = Spot(neighborhood_id=place.pk, lat=hit.lat, lon=hit.lon, label=hit.label)
    for email, kind, direction in OWNERS:
        join_cameras(
            spot=spot,
            kind=kind,
            direction=direction,
            hours_kept=14 * 24,
            contact=email,
            owner=known[email],
            now=now - IN_REGISTER_SINCE,
        )
    asked_at = now - ASKED_BEFORE
    ask_for_recordings(
        spot=spot,
        metres=AROUND,
        begins_at=asked_at - timedelta(hours=14),
        ends_at=asked_at - timedelta(hours=10),
        reason="A shop window was broken that night. Maybe a camera saw how it happened.",
        actor=officer_of(place.name, known),
        now=asked_at,
    )
