"""The rota as a browser sees it: members’, captains’ and officers’ pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from engagement.people.models import User
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.group_rota import (
    make_credential,
    make_credential_kind,
    make_patrol,
    make_patrol_series,
    make_requirement,
    make_sign_up,
)
from tests.factories.groups import make_captain, make_group, make_member
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from watchgroups.choices import SignUpState, WalkPart
from watchgroups.models import Absence, Group, Offer, Patrol


def a_group() -> tuple[Group, User]:
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    group = make_group(
        neighborhood=place, name="Mill Road Watch", slug="mill-road-watch"
    )
    return group, make_captain(group, make_user(name="Ann Porter"))


def full() -> tuple[Group, User, Patrol]:
    """A rota with a full, a short and a missed patrol, and what is asked."""
    group, captain = a_group()
    me = group.memberships.get(person=captain)
    bea = make_member(group, make_user(name="Bea Ortiz"))
    kind = make_requirement(
        group, make_credential_kind(name="First aid outdoors"), WalkPart.DRIVER
    ).kind
    make_credential(bea.person, kind, until=localdate() + timedelta(days=9))
    make_patrol_series(group)
    route: dict[str, Any] = {
        "route": "Mill Road and Elm Street",
        "weather_note": "Not in ice",
    }
    patrol = make_patrol(group, drivers_wanted=1, **route)
    make_sign_up(patrol, me, WalkPart.LEAD), make_sign_up(patrol, bea)
    other = make_patrol(
        group, title="Morning walk", begins_at=now() + timedelta(days=5)
    )
    theirs = make_sign_up(other, bea)
    Offer.objects.create(sign_up=theirs, to=me, made_at=now())
    over = make_patrol(group, begins_at=now() - timedelta(days=2), outcome="held")
    one = make_sign_up(over, me, state=SignUpState.NO_SHOW)
    Absence.objects.create(sign_up=one, noted_by=bea, noted_at=now())
    return group, captain, patrol


def rota(path: str = "") -> Visit:
    group, captain, patrol = full()
    return Visit(path.format(slug=group.slug, patrol=patrol.pk), captain)


def empty(path: str) -> Visit:
    _group, captain = a_group()
    return Visit(path, captain)


def officer() -> Visit:
    group, _captain, _patrol = full()
    return Visit(
        f"/desk/groups/{group.slug}/ready/", make_officer(of=group.neighborhood)
    )


def series() -> Visit:
    group, captain, _patrol = full()
    one = group.patrol_series.get()
    return Visit(f"/captain/{group.slug}/rota/series/{one.pk}/", captain)


ROTA_PAGES: list[PageCase] = [
    PageCase("rota of a member", lambda: rota("/groups/{slug}/rota/")),
    PageCase("one patrol", lambda: rota("/groups/{slug}/rota/{patrol}/")),
    PageCase("my patrols", lambda: rota("/groups/mine/patrols/")),
    PageCase("rota of a captain", lambda: rota("/captain/{slug}/rota/")),
    PageCase("a new patrol", lambda: empty("/captain/mill-road-watch/rota/new/")),
    PageCase("a patrol of a captain", lambda: rota("/captain/{slug}/rota/{patrol}/")),
    PageCase("patrols that come again", series),
    PageCase("who is ready", lambda: rota("/captain/{slug}/ready/")),
    PageCase("vetting by an officer", officer),
    PageCase("no patrol yet", lambda: empty("/captain/mill-road-watch/rota/")),
]
