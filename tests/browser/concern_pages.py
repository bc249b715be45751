"""The public pages of concerns, each with something worth seeing."""

from __future__ import annotations

from typing import Final, TypedDict

from django.utils.timezone import now

from engagement.concerns.models import Concern, Draft, Issue, Reply, StatusChange
from engagement.concerns.receipts import confirmation_token
from engagement.moderation.choices import State
from engagement.places.models import MapLayer, Neighborhood
from tests.browser.visits import MAP, PageCase, Visit
from tests.engagement.concerns.walking import Walk
from tests.factories.concerns import (
    make_concern,
    make_issue,
    make_kind,
    make_starter_kinds,
)
from tests.factories.photos import make_draft_photo, make_sent_photo
from tests.factories.places import (
    make_neighborhood,
    make_snap_point,
    make_street,
    make_town,
    middle_of,
    square,
)

WEST = -71.0
HELP = {
    "emergency_number": "112",
    "agency_name": "Riverside Police Department",
    "other_help_number": "555-010-0199",
    "other_help_words": "For other help, day or night:",
}


def make_millbrook() -> Neighborhood:
    """A small town of two neighborhoods, with streets, a park and public points."""
    make_town(**HELP)
    make_starter_kinds()
    place = make_neighborhood("Millbrook", west=WEST)
    make_neighborhood("Linden", west=WEST + 0.02)
    lat, lon = middle_of(place)
    for number, name in enumerate(("Mill Road", "Alder Street", "Brook Lane")):
        north = lat + (number - 1) * 0.002
        line = [(lon - 0.006, north), (lon + 0.006, north + 0.001)]
        make_street(name, neighborhood=place, line=line)
        make_snap_point(place, name, lat=north + 0.0005, lon=lon)
    MapLayer.objects.create(kind="park", name="Green", shape=square(lon, lat, 0.001))
    return place


def make_issues(place: Neighborhood, count: int = 3) -> list[Issue]:
    points = list(place.snap_points.order_by("pk"))
    kinds = [make_kind(code) for code in ("speeding", "noise", "street_lighting")]
    return [
        make_issue(
            neighborhood=place, kind=kinds[n % 3], snap_point=points[n % 3], reporters=n
        )
        for n in range(count)
    ]


def at_step(step: str, path: str = "") -> Visit:
    """A browser in the middle of telling a concern."""
    place = make_millbrook()
    make_issues(place)
    walk = Walk(place).to(step)
    cookies = {"report": walk.client.cookies["report"].value}
    return Visit(path or f"/report/{step}/", cookies=cookies)


def after_sending() -> Visit:
    visit = at_step("check", "/report/done/")
    walk = Walk(Neighborhood.objects.get(slug="millbrook"))
    walk.client.cookies.load({"report": visit.cookies["report"]})
    walk.contact(contact_by="email", email="me@example.org")
    walk.post("check")
    return visit


class WithPhotos(TypedDict):
    weight_kb: int
    requests: int


PHOTOS: Final[WithPhotos] = {"weight_kb": 130, "requests": 14}  # five beside the rest


def with_photos(path: str, count: int = 3) -> Visit:
    """A draft with photos, at the question or at the check."""
    visit = at_step("check", path)
    draft = Draft.objects.get()
    for place in range(1, count + 1):
        make_draft_photo(draft, place)
    return visit


def photos_of_a_receipt(count: int = 2) -> Visit:
    visit = receipt()
    concern = Concern.objects.get()
    for state in list(State)[:count]:
        make_sent_photo(concern, state=state)
    return Visit(f"{visit.path}photos/")


def receipt_with_photos() -> Visit:
    return Visit(photos_of_a_receipt(4).path.removesuffix("photos/"))


def issue_with_photos() -> Visit:
    shown = make_issues(make_millbrook())[0]
    for _number in range(3):
        make_sent_photo(make_concern(issue=shown))
    return Visit(shown.get_absolute_url())


def urgent() -> Visit:
    walk = Walk(make_millbrook(), group="property", kind="burglary")
    walk.what()
    return Visit(
        "/report/urgent/", cookies={"report": walk.client.cookies["report"].value}
    )


def receipt() -> Visit:
    walk = Walk(make_millbrook()).to("check")
    walk.post("check")
    return Visit(f"/r/{walk.get('done').context['receipt']}/")


def confirming() -> Visit:
    after_sending()
    return Visit(f"/confirm/{confirmation_token(Concern.objects.get().pk)}/")


def issue() -> Visit:
    shown = make_issues(make_millbrook())[0]
    StatusChange.objects.create(
        issue=shown, old="new", new="planned", text="Speed checks in May", at=now()
    )
    Reply.objects.create(issue=shown, text="Thank you. We are on it.", at=now())
    return Visit(shown.get_absolute_url())


def around(query: str = "", count: int = 23) -> Visit:
    make_issues(make_millbrook(), count)
    return Visit(f"/around/{query}")


CONCERN_PAGES = [
    PageCase("report, start", lambda: at_step("where", "/report/")),
    PageCase("report, nothing begun", lambda: Visit("/report/?gone=1")),
    PageCase("report, what", lambda: at_step("where", "/report/what/")),
    PageCase("report, which", lambda: at_step("where", "/report/what/?group=traffic")),
    PageCase("report, urgent", urgent),
    PageCase("report, where", lambda: at_step("where"), **MAP),
    PageCase(
        "report, where again", lambda: at_step("details", "/report/where/"), **MAP
    ),
    PageCase("report, photos", lambda: at_step("photos")),
    PageCase("report, some photos", lambda: with_photos("/report/photos/"), **PHOTOS),
    PageCase("report, all photos", lambda: with_photos("/report/photos/", 5), **PHOTOS),
    PageCase("check with photos", lambda: with_photos("/report/check/"), **PHOTOS),
    PageCase("photos of a receipt", photos_of_a_receipt, **PHOTOS),
    PageCase("no photos yet", lambda: photos_of_a_receipt(0)),
    PageCase("receipt with photos", receipt_with_photos, **PHOTOS),
    PageCase("issue with photos", issue_with_photos, **PHOTOS),
    PageCase("report, details", lambda: at_step("details")),
    PageCase("report, contact", lambda: at_step("contact")),
    PageCase("report, check", lambda: at_step("check")),
    PageCase("report, done", after_sending),
    PageCase("report, finish later", lambda: at_step("details", "/report/save/")),
    PageCase("issue", issue),
    PageCase("around", around),
    PageCase("around, nothing", lambda: around(count=0)),
    PageCase("around, map", lambda: around("?view=map"), **MAP),
    PageCase("track", lambda: Visit("/track/")),
    PageCase("receipt", receipt),
    PageCase("confirm mail", confirming),
]
