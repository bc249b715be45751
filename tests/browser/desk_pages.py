"""The officers’ desk as a browser sees it."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import localdate, now

from engagement.concerns import services
from engagement.concerns.choices import Privacy, Status
from engagement.people.models import User
from engagement.places.models import Neighborhood, SnapPoint
from tests.browser.visits import PageCase, Visit
from tests.factories.concerns import make_concern, make_issue, make_kind
from tests.factories.people import make_officer
from tests.factories.photos import make_sent_photo
from tests.factories.places import make_neighborhood, make_town


def _desk() -> tuple[Neighborhood, User]:
    make_town()
    place = make_neighborhood()
    return place, make_officer(of=place)


def _inbox() -> Visit:
    place, officer = _desk()
    today = localdate()
    for days in range(-1, 4):
        make_issue(
            neighborhood=place,
            kind=make_kind("speeding"),
            owner=officer,
            reply_due_on=today + timedelta(days=days),
            is_held=days == 0,
            privacy=Privacy.SENSITIVE if days == 1 else Privacy.PUBLIC,
        )
    return Visit(reverse("concerns:inbox") + "?view=new&kind=traffic", user=officer)


def _empty_inbox() -> Visit:
    _place, officer = _desk()
    return Visit(reverse("concerns:inbox"), user=officer)


def _concern() -> Visit:
    """One with everything: a map, a twin, a part merged in, a history."""
    place, officer = _desk()
    lat, lon = (place.south + place.north) / 2, (place.west + place.east) / 2
    point = SnapPoint.objects.create(
        neighborhood=place, lat=lat, lon=lon, label="Mill Lane", source="street"
    )
    made = [
        make_issue(neighborhood=place, kind=make_kind("speeding"), snap_point=point)
        for _number in range(3)
    ]
    make_concern(issue=made[0], lat=lat, lon=lon, where_hint="by the bend")
    services.merge_issues(
        issue_id=made[1].pk,
        into_id=made[0].pk,
        actor=officer,
        reason="The same bend",
        now=now(),
    )
    services.move_status(
        issue_id=made[0].pk,
        actor=officer,
        new=Status.LOOKING,
        text="We measure",
        version=None,
        now=now(),
    )
    address = reverse("concerns:desk_issue", args=[made[0].reference])
    return Visit(address, user=officer)


def _photos() -> Visit:
    place, officer = _desk()
    concern = make_concern(issue=make_issue(neighborhood=place))
    make_sent_photo(concern)
    make_sent_photo(concern, by_staff=True)
    return Visit(reverse("concerns:photos", args=[concern.reference]), user=officer)


DESK_PAGES: list[PageCase] = [
    PageCase("inbox", _inbox),
    PageCase("empty inbox", _empty_inbox),
    PageCase("concern on the desk", _concern),
    PageCase("photos on the desk", _photos, requests=12),
]
