"""The first run: from an empty database to a town with somebody in it."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from engagement.common.roles import Role
from engagement.front.corners import CornersError, as_geojson, read_corners
from engagement.outbox.models import Job
from engagement.people.models import Grant, User
from engagement.places.models import Neighborhood, Town
from engagement.places.queries import forget_town
from tests.factories.places import make_neighborhood, make_town, square

pytestmark = pytest.mark.django_db
GATE = "engagement.front.middleware.FirstRunMiddleware"
TYPED = {
    "name": "Little Ford",
    "email": "mayor@ford.example",
    "emergency_number": "112",
}
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


@pytest.mark.parametrize(
    "path", ["/", "/n/", "/about/", "/account/login/", "/no/such/"]
)
def test_every_page_leads_to_the_first_run_while_there_is_no_town(
    client: Client, settings: Settings, path: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, GATE]

    answer = client.get(path)

    assert (answer.status_code, answer["Location"]) == (302, "/set-up/")


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/set-up/"])
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
        ({"corners": "44.0, -91.0\n44.1, -91.0"}, "Mark at least 3 corners"),
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
