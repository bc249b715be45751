"""Drawing the area of a group: corners or a file, inside its neighborhood."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.common.errors import NotAllowedError
from engagement.people.models import User
from engagement.places.models import Street
from tests.factories.groups import make_group
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_town, middle_of
from tests.harness.sessions import just_signed_in
from watchgroups.choices import AreaKind
from watchgroups.models import Group
from watchgroups.services.areas import draw_area

pytestmark = pytest.mark.django_db
STEP = 0.0005


@pytest.fixture
def ann() -> User:
    return make_user()


@pytest.fixture
def group(ann: User) -> Group:
    make_town()
    return make_group(captain=ann)


def corners_in(group: Group, step: float = STEP) -> list[tuple[float, float]]:
    """Four corners around the middle of the neighborhood, going round."""
    lat, lon = middle_of(group.neighborhood)
    return [
        (round(lat + up * step, 6), round(lon + right * step, 6))
        for up, right in ((-1, -1), (-1, 1), (1, 1), (1, -1))
    ]


def typed(corners: list[tuple[float, float]]) -> str:
    return "\n".join(f"{lat}, {lon}" for lat, lon in corners)


def polygon(corners: list[tuple[float, float]]) -> dict[str, object]:
    ring = [[lon, lat] for lat, lon in corners]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def send(client: Client, group: Group, **data: object) -> str:
    url = reverse("watchgroups:group_area", args=[group.slug])
    return client.post(url, data, follow=True).content.decode()


def test_corners_are_seen_on_the_map_before_they_stand(group: Group, ann: User) -> None:
    client, corners = just_signed_in(ann), corners_in(group)

    assert "Is this the area?" in send(
        client, group, corners=typed(corners), act="look"
    )
    group.refresh_from_db()
    assert group.area_kind == AreaKind.NEIGHBORHOOD

    send(client, group, corners=typed(corners), act="keep")
    group.refresh_from_db()
    drawn: object = group.polygon
    assert (group.area_kind, drawn) == ("polygon", polygon(corners))
    shown = client.get(group.get_absolute_url()).content.decode()
    assert "Map of the part of" in shown


def test_a_file_with_one_area_will_do(group: Group, ann: User) -> None:
    corners = corners_in(group)
    ring = [[lon, lat, 210.5] for lat, lon in [*corners, corners[0]]]  # with heights
    drawn = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {}, "geometry": drawn}
    file = SimpleUploadedFile("area.geojson", json.dumps(feature).encode())

    shown = send(just_signed_in(ann), group, file=file, act="look")

    assert typed(corners) in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Give 3 to 100 corners."),
        ("44.05, -91.64", "Give 3 to 100 corners."),
        ("44.05, -91.64\nMill Road", "Line 2 is not a latitude and a longitude"),
        ("91.2, 10.5", "Line 1 is not a latitude and a longitude"),
        ("10.0, 10.0\n10.1, 10.0\n10.1, 10.1", "A part of this lies outside"),
    ],
)
def test_what_is_no_area_here_is_told_in_a_sentence(
    group: Group, ann: User, text: str, words: str
) -> None:
    assert words in send(just_signed_in(ann), group, corners=text, act="keep")
    group.refresh_from_db()
    assert group.area_kind == AreaKind.NEIGHBORHOOD


def test_lines_that_cross_are_no_area(group: Group, ann: User) -> None:
    one, two, three, four = corners_in(group)
    crossed = typed([one, three, two, four])

    assert "The lines cross" in send(just_signed_in(ann), group, corners=crossed)


def test_officers_draw_too_and_others_do_not(group: Group) -> None:
    drawn = polygon(corners_in(group))
    officer = make_officer(of=group.neighborhood)
    draw_area(group_id=group.pk, polygon=drawn, actor=officer, now=now())
    group.refresh_from_db()
    assert group.polygon == drawn

    with pytest.raises(NotAllowedError):
        draw_area(group_id=group.pk, polygon=drawn, actor=make_user(), now=now())


def test_the_public_page_names_the_streets_on_its_map(group: Group) -> None:
    lat, lon = middle_of(group.neighborhood)
    line = {"type": "LineString", "coordinates": [[lon, lat], [lon + STEP, lat]]}
    Street.objects.create(
        name="Mill Road",
        neighborhood=group.neighborhood,
        line=line,
        middle_lat=lat,
        middle_lon=lon,
    )
    group.area_kind, group.streets = AreaKind.STREETS, ["Mill Road"]
    group.save()

    shown = Client().get(group.get_absolute_url()).content.decode()

    assert "with these streets: Mill Road" in shown
    assert "ui-smap__watched" in shown
