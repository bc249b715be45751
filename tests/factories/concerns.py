"""Plain typed makers of kinds, issues, concerns and voices."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any

from django.utils.timezone import localtime, now

from engagement.common.ids import new_reference
from engagement.common.weeks import town_hour
from engagement.concerns.answers import Submission
from engagement.concerns.choices import Tier, VoiceRole
from engagement.concerns.models import Concern, Issue, Kind, Voice
from engagement.concerns.starter_kinds import GROUPS, KINDS
from engagement.people.models import User
from engagement.places.models import Neighborhood
from tests.factories.places import make_neighborhood

_number = count(1)


def make_kind(code: str = "", **fields: Any) -> Kind:
    """A lower-level kind under a group of its own; one that exists is given as it is."""
    code = code or f"kind_{next(_number)}"
    group, _new = Kind.objects.get_or_create(
        code="made_up", defaults={"name": "Made up for a test"}
    )
    plain = {"name": code.replace("_", " ").capitalize(), "parent": group, **fields}
    kind, _new = Kind.objects.get_or_create(code=code, defaults=plain)
    return kind


def make_issue(
    *,
    kind: Kind | None = None,
    neighborhood: Neighborhood | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Issue:
    """An open, public issue; counters as the fields say."""
    at = town_hour(at or now())
    plain = {
        "reference": new_reference(),
        "first_at": at,
        "last_voice_at": at,
        "faded_at": at,
        "reported_on": localtime(at).date(),
    }
    return Issue.objects.create(
        kind=kind or make_kind(),
        neighborhood=neighborhood or make_neighborhood(),
        **(plain | fields),
    )


def make_concern(
    *, issue: Issue | None = None, person: User | None = None, **fields: Any
) -> Concern:
    """What somebody sent about the issue; without one, about a new issue."""
    issue = issue or make_issue()
    plain = {
        "reference": new_reference(),
        "first_issue": issue,
        "kind": issue.kind,
        "neighborhood": issue.neighborhood,
        "reported_at": issue.first_at,
        "reported_on": issue.reported_on,
        "privacy": issue.privacy,
        "text": "The lamp on Mill Lane is out",
    }
    return Concern.objects.create(issue=issue, person=person, **(plain | fields))


def make_voice(issue: Issue, *, person: User | None = None, **fields: Any) -> Voice:
    """A supporter's voice; a verified one."""
    plain = {"role": VoiceRole.SUPPORTER, "tier": Tier.VERIFIED, "at": issue.first_at}
    return Voice.objects.create(issue=issue, person=person, **(plain | fields))


def make_submission(
    *,
    kind: Kind | None = None,
    neighborhood: Neighborhood | None = None,
    **fields: Any,
) -> Submission:
    """What a visitor typed about the middle of the neighborhood."""
    place = neighborhood or make_neighborhood()
    plain: dict[str, Any] = {
        "text": "Three lamps in a row are out",
        "lat": (place.south + place.north) / 2,
        "lon": (place.west + place.east) / 2,
    }
    return Submission(kind_id=(kind or make_kind()).pk, **(plain | fields))


def make_starter_kinds() -> None:
    """The kinds a town starts with, where a test has emptied all tables before."""
    for place, (code, (name, example)) in enumerate(GROUPS.items(), 1):
        group, _new = Kind.objects.get_or_create(
            code=code, defaults={"name": name, "example": example, "position": place}
        )
        for position, kind in enumerate(KINDS[code], 1):
            plain = {
                "parent": group,
                "name": kind.name,
                "example": kind.example,
                "harm_level": kind.harm,
                "privacy": kind.privacy,
                "is_urgent": bool(kind.urgent),
                "urgent_text": kind.urgent,
                "same_within_m": kind.same_within_m,
                "position": position,
            }
            Kind.objects.get_or_create(code=kind.code, defaults=plain)
