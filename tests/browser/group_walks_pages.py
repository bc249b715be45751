"""Patrols as a browser sees them: out, logged, counted, on paper."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import now

from engagement.people.models import User
from tests.browser.group_pages import full_group
from tests.browser.visits import PageCase, Visit
from tests.factories.group_walks import (
    make_alarm,
    make_month,
    make_observation,
    make_pair,
    make_place,
    make_running_patrol,
    make_walk,
)
from tests.factories.places import make_town
from watchgroups.models import Group, Membership, Patrol


def running() -> tuple[Group, User, Patrol, Membership]:
    """A group with a patrol that runs, and a member with a place on it."""
    group, captain = full_group()
    make_town(emergency_number="911", other_help_number="311")
    patrol = make_running_patrol(group, title="Evening walk", route="Mill Street")
    me, partner = make_pair(patrol)
    for member, name in ((me, "Sam R."), (partner, "Noor A.")):
        member.person.name = name
        member.person.save()
    lead = group.memberships.get(person=captain)
    make_place(patrol, lead)
    return group, captain, patrol, me


def make_pair_of(me: Membership) -> list[Membership]:
    """Somebody and the one who walks with them."""
    others = me.group.memberships.exclude(pk=me.pk).filter(part="member")
    return [me, *others]


def signs_on() -> Visit:
    group, _captain, _patrol, me = running()
    return Visit(f"/groups/{group.slug}/out/", me.person)


def is_out(path: str = "") -> Visit:
    group, _captain, patrol, me = running()
    make_walk(patrol, *make_pair_of(me), area="Mill Street and the park")
    return Visit(f"/groups/{group.slug}/out/{path}", me.person)


def overdue() -> Visit:
    group, captain, patrol, me = running()
    began = now() - timedelta(minutes=50)
    walk = make_walk(patrol, me, at=began)
    make_alarm(walk)
    make_alarm(walk, "second")
    return Visit(f"/captain/{group.slug}/out/", captain)


def captains(path: str) -> Visit:
    group, captain, patrol, me = running()
    make_observation(patrol=patrol, writer=me, place="Mill Street")
    make_observation(patrol=patrol, writer=me, kind="good", words="All was quiet")
    make_month(group)
    return Visit(f"/captain/{group.slug}/{path}", captain)


WALK_PAGES: list[PageCase] = [
    PageCase("signing on to a patrol", signs_on, requests=9),
    PageCase("out on patrol", is_out, requests=9),
    PageCase("logging on patrol", lambda: is_out("log/"), requests=10),
    PageCase("people on patrol not heard of", overdue),
    PageCase("the log of a group", lambda: captains("log/")),
    PageCase("what a group did", lambda: captains("activity/")),
    PageCase("patrols and busy places", lambda: captains("coverage/")),
    PageCase("sheets of a group", lambda: captains("sheets/"), requests=9),
]
