"""What comes next in a watch group, as everybody reads it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from meetings.choices import MeetingState
from tests.factories.group_rota import make_patrol, make_sign_up
from tests.factories.groups import make_group, make_member
from tests.factories.meetings import make_meeting
from tests.factories.people import make_user
from watchgroups.choices import (
    ActivityKind,
    GroupState,
    MemberState,
    PatrolState,
)
from watchgroups.models import Group

pytestmark = pytest.mark.django_db
BOSTON = ZoneInfo("America/New_York")
NOTHING = (
    "Nothing is planned now that everybody can come to. The next clean-up day, escort"
    " walk or meeting stands here with its day and time."
)


def on_evening(days: int) -> datetime:
    day = now().astimezone(BOSTON) + timedelta(days=days)
    return day.replace(hour=18, minute=0, second=0, microsecond=0)


def said(moment: datetime) -> str:
    return f"{moment:%A} {moment.day} {moment:%B} {moment.year}, 6:00 pm to 8:00 pm ({moment:%Z})"


def page(group: Group) -> str:
    return Client().get(group.get_absolute_url()).content.decode()


def next_words(group: Group) -> list[str]:
    """Give the lines of the card, without its heading."""
    card = page(group).split('aria-labelledby="next"')[1].split("</section>")[0]
    words = unescape(re.sub(r"<[^>]+>", "\n", card.split("</h2>")[1]))
    return [line.strip() for line in words.splitlines() if line.strip()]


def test_the_next_program_stands_there_with_its_hours_and_neither_route_nor_names() -> (
    None
):
    group = make_group()
    begins = on_evening(4)
    make_patrol(group, kind=ActivityKind.ESCORT, begins_at=on_evening(9))
    program = make_patrol(
        group,
        kind=ActivityKind.ESCORT,
        begins_at=begins,
        title="By Elm Street",
        route="Elm Street and the park",
        weather_note="Not in ice",
    )
    make_sign_up(program, make_member(group, make_user(name="Noor A.")))

    assert next_words(group) == ["Escort walk", said(begins)]
    told = page(group)
    assert [
        word for word in ("Elm Street", "Not in ice", "Noor A.") if word in told
    ] == []


@pytest.mark.parametrize(
    ("state", "reads"),
    [
        (None, False),
        (MemberState.ASKED, False),
        (MemberState.SUSPENDED, False),
        (MemberState.ACTIVE, True),
    ],
)
def test_when_a_patrol_walks_is_for_members_alone(
    state: str | None, *, reads: bool
) -> None:
    group, client = make_group(), Client()
    make_patrol(group, begins_at=on_evening(2))
    if state is not None:
        reason = "Shouted" if state == MemberState.SUSPENDED else ""
        client.force_login(make_member(group, state=state, reason=reason).person)

    told = unescape(client.get(group.get_absolute_url()).content.decode())

    assert NOTHING in told
    assert (said(on_evening(2)) in told, "6:00 pm" in told) == (reads, reads)


def test_programs_and_meetings_of_the_group_stand_there_too() -> None:
    group = make_group()
    make_patrol(group, kind=ActivityKind.CLEAN_UP, begins_at=on_evening(3))
    make_meeting(
        neighborhood=group.neighborhood,
        group=group,
        title="Briefing",
        begins_at=on_evening(5),
    )
    make_meeting(neighborhood=group.neighborhood, begins_at=on_evening(1))

    assert next_words(group) == [
        "Clean-up day",
        said(on_evening(3)),
        "Briefing",
        said(on_evening(5)),
    ]


def test_what_is_over_called_off_or_not_published_is_not_next() -> None:
    group = make_group()
    make_patrol(group, kind=ActivityKind.CLEAN_UP, begins_at=on_evening(-1))
    make_patrol(
        group,
        kind=ActivityKind.CLEAN_UP,
        begins_at=on_evening(2),
        state=PatrolState.CANCELLED,
        cancel_reason="Ice",
    )
    make_meeting(neighborhood=group.neighborhood, group=group, state=MeetingState.DRAFT)
    make_meeting(
        neighborhood=group.neighborhood,
        group=group,
        state=MeetingState.CANCELLED,
        cancelled_at=now(),
        cancel_reason="Ill",
    )
    make_patrol(make_group(), kind=ActivityKind.CLEAN_UP, begins_at=on_evening(2))

    assert next_words(group) == [NOTHING]


def test_a_group_that_rests_goes_nowhere() -> None:
    group = make_group(state=GroupState.FROZEN, frozen_because="no_captain")
    member = make_member(group)
    make_patrol(group, begins_at=on_evening(2), kind=ActivityKind.CLEAN_UP)
    client = Client()
    client.force_login(member.person)

    answer = client.get(group.get_absolute_url()).content.decode()

    assert NOTHING in unescape(answer)


def test_many_patrols_cost_no_more_than_one() -> None:
    counts = []
    for number in (1, 3):
        group = make_group()
        for day in range(number):
            for kind in (ActivityKind.PATROL, ActivityKind.CLEAN_UP):
                make_patrol(group, begins_at=on_evening(2 + day), kind=kind)
        page(group)  # what is kept between two requests is kept
        with CaptureQueriesContext(connection) as asked:
            page(group)
        counts.append(len(asked))

    assert counts[0] == counts[1]
