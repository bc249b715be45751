"""The pages of meetings, as a browser sees them: full, empty, wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate, now

from engagement.people.models import User
from engagement.promises.choices import PromiseState
from meetings.models import Meeting
from tests.browser.front_pages import empty, full_town
from tests.browser.visits import PageCase, Visit
from tests.factories.agendas import (
    make_item,
    make_link,
    make_meeting_promise,
    make_minutes,
    make_past_meeting,
    make_proposal,
    make_published_minutes,
    make_text,
)
from tests.factories.concerns import make_issue, make_kind
from tests.factories.meetings import make_meeting
from tests.factories.people import make_officer
from tests.factories.promises import make_open_promise


# -- agendas, minutes, promises ----------------------------------------------------
def with_an_agenda() -> tuple[Meeting, User]:
    """A town hall in two weeks, planned, with proposals and an old promise."""
    place = full_town()
    meeting = make_meeting(neighborhood=place, hours=1)
    first = make_item(
        meeting, "Crossing at the school", minutes=40, note="Bring ideas."
    )
    make_item(meeting, "What was counted", parent=first, minutes=45)
    second = make_item(meeting, "Street lights on Mill Road", minutes=30)
    make_link(first, make_issue(neighborhood=place, kind=make_kind("crossing")))
    make_link(second, make_issue(neighborhood=place, kind=make_kind("lights")))
    make_proposal(meeting, "More benches at the playground, please")
    late = localdate() - timedelta(days=5)
    make_open_promise(neighborhood=place, what="Trim the hedge", due_on=late)
    return meeting, make_officer(of=place)


def held() -> tuple[Meeting, User]:
    """A meeting that is over, its minutes drafted in two languages."""
    place = full_town()
    meeting = make_past_meeting(neighborhood=place)
    item = make_item(meeting, "Crossing at the school")
    minutes = make_minutes(meeting)
    make_text(minutes, item, "Hablamos del cruce.", language="es", outcome="En mayo.")
    make_meeting_promise(meeting, item, what="Count the cars")
    return meeting, make_officer(of=place)


def public_meeting() -> Visit:
    meeting, _officer = with_an_agenda()
    return Visit(meeting.get_absolute_url())


def at_desk(page: str) -> Visit:
    meeting, officer = with_an_agenda()
    return Visit(f"/organize/{meeting.pk}/{page}/", officer)


def a_proposal() -> Visit:
    meeting, officer = with_an_agenda()
    made = make_proposal(meeting, "A speed camera on Mill Road")
    return Visit(f"/organize/{meeting.pk}/proposals/{made.pk}/", officer)


def published_minutes() -> Visit:
    place = full_town()
    meeting = make_past_meeting(neighborhood=place)
    item = make_item(meeting, "Crossing at the school")
    make_meeting_promise(meeting, item, what="Count the cars")
    make_published_minutes(meeting, make_officer(of=place))
    return Visit(f"{meeting.get_absolute_url()}minutes/")


def minutes_beside() -> Visit:
    meeting, officer = held()
    return Visit(f"/organize/{meeting.pk}/minutes/?language=es", officer)


def promises() -> Visit:
    place = full_town()
    late = localdate() - timedelta(days=9)
    make_open_promise(neighborhood=place, what="Trim the hedge", due_on=late)
    settled: dict[str, Any] = {
        "settled_at": now(),
        "outcome": "There was no money for it.",
    }
    make_open_promise(neighborhood=place, state=PromiseState.DROPPED, **settled)
    make_meeting_promise(make_past_meeting(neighborhood=place), what="Count the cars")
    return Visit("/promises/")


AGENDA_PAGES = [
    PageCase("meeting with its agenda", public_meeting),
    PageCase("agenda desk", lambda: at_desk("agenda")),
    PageCase("prepare from the report", lambda: at_desk("prepare")),
    PageCase("answer a proposal", a_proposal),
    PageCase("minutes", published_minutes),
    PageCase("minutes desk", minutes_beside),
    PageCase("promises", promises),
    PageCase("promises, none", lambda: empty("/promises/")),
]
