"""Who comes to the demo town's meetings, what is asked there, and what came of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from engagement.concerns.queries import public_issues
from engagement.front.demo.calling import ORGANIZER
from engagement.front.demo.promising import officer_of
from engagement.people.models import User
from meetings.models import AgendaItem, Meeting
from meetings.queries.live import Attendee
from meetings.services.agenda import ItemWords, add_item
from meetings.services.booking import book_as_person
from meetings.services.door import check_in, count_walk_ins
from meetings.services.help_answers import accept_help
from meetings.services.help_wanted import Wanted, set_helpers
from meetings.services.helping import offer_as_person
from meetings.services.minutes import (
    MinutesWords,
    Said,
    publish_minutes,
    save_minutes,
)
from meetings.services.polls import cast_ballot, open_poll, write_poll
from meetings.services.promising import promise_in_meeting
from meetings.services.questions import (
    answer_question,
    ask_question,
    shortlist_question,
    show_question,
    support_question,
)
from meetings.services.room import open_room
from meetings.services.waiting import change_capacity
from meetings.wishes import Wish

_FILE = Path(__file__).with_name("phrases") / "gatherings.toml"
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Gathering:
    """One meeting of the file, and who looks after it."""

    told: Told
    meeting: Meeting
    organizer: User
    officer: User
    now: datetime

    @property
    def before(self) -> datetime:
        """A moment before it began, in the past."""
        return min(self.now, self.meeting.begins_at) - timedelta(days=2)

    @property
    def is_over(self) -> bool:
        return self.meeting.has_ended(self.now)


def gather(
    meetings: Mapping[str, Meeting],
    known: Mapping[str, User],
    people: Sequence[int],
    now: datetime,
) -> None:
    """Let people come, ask and hear, as the file tells."""
    come = list(User.objects.filter(pk__in=people).order_by("pk"))
    for title, told in tomllib.loads(_FILE.read_text(encoding="utf-8")).items():
        meeting = Meeting.objects.select_related("neighborhood").get(
            pk=meetings[title].pk
        )
        one = Gathering(
            told=told,
            meeting=meeting,
            organizer=known[ORGANIZER],
            officer=officer_of(str(meeting.neighborhood), known),
            now=now,
        )
        _hold(one, come)


def _hold(one: Gathering, come: Sequence[User]) -> None:
    codes = _seats(one, come)
    items = [_item(one, each) for each in one.told.get("agenda", ())]
    _ask_for_help(one, come)
    if "questions" in one.told:
        _ask(one)
    if one.is_over:
        _look_back(one, codes, items)


def _seats(one: Gathering, come: Sequence[User]) -> list[str]:
    """Book the parties in their order; who finds no seat stands in line."""
    change_capacity(
        meeting_id=one.meeting.pk,
        capacity=one.told["capacity"],
        reserved_seats=0,
        actor=one.organizer,
        now=one.before,
    )
    booked = [
        book_as_person(
            meeting_id=one.meeting.pk,
            wish=Wish(party_size=size, name=person.name),
            actor=person,
            language="en",
            now=one.before + timedelta(minutes=number),
        )
        for number, (size, person) in enumerate(
            zip(one.told["parties"], come, strict=False)
        )
    ]
    return [booking.code for booking in booked if booking.has_a_place]


def _ask_for_help(one: Gathering, come: Sequence[User]) -> None:
    """Say which help is wanted; each who offers some is somebody who comes."""
    offering = iter(come)
    for told in one.told.get("helpers", ()):
        sort = Wanted(told["sort"], told.get("language", ""), told["number"])
        wanted = set_helpers(
            meeting_id=one.meeting.pk, wanted=sort, actor=one.organizer, now=one.before
        )
        for offered, person in zip(told["offers"], offering, strict=False):
            offer = offer_as_person(
                wanted_id=wanted.pk,
                name=person.name,
                words=offered["words"],
                actor=person,
                language="en",
                now=one.before + timedelta(minutes=20),
            )
            if "answer" in offered:
                accept_help(
                    offer_id=offer.pk,
                    words=offered["answer"],
                    actor=one.organizer,
                    now=one.before + timedelta(minutes=40),
                )


def _item(one: Gathering, told: Told) -> AgendaItem:
    issues = public_issues().filter(
        neighborhood=one.meeting.neighborhood_id, kind__code=told.get("kind", "")
    )
    about = issues.order_by("-supporters", "pk").values_list("reference", flat=True)[:1]
    return add_item(
        meeting_id=one.meeting.pk,
        words=ItemWords(
            title=told["title"],
            minutes=told["minutes"],
            speaker=told["speaker"],
            references=tuple(about),
        ),
        actor=one.organizer,
        now=one.before,
    )


def _ask(one: Gathering) -> None:
    """Open the room, ask, support, answer, and put one question to the vote."""
    whose: dict[str, Any] = {"actor": one.organizer, "now": one.now}
    open_room(meeting_id=one.meeting.pk, **whose)
    for number, told in enumerate(one.told["questions"]):
        asked = ask_question(
            meeting_id=one.meeting.pk,
            who=Attendee(None, f"demo-asks-{number}"),
            text=told["text"],
            nickname="",
            category="",
            network=f"demo-{number}",
            now=one.now,
        )
        if told["state"] == "new":
            continue
        shortlist_question(question_id=asked.pk, **whose)
        for hand in range(told["supporters"]):
            who = Attendee(None, f"demo-hand-{number}-{hand}")
            support_question(question_id=asked.pk, who=who, now=one.now)
        if told["state"] == "answered":
            answer_question(question_id=asked.pk, answer=told["answer"], **whose)
        elif told["state"] == "shown":
            show_question(question_id=asked.pk, **whose)
    _vote(one, whose)


def _vote(one: Gathering, whose: dict[str, Any]) -> None:
    told = one.told["poll"]
    poll = write_poll(
        meeting_id=one.meeting.pk,
        text=told["text"],
        options=told["options"],
        is_multiple=False,
        shows_while_open=True,
        **whose,
    )
    open_poll(poll_id=poll.pk, **whose)
    for option, votes in enumerate(told["votes"]):
        for hand in range(votes):
            who = Attendee(None, f"demo-votes-{option}-{hand}")
            cast_ballot(poll_id=poll.pk, who=who, choices=[option], now=one.now)


def _look_back(
    one: Gathering, codes: Sequence[str], items: Sequence[AgendaItem]
) -> None:
    """Count who came, write down what was said, and what was promised."""
    begun = one.meeting.begins_at + timedelta(minutes=10)
    whose: dict[str, Any] = {"meeting_id": one.meeting.pk, "actor": one.organizer}
    check_in(codes=codes, now=begun, **whose)
    count_walk_ins(people=one.told["walk_ins"], now=begun, **whose)
    day_after = one.meeting.ends_at + timedelta(days=1)
    told = zip(one.told["agenda"], items, strict=True)
    said = tuple(
        Said(item_id=item.pk, text=each["said"], outcome=each.get("outcome", ""))
        for each, item in told
    )
    words = MinutesWords(
        language="en",
        said=(Said(item_id=None, text=one.told["general"]), *said),
        attendance=one.told["attendance"],
    )
    save_minutes(words=words, version=0, now=day_after, **whose)
    for each in one.told["promises"]:
        promise_in_meeting(
            item_id=items[each["item"]].pk,
            what=each["what"],
            who=each["who"],
            due_on=localdate(day_after) + timedelta(days=each["due"]),
            owner=one.officer,
            now=day_after,
            **whose,
        )
    publish_minutes(now=day_after, **whose)
