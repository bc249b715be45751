"""Members of watch groups as a browser sees them: joining, the roster, one's own page."""

from __future__ import annotations

from tests.browser.group_pages import full_group
from tests.browser.visits import PageCase, Visit
from tests.factories.group_roster import (
    GUARDIAN_LINK,
    make_junior,
    make_member_look,
    make_request,
)
from tests.factories.groups import make_member
from tests.factories.people import make_user
from watchgroups.choices import MemberState, Part
from watchgroups.details import Details
from watchgroups.models import Group, Membership


def members(group: Group) -> Membership:
    """Two who ask, and members in every standing; give the first."""
    for name in ("Rosa Lindqvist", "Jo"):
        make_request(group, name=name, street="Mill Road")
    said = Details(
        availability="Weekday evenings, and Saturdays before noon",
        skills="First aid",
        languages="en,es",
    )
    first = make_member(
        group,
        name="Wilhelmina van der Heijden",
        street="Old Meadow Lane",
        details=said,
        shares_contact=True,
    )
    make_member(group, name="Cem", part=Part.BLOCK_CAPTAIN, block_streets=["Mill Road"])
    make_member(group, name="Dan", letters_unanswered=3, agreed_code=None)
    make_member(group, name="Eve", state=MemberState.SUSPENDED, reason="Shouted")
    return first


def at_the_roster() -> Visit:
    group, captain = full_group()
    members(group)
    return Visit(f"/captain/{group.slug}/roster/", captain)


def at_a_member() -> Visit:
    group, captain = full_group()
    member = members(group)
    return Visit(f"/captain/{group.slug}/members/{member.pk}/", captain)


def joining() -> Visit:
    group, _captain = full_group()
    return Visit(f"/groups/{group.slug}/join/", make_user(name="Bea"))


def my_part() -> Visit:
    group, captain = full_group()
    member = make_member(group, name="Bea", agreed_code=None, street="Mill Road")
    make_member_look(member, captain)
    return Visit(f"/groups/{group.slug}/mine/", member.person)


def a_guardian() -> Visit:
    group, _captain = full_group()
    make_junior(group)
    return Visit(f"/groups/guardian/{GUARDIAN_LINK}/")


def drawing() -> Visit:
    group, captain = full_group()
    return Visit(f"/captain/{group.slug}/area/", captain)


GROUP_ROSTER_PAGES: list[PageCase] = [
    PageCase("members of a group", at_the_roster),
    PageCase("a member of a group", at_a_member),
    PageCase("joining a group", joining),
    PageCase("my part in a group", my_part),
    PageCase("a guardian is asked", a_guardian),
    PageCase("the area of a group", drawing),
]
