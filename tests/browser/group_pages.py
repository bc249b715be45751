"""Watch groups as a browser sees them: everybody's pages, captains' and officers'."""

from __future__ import annotations

from engagement.people.models import User
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.group_rota import make_patrol
from tests.factories.groups import CAPTAIN_LINK, make_appointment, make_group
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from watchgroups.models import Group, Partner


def full_group() -> tuple[Group, User]:
    """A group with a captain and partners, and who leads it."""
    make_town(**TOWN)
    captain = make_user()
    group = make_group(
        neighborhood=make_neighborhood(name="Millbrook"),
        captain=captain,
        name="Mill Road Watch",
        slug="mill-road-watch",
        languages=["en", "es"],
    )
    Partner.objects.create(group=group, kind="school", name="Millbrook School")
    return group, captain


def public(path: str = "") -> Visit:
    group, _captain = full_group()
    make_patrol(group)
    return Visit(path or group.get_absolute_url())


def no_group() -> Visit:
    make_town(**TOWN)
    return Visit("/groups/")


def as_captain(what: str = "") -> Visit:
    group, captain = full_group()
    return Visit(f"/captain/{group.slug}/{what}", captain)


def as_officer(path: str = "") -> Visit:
    group, _captain = full_group()
    officer = make_officer(of=group.neighborhood)
    make_appointment(group, asked_by=officer)
    return Visit(path or f"/desk/groups/{group.slug}/", officer)


def asked() -> Visit:
    group, _captain = full_group()
    make_appointment(group, asked_by=make_officer(of=group.neighborhood))
    return Visit(f"/groups/asked/{CAPTAIN_LINK}/", make_user("ann@example.org"))


GROUP_PAGES: list[PageCase] = [
    PageCase("watch groups", lambda: public("/groups/")),
    PageCase("no watch group", no_group),
    PageCase("a watch group", public),
    PageCase("rules of a group", lambda: public("/groups/mill-road-watch/rules/1/")),
    PageCase("asked to lead a group", asked),
    PageCase("the captains’ desk", as_captain),
    PageCase("a group hands over", lambda: as_captain("hand-over/")),
    PageCase("partners of a group", lambda: as_captain("partners/")),
    PageCase("groups of an officer", lambda: as_officer("/desk/groups/")),
    PageCase("a group of an officer", as_officer),
    PageCase("a new group", lambda: as_officer("/desk/groups/new/")),
]
