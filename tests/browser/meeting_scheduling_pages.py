"""The pages of meetings, as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.timezone import now

from engagement.places.models import Holiday, Neighborhood
from meetings.models import Host, Meeting, Speaker
from meetings.services import invite_organizer, vote_on_dates
from tests.browser.front_pages import empty, full_town
from tests.browser.visits import PageCase, Visit
from tests.factories.meetings import (
    make_date_question,
    make_draft,
    make_meeting,
    make_meeting_organizer,
    make_room,
    make_series,
    make_venue,
)
from tests.factories.people import make_officer, make_organizer
from tests.factories.places import middle_of


# -- scheduling ------------------------------------------------------------------------
def a_month_of_meetings() -> Neighborhood:
    """Meetings of several kinds on several days, in two houses on the map."""
    place = full_town()
    lat, lon = middle_of(place)
    library = make_venue("Mill Library", lat=lat, lon=lon, is_step_free=True)
    church = make_venue("St. Mary’s Hall", lat=lat + 0.004, lon=lon + 0.003)
    for number, venue in enumerate((library, church, library)):
        make_meeting(
            neighborhood=place,
            venue=venue,
            kind=("town_hall", "coffee", "workshop")[number],
            title=("What Mill Road needs", "Coffee", "Plan a block party")[number],
            begins_at=now() + timedelta(days=2 + 9 * number),
            languages=["en", "es"],
        )
    make_date_question(neighborhood=place, title="A new crossing at the school")
    return place


def listed(query: str) -> Visit:
    a_month_of_meetings()
    return Visit(f"/meetings/{query}")


def a_desk_with_cautions() -> tuple[Meeting, Visit]:
    """A draft at the hours of another meeting, on a holiday, with much missing."""
    place = full_town()
    ann = make_organizer(of=place)
    begins_at = now() + timedelta(days=14)
    draft = make_draft(
        neighborhood=place, venue=None, begins_at=begins_at, organizer=ann
    )
    Host.objects.create(meeting=draft, name="The library")
    Speaker.objects.create(meeting=draft, name="Ann Reyes", about="fire chief")
    make_meeting(neighborhood=place, begins_at=begins_at, title="Choir practice")
    Holiday.objects.create(on=begins_at.date(), name="Founders’ Day")
    return draft, Visit(reverse("meetings:meeting_desk", args=[draft.pk]), ann)


def people(name: str) -> Visit:
    draft, visit = a_desk_with_cautions()
    assert visit.user is not None
    make_meeting_organizer(draft, make_officer(of=draft.neighborhood))
    make_officer(of=draft.neighborhood)
    invite_organizer(
        meeting_id=draft.pk,
        address="a.very.long.address.of.somebody@mail.riverside.example.org",
        actor=visit.user,
        language="en",
        now=now(),
    )
    return Visit(reverse(f"meetings:{name}", args=[draft.pk]), visit.user)


def series(name: str) -> Visit:
    place = full_town()
    ann = make_organizer(of=place)
    made = make_series(
        by=ann, neighborhood=place, rule="FREQ=MONTHLY;BYDAY=1TU;COUNT=4"
    )
    return Visit(reverse(f"meetings:{name}", args=[made.pk]), ann)


def a_house() -> Visit:
    ann = make_organizer(of=full_town())
    venue = make_venue("Mill Library", is_step_free=True, transit="Bus 7, Mill Road")
    make_room(venue, 80, name="Hall")
    make_room(venue, 8, name="Attic", is_active=False)
    return Visit(reverse("meetings:venue", args=[venue.pk]), ann)


def which_date() -> Visit:
    question = make_date_question(neighborhood=full_town(), dates=3)
    for number in range(6):
        vote_on_dates(
            question_id=question.pk,
            person=None,
            device=f"browser {number}",
            answers=dict.fromkeys(question.options.values_list("pk", flat=True), "yes"),
            wants_letter=False,
            now=now(),
        )
    return Visit(reverse("meetings:dates", args=[question.meeting_id]))


SCHEDULING_PAGES = [
    PageCase("meetings by month", lambda: listed("")),
    PageCase("meetings in a calendar", lambda: listed("?view=calendar")),
    PageCase("meetings on a map", lambda: listed("?view=map")),
    PageCase("meetings, none", lambda: empty("/meetings/")),
    PageCase("desk of a draft", lambda: a_desk_with_cautions()[1]),
    PageCase("who looks after a meeting", lambda: people("meeting_organizers")),
    PageCase("series", lambda: series("series")),
    PageCase("series, changed", lambda: series("series_edit")),
    PageCase("house with rooms", a_house),
    PageCase("which date suits", which_date),
]
