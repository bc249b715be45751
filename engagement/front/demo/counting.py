"""Who lives in the demo town, and what those who came to its meetings told of themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from engagement.front.demo.calling import ORGANIZER
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.places.services import import_population
from meetings.models import Meeting
from meetings.services.slips import type_slips

_FILE = Path(__file__).with_name("phrases") / "slips.toml"
_SOURCE, _YEARS_AGO = "Invented census", 2


def count_people(
    places: Mapping[str, Neighborhood],
    meetings: Mapping[str, Meeting],
    known: Mapping[str, User],
    now: datetime,
) -> None:
    """Give the town its figures, and type in the slips of meetings that are over."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    lines = ["neighborhood,trait,group,people"]
    for place in places.values():
        shares = told["lives"].get(place.name, told["lives"]["elsewhere"])
        lines += _lines(place, shares)
    import_population(
        content="\n".join(lines).encode(),
        source=_SOURCE,
        year=now.year - _YEARS_AGO,
        now=now,
    )
    for title, counts in told["told"].items():
        meeting = Meeting.objects.get(pk=meetings[title].pk)
        type_slips(
            meeting_id=meeting.pk,
            counts=counts,
            actor=known[ORGANIZER],
            now=meeting.ends_at,
        )


def _lines(place: Neighborhood, shares: Mapping[str, Any]) -> Iterator[str]:
    people = place.population or 0
    for trait, groups in shares.items():
        for group, percent in groups.items():
            yield f"{place.slug},{trait},{group},{round(people * percent / 100)}"
