"""The registers of cameras and of technology as a browser sees them."""

from __future__ import annotations

from django.utils.timezone import now

from engagement.moderation.choices import State
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.group_cameras import make_ask, make_camera, make_request
from tests.factories.group_technology import (
    make_comment,
    make_technology,
    make_version,
)
from tests.factories.people import make_admin, make_officer, make_user
from tests.factories.places import make_neighborhood, make_town
from watchgroups.models import CameraLook


def own_cameras(*, empty: bool = False) -> Visit:
    make_town(**TOWN)
    owner = make_user()
    if not empty:
        place = make_neighborhood(name="Millbrook")
        camera = make_camera(owner, neighborhood=place)
        officer = make_officer(of=place)
        make_ask(make_request(officer, neighborhood=place), camera)
        said = make_ask(make_request(officer, neighborhood=place), camera, answer="yes")
        CameraLook.objects.create(ask=said, officer=officer, at=now())
    return Visit("/my/cameras/", owner)


def asking_owners(*, of_one: bool = False) -> Visit:
    make_town(**TOWN)
    place = make_neighborhood(name="Millbrook")
    officer = make_officer(of=place)
    request = make_request(officer, neighborhood=place)
    make_ask(request, make_camera(neighborhood=place), answer="yes")
    path = f"/desk/cameras/{request.pk}/" if of_one else "/desk/cameras/"
    return Visit(path, officer)


def technology(path: str = "", *, as_admin: bool = False) -> Visit:
    make_town(**TOWN)
    one = make_technology()
    make_version(one, number=2, change="Data are kept for a week less")
    make_comment(one, state=State.PASSED)
    user = make_admin() if as_admin else None
    return Visit(path or one.get_absolute_url(), user)


def no_technology() -> Visit:
    make_town(**TOWN)
    return Visit("/technology/")


REGISTER_PAGES: list[PageCase] = [
    PageCase("one’s cameras", own_cameras),
    PageCase("no camera of one’s own", lambda: own_cameras(empty=True)),
    PageCase("asking owners of cameras", asking_owners),
    PageCase("who said yes", lambda: asking_owners(of_one=True)),
    PageCase("what the agency watches with", lambda: technology("/technology/")),
    PageCase("no technology written down", no_technology),
    PageCase("a technology", technology),
    PageCase(
        "a new technology",
        lambda: technology("/desk/technology/new/", as_admin=True),
    ),
    PageCase(
        "a technology is changed",
        lambda: technology("/desk/technology/plate-readers/", as_admin=True),
    ),
]
