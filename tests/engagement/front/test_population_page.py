"""An administrator looks at a file of figures, and then keeps them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engagement.places.models import PopulationGroup
from tests.factories.people import make_admin
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
URL = "/manage/population/"
GOOD = "neighborhood,trait,group,people\nEast,housing,own,5000\n"


@pytest.fixture
def client() -> Client:
    make_neighborhood("East")
    client = Client()
    sign_in(client, make_admin())
    return client


def send(client: Client, text: str = "", **fields: Any) -> Any:
    values = {"source": "Census", "year": "2024"} | fields
    if text:
        values["file"] = SimpleUploadedFile("figures.csv", text.encode())
    return client.post(URL, values)


def test_a_file_is_looked_at_and_its_figures_are_kept_after_a_second_press(
    client: Client,
) -> None:
    looked = send(client, GOOD)
    before = PopulationGroup.objects.count()

    kept = send(client, looked_at=looked.context["looked_at"], act="keep")

    assert looked.status_code == 200
    assert "Nothing has been written yet." in looked.content.decode()
    assert before == 0
    assert (kept.status_code, kept["Location"]) == (302, URL)
    assert PopulationGroup.objects.get().people == 5000


def test_a_file_is_only_looked_at_even_when_the_second_button_came_along(
    client: Client,
) -> None:
    send(client, GOOD, act="keep")

    assert PopulationGroup.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "fields", "errors"),
    [
        ("", {}, {"file": ["Choose the file."]}),
        (
            GOOD.replace("East", "North"),
            {},
            {"file": ["Line 2: there is no neighborhood “North” on the map."]},
        ),
        (
            GOOD,
            {"source": "", "year": "x"},
            {
                "source": ["Say who counted."],
                "year": ["Enter the year in numbers, like 2024."],
            },
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, text: str, fields: dict[str, str], errors: dict[str, list[str]]
) -> None:
    answer = send(client, text, **fields)

    assert answer.context["form"].errors == errors
    assert PopulationGroup.objects.count() == 0
