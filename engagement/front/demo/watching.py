"""Watch groups of the demo town: one that thrives, one too small, one without a captain."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engagement.front.demo.promising import officer_of
from engagement.people.models import User
from engagement.places.models import Neighborhood
from watchgroups.choices import MemberState, Part
from watchgroups.models import Group, Membership
from watchgroups.services import (
    GroupDetails,
    add_partner,
    begin_group,
    end_captaincy,
    name_liaison,
    pause_group,
)
from watchgroups.services.standing import ask_second_step, settle_group

_FILE = Path(__file__).with_name("phrases") / "groups.toml"
RULES = (
    "We look out for one another. We do not look for people.\n"
    "We describe what somebody does, never who they are.\n"
    "We watch and call; we follow, stop, question and hold nobody.\n"
    "We carry no weapons. We never go out alone.\n"
    "In danger we call 911 and keep away.\n"
    "What we learn about neighbors stays in the group."
)
BEGAN_BEFORE, JOINED_BEFORE = timedelta(days=200), timedelta(days=150)


def begin_groups(
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    people: Sequence[int],
    now: datetime,
) -> dict[str, Group]:
    """Begin every group of the file; give them by their names."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))["group"]
    residents = iter(User.objects.filter(pk__in=people).order_by("pk"))
    return {each["name"]: _begun(each, places, known, residents, now) for each in told}


def _begun(
    told: Mapping[str, Any],
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    residents: Iterator[User],
    now: datetime,
) -> Group:
    officer, began = officer_of(told["place"], known), now - BEGAN_BEFORE
    group = begin_group(
        neighborhood_id=places[told["place"]].pk,
        details=GroupDetails(
            name=told["name"],
            purpose=told["purpose"],
            languages=tuple(told["languages"]),
            join_by=told["join_by"],
        ),
        code=RULES,
        actor=officer,
        now=began,
    )
    name_liaison(group_id=group.pk, person_id=officer.pk, actor=officer, now=began)
    for kind, name in told["partners"]:
        add_partner(
            group_id=group.pk, kind=kind, name=name, link="", actor=officer, now=began
        )
    _people(group, told, known, residents, now)
    settle_group(group, actor=officer, now=began)
    _go_on(group, told, officer, now)
    group.refresh_from_db()
    return group


def _people(
    group: Group,
    told: Mapping[str, Any],
    known: Mapping[str, User],
    residents: Iterator[User],
    now: datetime,
) -> None:
    """Let a captain lead it, and residents be in it."""
    captain = known.get(told["led_by"]) or next(residents)
    joined = now - JOINED_BEFORE
    common = {
        "group": group,
        "state": MemberState.ACTIVE,
        "agreed_code": group.codes.get(),
        "agreed_at": joined,
        "asked_at": joined,
        "began_at": joined,
        "confirmed_at": joined,
    }
    Membership.objects.create(
        person=captain, part=Part.CAPTAIN, public_name=told["captain"], **common
    )
    ask_second_step(captain, joined)
    for number in range(told["members"]):
        part = Part.CO_CAPTAIN if number == 0 else Part.MEMBER
        Membership.objects.create(person=next(residents), part=part, **common)


def _go_on(group: Group, told: Mapping[str, Any], officer: User, now: datetime) -> None:
    if "ends" in told:
        end_captaincy(
            group_id=group.pk,
            reason=told["ends"],
            actor=officer,
            now=now - timedelta(days=20),
        )
    if "paused" in told:
        pause_group(
            group_id=group.pk,
            reason=told["paused"],
            actor=officer,
            now=now - timedelta(days=3),
        )
