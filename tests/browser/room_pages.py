"""The room of a meeting, as phones, its chair and the hall see it."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from engagement.people.models import User
from meetings.choices import PollState
from meetings.models import Live
from tests.browser.visits import PageCase, Visit
from tests.factories.meetings import make_meeting_organizer
from tests.factories.people import make_user
from tests.factories.places import make_town
from tests.factories.rooms import (
    chair_url,
    come_in,
    make_ballots,
    make_poll,
    make_question,
    make_room,
    make_supports,
    room_url,
)

_LONG = (
    "When will the crossing at the school on Mill Road get the light that was promised"
    " two years ago, and who looks after the children in the dark months until then?"
)


def _room() -> Live:
    make_town()
    return make_room(categories=["Traffic", "Lighting"])


def _chair(live: Live) -> User:
    chair = make_user()
    make_meeting_organizer(live.meeting, chair)
    return chair


def _by_code(live: Live, client: Client, url: str) -> Visit:
    cookies = {key: morsel.value for key, morsel in client.cookies.items()}
    return Visit(url, cookies=cookies)


def _full() -> Live:
    """A room in full swing."""
    live = _room()
    up = make_question(live, _LONG, category="Traffic", nickname="Ann")
    make_supports(up, 14)
    paper = make_question(
        live, "Why does the night bus stop at ten?", source="paper", hands=9
    )
    make_supports(paper, 3)
    make_question(
        live,
        "Who mends the lamps in the park?",
        state="answered",
        answer="The parks department, by Friday 4 December.",
    )
    make_question(
        live,
        "Why does the night bus stop at 10?",
        state="new",
        held_for=["name", "phone"],
        asked_at=now() + timedelta(minutes=1),
    )
    make_question(live, "What about 14 Elm Street?", state="hidden")
    Live.objects.filter(pk=live.pk).update(on_screen=up, shows_join=False)
    return live


def _live_full() -> Visit:
    live = _full()
    client = come_in(live)
    client.post(room_url(live), {"text": "Can we have a bench by the bridge?"})
    return _by_code(live, client, room_url(live))


def _live_empty() -> Visit:
    live = _room()
    return _by_code(live, come_in(live), room_url(live))


def _shut_out() -> Visit:
    return Visit(room_url(_room()))


def _wrong_code() -> Visit:
    make_town()
    return Visit(reverse("meetings:join") + "?code=AAAAAA")


def _voting() -> Visit:
    live = _room()
    poll = make_poll(live, is_multiple=True, shows_while_open=True)
    make_ballots(poll, 23, 4, 31)
    return _by_code(live, come_in(live), room_url(live, "live_poll", poll.pk))


def _chairing() -> Visit:
    live = _full()
    make_poll(live, state=PollState.DRAFT)
    make_poll(live)
    return Visit(chair_url(live), user=_chair(live))


def _screen() -> Visit:
    live = _full()
    return Visit(chair_url(live, "screen"), user=_chair(live))


def _screen_join() -> Visit:
    live = _room()
    return Visit(chair_url(live, "screen"), user=_chair(live))


def _said() -> Visit:
    live = _full()
    poll = make_poll(live, state=PollState.CLOSED)
    make_ballots(poll, 23, 14, 31)
    Live.objects.filter(pk=live.pk).update(closed_at=now(), on_screen=None)
    return Visit(live.meeting.get_absolute_url())


ROOM_PAGES: list[PageCase] = [
    PageCase("the room, full", _live_full, requests=10),
    PageCase("the room, empty", _live_empty, requests=10),
    PageCase("the room without its code", _shut_out),
    PageCase("a wrong code of a room", _wrong_code),
    PageCase("a poll to vote in", _voting, requests=9),
    PageCase("the chair of a room", _chairing, requests=10),
    PageCase("the screen with a question", _screen, requests=10),
    PageCase("the screen with the code", _screen_join, requests=10),
    PageCase("what was said in a room", _said),
]
