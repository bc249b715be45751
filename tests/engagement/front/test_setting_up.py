"""The first run: from an empty database to a town with somebody in it."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from engagement.common.errors import NotAllowedError
from engagement.common.roles import Role
from engagement.front.corners import (
    CornersError,
    as_geojson,
    read_corners,
    square_around,
)
from engagement.front.services.setting_up import open_town
from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood, Town
from engagement.places.queries import forget_town
from tests.factories.people import make_admin, make_user
from tests.factories.places import make_neighborhood, make_town, square

pytestmark = pytest.mark.django_db
GATE = "engagement.front.middleware.FirstRunMiddleware"
TYPED = {
    "name": "Little Ford",
    "email": "mayor@ford.example",
    "emergency_number": "112",
}
OPENED: Final[dict[str, Any]] = {**TYPED, "language": "en", "now": now()}
CORNERS = "44.0, -91.0\n44.0, -90.98\n44.02, -90.98\n44.02, -91.0"


@pytest.fixture(autouse=True)
def _no_town_remembered() -> None:
    forget_town()


def outline(*features: dict[str, object]) -> SimpleUploadedFile:
    collection = {"type": "FeatureCollection", "features": list(features)}
    return SimpleUploadedFile("town.geojson", json.dumps(collection).encode())


def feature(name: str, west: float) -> dict[str, object]:
    shape = square(west, 44.0)
    return {"type": "Feature", "properties": {"name": name}, "geometry": shape}


@pytest.mark.parametrize("path", ["/", "/n/", "/about/", "/report/", "/no/such/"])
def test_every_page_leads_to_the_first_run_while_there_is_no_town(
    client: Client, settings: Settings, path: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]

    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/set-up/")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/set-up/", "/account/login/"])
def test_lights_and_the_first_run_itself_stand_open(
    client: Client, settings: Settings, path: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]

    assert client.get(path).status_code == 200


def test_the_first_run_is_over_once_there_is_a_town(
    client: Client, settings: Settings
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]
    make_town()
    make_neighborhood()

    assert client.get("/").status_code == 200


def test_boundaries_loaded_by_command_open_the_pages_too(
    client: Client, settings: Settings
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]
    make_neighborhood()

    assert client.get("/").status_code == 200


def test_corners_typed_make_a_town_its_administrator_and_a_letter(
    client: Client,
) -> None:
    answer = client.post("/set-up/", {**TYPED, "corners": CORNERS})

    assert (answer.status_code, answer["Location"]) == (
        302,
        "/account/login/code/confirm/",
    )
    town = Town.objects.get()
    assert (town.name, town.emergency_number) == ("Little Ford", "112")
    assert [place.name for place in Neighborhood.objects.all()] == ["Little Ford"]
    user = User.objects.get()
    assert user.email == "mayor@ford.example"
    whole_town = Grant.objects.filter(user=user, neighborhood=None)
    assert {grant.role for grant in whole_town} == {Role.ADMIN, Role.OFFICER}
    assert Grant.objects.count() == 2
    assert Job.objects.filter(task__startswith="outbox.").count() == 1
    assert client.get("/set-up/").status_code == 404


def test_a_file_of_neighborhoods_makes_them_all(client: Client) -> None:
    sent = outline(feature("Upper Ford", -91.0), feature("Lower Ford", -90.98))

    client.post("/set-up/", {**TYPED, "boundary": sent})

    names = Neighborhood.objects.order_by("name").values_list("name", flat=True)
    assert list(names) == ["Lower Ford", "Upper Ford"]


def test_a_town_whose_neighborhoods_are_loaded_needs_no_file(client: Client) -> None:
    make_neighborhood(name="Loaded before")

    client.post("/set-up/", TYPED)

    assert Town.objects.get().name == "Little Ford"
    assert Neighborhood.objects.get().name == "Loaded before"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "Enter the name of the town."),
        ({"email": "mayor"}, "Enter an e-mail address in the correct format"),
        ({"corners": ""}, "Show where Little Ford lies"),
        ({"corners": "44.0, -91.0\nthe church"}, "Line 2 is not a latitude"),
        ({"corners": "44.0, -91.0\n99.0, -91.0"}, "Line 2 is not a latitude"),
        ({"corners": "44.0, -91.0\n44.1, -91.0"}, "Mark the middle, or 3 to 500"),
        ({"name": "", "corners": "", "boundary": b"x"}, "Choose the file once more."),
        ({"corners": "", "boundary": b"not a map"}, "GeoJSON"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    client: Client, change: dict[str, str | bytes], said: str
) -> None:
    sent: dict[str, object] = {**TYPED, "corners": CORNERS, **change}
    if isinstance(change.get("boundary"), bytes):
        sent["boundary"] = SimpleUploadedFile("x.geojson", b"not a map")

    answer = client.post("/set-up/", sent)

    shown = answer.content.decode()
    assert said in shown
    assert 'class="govuk-error-summary"' in shown
    assert "112" in shown
    assert not Town.objects.exists()
    assert not User.objects.exists()
    assert not Neighborhood.objects.exists()


def test_corners_are_read_as_people_write_them() -> None:
    assert read_corners(" 44.05 , -91.64\n\n44.1;-91.7 ") == [
        (44.05, -91.64),
        (44.1, -91.7),
    ]
    ring = json.loads(as_geojson([(1, 2), (3, 4), (5, 6)]))["coordinates"][0]
    assert ring == [[2, 1], [4, 3], [6, 5], [2, 1]]
    with pytest.raises(CornersError) as caught:
        read_corners("44.05, -91.64\n1 2 3")
    assert caught.value.line == 2


def test_one_corner_is_the_middle_of_a_square_of_four_kilometers() -> None:
    south, north = (row[0] for row in square_around(60.0, 10.0)[1:3])
    west, east = (row[1] for row in square_around(60.0, 10.0)[:2])

    assert (north - south) * 111.195 == pytest.approx(4)
    assert (east - west) * 111.195 * 0.5 == pytest.approx(4)


def test_a_hamlet_that_knows_only_its_middle_is_set_up(client: Client) -> None:
    client.post("/set-up/", {**TYPED, "corners": "44.05, -91.64"})

    place = Neighborhood.objects.get()
    assert place.area_km2 == pytest.approx(16, rel=0.02)


def test_a_file_that_is_no_map_is_said_at_its_own_field(client: Client) -> None:
    sent = SimpleUploadedFile("x.geojson", b"not a map")

    answer = client.post("/set-up/", {**TYPED, "boundary": sent})

    assert set(answer.context["form"].errors) == {"boundary"}


def test_a_passer_by_does_not_take_over_a_town_that_has_an_administrator(
    client: Client,
) -> None:
    make_neighborhood()
    make_admin()

    shown = client.get("/set-up/")
    sent = client.post("/set-up/", TYPED)
    client.force_login(make_user())
    signed_in = client.post("/set-up/", TYPED)

    for answer in (shown, sent):
        assert answer["Location"] == "/account/login/code/?next=/set-up/"
    assert signed_in.status_code == 404
    assert not Town.objects.exists()
    with pytest.raises(NotAllowedError):
        open_town(**OPENED, boundary=None, actor=None)


def test_an_administrator_made_by_command_sets_the_town_up(client: Client) -> None:
    make_neighborhood()
    client.force_login(make_admin())

    answer = client.post("/set-up/", TYPED)

    assert answer["Location"] == "/desk/"
    assert Town.objects.get().name == "Little Ford"


def test_programs_hear_that_there_is_no_town_yet(
    client: Client, settings: Settings
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]

    answer = client.get("/api/v1/kinds/")

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_town")
