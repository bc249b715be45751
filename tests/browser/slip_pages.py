"""Who came and who lives here, as a browser sees it: asked, typed, compared, imported."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import now

from engagement.places.models import Neighborhood
from meetings.models import Meeting
from meetings.queries.slips import quarters_before
from meetings.slipcodes import slip_code
from tests.browser.visits import PageCase, Visit
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_admin, make_organizer
from tests.factories.places import make_neighborhood, make_town
from tests.factories.population import AGES, make_population
from tests.factories.slips import make_slips, make_told_meeting


def place() -> Neighborhood:
    make_town()
    here = make_neighborhood("Millbrook")
    make_population(here)
    make_population(here, "age", AGES)
    return here


def tonight() -> Meeting:
    return make_meeting(neighborhood=place(), begins_at=now())


def slip() -> Visit:
    meeting = tonight()
    return Visit(reverse("meetings:slip", args=[meeting.pk, slip_code(meeting.pk)]))


def paper() -> Visit:
    meeting = tonight()
    organizer = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer)
    return Visit(reverse("meetings:slips", args=[meeting.pk]), organizer)


def compared() -> Visit:
    here = place()
    meeting = make_told_meeting(
        now() - timedelta(days=3), {"own": 41, "rent": 19}, of=here
    )
    make_slips(meeting, {"18_34": 12, "35_49": 22, "65_up": 24}, "age")
    return Visit(meeting.get_absolute_url())


def who_comes() -> Visit:
    here = place()
    day = quarters_before(now())[-1][0]
    ended_at = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=40)
    make_told_meeting(ended_at, {"own": 66, "rent": 19}, of=here)
    return Visit("/organize/who-comes/", make_organizer(of=here))


def population() -> Visit:
    place()
    return Visit("/manage/population/", make_admin())


SLIP_PAGES = [
    PageCase("who came, asked on the way out", slip),
    PageCase("who came, typed from paper", paper, requests=9),
    PageCase("who came compared with who lives here", compared),
    PageCase("who comes to our meetings", who_comes),
    PageCase("figures of who lives here", population),
]
