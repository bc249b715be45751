"""Two who work on one agenda or its minutes at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils.timezone import now

from engagement.outbox.models import Job
from meetings.errors import AgendaFullError, MinutesChangedError
from meetings.models import AgendaItem, Meeting, MinutesText
from meetings.services import agenda as services
from meetings.services.minutes import MinutesWords, Said, save_minutes
from meetings.services.reminding import remind_of_minutes
from tests.engagement.concerns.test_races import at_once
from tests.factories.agendas import make_past_meeting
from tests.factories.meetings import make_meeting, make_meeting_organizer
from tests.factories.people import make_officer, make_organizer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MANY, RUNS = 8, 20


def almost_full() -> Meeting:
    meeting = make_meeting()
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, title=f"Item {n}", minutes=1, position=n)
        for n in range(1, services.MOST_ITEMS)
    )
    return meeting


def adding(meeting: Meeting) -> Callable[[], str]:
    officer = make_officer(of=meeting.neighborhood)

    def add() -> str:
        words = services.ItemWords(title="The last one", minutes=5)
        try:
            services.add_item(
                meeting_id=meeting.pk, words=words, actor=officer, now=now()
            )
        except AgendaFullError:
            return "full"
        return "added"

    return add


def test_the_last_place_on_an_agenda_is_taken_once() -> None:
    meeting = almost_full()

    results = at_once(*[adding(meeting) for _ in range(MANY)])

    assert Counter(results) == Counter(added=1, full=MANY - 1)


def test_control_without_the_lock_the_agenda_is_overfull(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        services,
        "locked_meeting",
        lambda meeting_id, _actor: Meeting.objects.get(pk=meeting_id),
    )
    most = 0
    for _run in range(RUNS):
        meeting = almost_full()
        at_once(*[adding(meeting) for _ in range(MANY)])
        most = max(most, AgendaItem.objects.filter(meeting=meeting).count())
        if most > services.MOST_ITEMS:
            break

    assert most > services.MOST_ITEMS


def test_of_many_who_write_the_first_minutes_one_is_kept() -> None:
    meeting = make_past_meeting()
    officer = make_officer(of=meeting.neighborhood)

    def write(number: int) -> str:
        said = Said(item_id=None, text=f"Version {number}")
        words = MinutesWords(language="en", said=(said,))
        try:
            save_minutes(
                meeting_id=meeting.pk, words=words, version=0, actor=officer, now=now()
            )
        except MinutesChangedError:
            return "changed"
        return "kept"

    results = at_once(*[lambda n=n: write(n) for n in range(MANY)])

    assert Counter(results) == Counter(kept=1, changed=MANY - 1)
    assert MinutesText.objects.count() == 1


def test_reminders_that_run_at_once_ask_once() -> None:
    meeting = make_past_meeting(days_ago=10)
    organizer = make_organizer(of=meeting.neighborhood)
    make_meeting_organizer(meeting, organizer, is_by_role=True)
    moment = meeting.ends_at + timedelta(days=3)

    asked = at_once(*[lambda: remind_of_minutes(now=moment)] * MANY)

    assert Counter(asked) == Counter({1: 1, 0: MANY - 1})
    assert Job.objects.count() == 1
