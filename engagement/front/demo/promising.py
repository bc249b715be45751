"""What was promised in the demo town, and what came of it: by the services, as in life."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from engagement.concerns.models import Kind
from engagement.front.demo.people import KNOWN
from engagement.people.models import User
from engagement.places.models import Neighborhood
from engagement.priorities.models import LinePromise
from engagement.promises.choices import PromiseState
from engagement.promises.models import Promise
from engagement.promises.services import (
    begin_promise,
    make_promise,
    move_promise,
    settle_promise,
)

_FILE = Path(__file__).with_name("phrases") / "promises.toml"


def officer_of(place: str, known: Mapping[str, User]) -> User:
    email = next(one.email for one in KNOWN if place in one.places)
    return known[email]


def make_promises(
    places: Mapping[str, Neighborhood],
    known: Mapping[str, User],
    kinds: Mapping[str, Kind],
    now: datetime,
) -> None:
    for told in tomllib.loads(_FILE.read_text(encoding="utf-8"))["promise"]:
        officer = officer_of(told["place"], known)
        promise = _made(told, places[told["place"]], officer, now)
        LinePromise.objects.create(
            neighborhood=promise.neighborhood,
            kind=kinds[told["kind"]],
            promise=promise,
        )
        _go_on(told, promise, officer, now)


def _made(
    told: Mapping[str, Any], place: Neighborhood, officer: User, now: datetime
) -> Promise:
    return make_promise(
        neighborhood_id=place.pk,
        what=told["what"],
        who=told["who"],
        due_on=localdate(now) - timedelta(days=told["due"]),
        actor=officer,
        owner=officer,
        now=now - timedelta(days=told["made"]),
    )


def _go_on(
    told: Mapping[str, Any], promise: Promise, officer: User, now: datetime
) -> None:
    if "begun" in told:
        at = now - timedelta(days=told["begun"])
        begin_promise(promise_id=promise.pk, actor=officer, now=at)
    if "moved" in told:
        move_promise(
            promise_id=promise.pk,
            actor=officer,
            due_on=localdate(now) - timedelta(days=told["moved"]),
            reason=told["reason"],
            now=now - timedelta(days=told["moved_at"]),
        )
    if "settled" in told:
        dropped = told.get("dropped", False)
        settle_promise(
            promise_id=promise.pk,
            actor=officer,
            state=PromiseState.DROPPED if dropped else PromiseState.KEPT,
            outcome=told["outcome"],
            now=now - timedelta(days=told["settled"]),
        )
