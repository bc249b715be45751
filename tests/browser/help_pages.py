"""Helping at a meeting, as a browser sees it."""

from __future__ import annotations

from django.urls import reverse

from engagement.people.models import User
from meetings.choices import HelperSort
from meetings.models import Meeting
from meetings.services.help_letters import help_token
from meetings.wishes import Wish
from tests.browser.visits import PageCase, Visit
from tests.factories.helping import make_help, make_helper, make_wanted
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_user
from tests.factories.places import make_town

ZOE = Wish(name="Zoë Núñez-O’Brien", needs="I sign, and can be there at five")


def _meeting() -> tuple[Meeting, User]:
    make_town()
    meeting, organizer = make_meeting(), make_user()
    make_meeting_organizer(meeting, organizer)
    return meeting, organizer


def _wanted() -> tuple[Meeting, User]:
    meeting, organizer = _meeting()
    make_help(wanted=make_wanted(meeting, number=2), wish=ZOE)
    make_helper(wanted=make_wanted(meeting, sort=HelperSort.CHILD_CARE))
    return meeting, organizer


def _offer() -> Visit:
    meeting, _organizer = _meeting()
    make_wanted(meeting)
    make_wanted(meeting, sort=HelperSort.STEWARD)
    return Visit(reverse("meetings:help", args=[meeting.pk]))


def _helping() -> Visit:
    meeting, _organizer = _meeting()
    helper = make_helper(meeting, wish=ZOE, answer="Come at five, please")
    return Visit(reverse("meetings:helping", args=[help_token(helper)]))


def _asked_for() -> Visit:
    meeting, _organizer = _wanted()
    return Visit(meeting.get_absolute_url())


def _at_the_desk() -> Visit:
    meeting, organizer = _wanted()
    return Visit(reverse("meetings:helpers", args=[meeting.pk]), user=organizer)


def _answer() -> Visit:
    meeting, organizer = _wanted()
    offer = meeting.help_offers.order_by("pk")[0]
    url = reverse("meetings:help_answer", args=[meeting.pk, offer.pk])
    return Visit(url, user=organizer)


HELP_PAGES: list[PageCase] = [
    PageCase("a meeting that wants help", _asked_for),
    PageCase("offer help", _offer),
    PageCase("helping at a meeting", _helping),
    PageCase("who helps at a meeting", _at_the_desk),
    PageCase("answer an offer of help", _answer),
]
