"""Meetings as a browser sees them: called, cancelled, none; and the organizer's desk."""

from __future__ import annotations

from django.utils.timezone import now

from meetings.choices import HostPart, MeetingForm, MeetingState
from meetings.models import Host, Meeting
from tests.browser.front_pages import TOWN
from tests.browser.visits import PageCase, Visit
from tests.factories.meetings import make_draft, make_meeting, make_room, make_venue
from tests.factories.people import make_organizer
from tests.factories.places import make_neighborhood, make_town


def full_meeting() -> Meeting:
    make_town(**TOWN)
    house = make_venue(
        "Millbrook Library",
        is_step_free=True,
        transit="Bus 12, Mill Road",
        access_note="Ring at the side door.",
    )
    meeting = make_meeting(
        neighborhood=make_neighborhood(name="Millbrook"),
        room=make_room(house),
        form=MeetingForm.HYBRID,
        online_link="https://zoom.us/j/1",
        languages=["en", "es"],
        interpreters=["so"],
        has_child_care=True,
        times_moved=1,
        move_reason="The hall is being painted",
    )
    Host.objects.create(meeting=meeting, name="Friends of Mill Road")
    Host.objects.create(
        meeting=meeting,
        name="Millbrook School",
        part=HostPart.PARTNER,
        link="https://school.example.org",
    )
    return meeting


def cancelled() -> Visit:
    meeting = full_meeting()
    meeting.state, meeting.cancelled_at = MeetingState.CANCELLED, now()
    meeting.cancel_reason = "The hall is closed"
    meeting.save()
    return Visit(meeting.get_absolute_url())


def of_an_organizer(path: str = "") -> Visit:
    meeting = full_meeting()
    assert meeting.neighborhood is not None
    me = make_organizer(of=meeting.neighborhood)
    draft = make_draft(neighborhood=meeting.neighborhood, organizer=me)
    return Visit(path or f"/organize/{draft.pk}/", me)


def some_meetings() -> Visit:
    full_meeting()
    return Visit("/meetings/")


def no_meeting() -> Visit:
    make_town(**TOWN)
    return Visit("/meetings/")


def at_work(what: str) -> Visit:
    to = of_an_organizer()
    return Visit(f"{to.path}{what}/", to.user)


MEETING_BASE_PAGES: list[PageCase] = [
    PageCase("meetings", some_meetings),
    PageCase("no meeting", no_meeting),
    PageCase("a meeting", lambda: Visit(full_meeting().get_absolute_url())),
    PageCase("a meeting that is cancelled", cancelled),
    PageCase("meetings of an organizer", lambda: of_an_organizer("/organize/")),
    PageCase("a new meeting", lambda: of_an_organizer("/organize/new/")),
    PageCase("the desk of a meeting", of_an_organizer),
    PageCase("a meeting is moved", lambda: at_work("move")),
    PageCase("a meeting is cancelled", lambda: at_work("cancel")),
]
