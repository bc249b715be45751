"""Asking after something has happened, and pulses that come again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import now

from engagement.concerns.choices import Contact, Privacy, Status
from engagement.concerns.contacts import seal_contact
from engagement.people.models import Follow, Proof, User
from engagement.places.models import Neighborhood
from feedback.choices import SurveyKind
from feedback.models import Invitation, SurveyStop, Version, Wave
from feedback.services.events import ask_after_events, beat_pulses
from meetings.models import MeetingPromise
from tests.factories.agendas import make_past_meeting
from tests.factories.bookings import make_booking
from tests.factories.concerns import make_concern, make_issue, make_voice
from tests.factories.group_walks import make_walk
from tests.factories.people import make_user
from tests.factories.places import make_neighborhood
from tests.factories.promises import make_open_promise
from tests.factories.surveys import (
    make_question,
    make_section,
    make_survey,
    make_wave,
)

pytestmark = pytest.mark.django_db
AGO = timedelta(hours=2)


def asks_after(event: str, place: Neighborhood | None, **fields: Any) -> Wave:
    survey = make_survey(
        neighborhood=place, kind=SurveyKind.EVENT, event=event, **fields
    )
    return make_wave(survey)


def asked() -> list[tuple[int | None, str]]:
    rows = Invitation.objects.order_by("person", "pk")
    return list(rows.values_list("person", "subject"))


def test_reporters_and_supporters_of_a_closed_concern_are_asked_once() -> None:
    place, reporter, supporter = make_neighborhood(), make_user(), make_user()
    asks_after("concern", place)
    issue = make_issue(neighborhood=place, status=Status.DONE, closed_at=now() - AGO)
    make_concern(issue=issue, person=reporter)
    make_voice(issue, person=supporter)
    make_concern(
        issue=issue,
        contact_by=Contact.EMAIL,
        contact_sealed=seal_contact("ann@example.net", ""),
        wants_updates=True,
    )
    private = make_issue(
        neighborhood=place,
        status=Status.DONE,
        closed_at=now() - AGO,
        privacy=Privacy.SENSITIVE,
    )
    make_concern(issue=private, person=make_user(), privacy=Privacy.SENSITIVE)
    elsewhere = make_issue(
        neighborhood=make_neighborhood(), status=Status.DONE, closed_at=now() - AGO
    )
    make_concern(issue=elsewhere, person=make_user())

    assert ask_after_events(now=now()) == 3
    assert ask_after_events(now=now()) == 0
    subject = f"issue:{issue.pk}"
    assert asked() == [
        (reporter.pk, subject),
        (supporter.pk, subject),
        (None, subject),
    ]


def test_those_who_came_to_a_meeting_are_asked_by_account_or_mail() -> None:
    meeting = make_past_meeting(days_ago=1)
    ended = meeting.ends_at
    person = make_user()
    make_booking(meeting, person=person, came_at=ended)
    make_booking(meeting, address="ann@example.net", came_at=ended)
    make_booking(
        meeting, address="quiet@example.net", wants_letters=False, came_at=ended
    )
    make_booking(meeting, person=make_user())
    wave = asks_after("meeting", meeting.neighborhood, meeting=meeting)
    Wave.objects.filter(pk=wave.pk).update(opens_at=now() - timedelta(days=3))

    ask_after_events(now=now())

    subject = f"meeting:{meeting.pk}"
    assert asked() == [(person.pk, subject), (None, subject)]


def test_a_named_meeting_asks_whoever_came_whenever_it_was_and_once() -> None:
    meeting = make_past_meeting(days_ago=20)
    person, late = make_user(), make_user()
    make_booking(meeting, person=person, came_at=meeting.ends_at)
    make_booking(meeting, address="ann@example.net", came_at=meeting.ends_at)
    wave = asks_after("meeting", meeting.neighborhood, meeting=meeting, rest_weeks=0)

    assert ask_after_events(now=now()) == 2
    make_booking(meeting, person=late, came_at=meeting.ends_at)
    assert ask_after_events(now=now()) == 1
    Invitation.objects.update(address_mark="", sealed=b"")
    Wave.objects.update(closes_at=now())
    make_wave(wave.survey, opens_at=now())
    assert ask_after_events(now=now()) == 0


def test_a_guest_whose_account_wants_no_letters_is_not_asked_by_mail() -> None:
    meeting = make_past_meeting(days_ago=1)
    make_booking(meeting, address="ann@example.net", came_at=meeting.ends_at)
    person = make_user(email="ann@example.net")
    SurveyStop.objects.create(person=person, stopped_on=now().date())
    wave = asks_after("meeting", meeting.neighborhood)
    Wave.objects.filter(pk=wave.pk).update(opens_at=now() - timedelta(days=3))

    assert ask_after_events(now=now()) == 0


def test_members_who_walked_are_asked() -> None:
    walk = make_walk(at=now() - AGO)
    walk.ended_at = now() - timedelta(hours=1)
    walk.save()
    asks_after("patrol", walk.patrol.group.neighborhood)

    ask_after_events(now=now())

    walkers = sorted(one.member.person_id for one in walk.walkers.all())
    assert walkers
    assert asked() == [(person, f"walk:{walk.pk}") for person in walkers]


def kept(place: Neighborhood) -> Any:
    promise = make_open_promise(neighborhood=place)
    promise.state, promise.settled_at = "kept", now() - AGO
    promise.save()
    return promise


def test_who_heard_a_promise_is_asked_else_who_follows_the_place() -> None:
    meeting = make_past_meeting(days_ago=5)
    place = meeting.neighborhood
    assert place is not None
    came, follower = make_user(), make_user()
    make_booking(meeting, person=came, came_at=meeting.ends_at)
    Follow.objects.create(user=follower, neighborhood=place)
    made_there, other = kept(place), kept(place)
    MeetingPromise.objects.create(meeting=meeting, promise=made_there)
    asks_after("response", place)

    ask_after_events(now=now())

    assert asked() == [
        (came.pk, f"promise:{made_there.pk}"),
        (follower.pk, f"promise:{other.pk}"),
    ]


@pytest.mark.parametrize("weeks", [0, 4])
def test_nobody_is_asked_again_while_they_rest_or_want_no_letters(weeks: int) -> None:
    place = make_neighborhood()
    wave = asks_after("response", place, rest_weeks=weeks)
    follower, quiet = make_user(), make_user()
    for person in (follower, quiet):
        Follow.objects.create(user=person, neighborhood=place)
    SurveyStop.objects.create(person=quiet, stopped_on=now().date())
    kept(place)
    if weeks:
        kept(place)

    ask_after_events(now=now())
    ask_after_events(now=now())

    assert [person for person, _subject in asked()] == [follower.pk]
    Invitation.objects.update(made_at=now() - timedelta(weeks=5))
    later = kept(place)
    later.settled_at = now()
    later.save()
    ask_after_events(now=now())
    assert Invitation.objects.filter(wave=wave, person=follower).count() == 2


def test_what_happened_before_it_came_out_asks_nobody() -> None:
    place = make_neighborhood()
    wave = asks_after("response", place)
    Wave.objects.filter(pk=wave.pk).update(opens_at=now() - timedelta(minutes=1))
    Follow.objects.create(user=make_user(), neighborhood=place)
    promise = kept(place)
    promise.settled_at = now() - timedelta(days=2)
    promise.save()

    assert ask_after_events(now=now()) == 0


# -- pulses ----------------------------------------------------------------------------
def resident() -> User:
    person = make_user()
    Proof.objects.create(user=person, kind="letter", at=now() - timedelta(days=99))
    return person


def pulse(began: datetime, **fields: Any) -> Wave:
    survey = make_survey(kind=SurveyKind.PULSE, every_weeks=4, **fields)
    return make_wave(survey, opens_at=began, closes_at=began + timedelta(weeks=1))


def test_a_pulse_comes_again_in_its_turn_and_asks_others() -> None:
    people = {resident().pk for _number in range(3)}
    began = now() - timedelta(days=1)
    wave = pulse(began, ask_of=1, rest_weeks=26)
    drawn = []

    for turn in range(4):
        at = began + timedelta(weeks=4 * turn, hours=1)
        beat_pulses(now=at)
        beat_pulses(now=at + timedelta(hours=1))
        drawn.append(
            list(
                Invitation.objects.filter(wave__number=turn + 1).values_list(
                    "person", flat=True
                )
            )
        )

    waves = wave.survey.waves.order_by("number")
    assert [one.opens_at for one in waves] == [
        began + timedelta(weeks=4 * turn) for turn in range(4)
    ]
    assert {person for turn in drawn[:3] for person in turn} == people
    assert [len(turn) for turn in drawn] == [1, 1, 1, 0]


def test_a_pulse_that_slept_goes_on_without_the_turns_it_missed() -> None:
    began = now() - timedelta(weeks=13)
    wave = pulse(began)

    assert beat_pulses(now=now()) == 1
    assert beat_pulses(now=now()) == 0
    last = wave.survey.waves.order_by("-number").first()
    assert last is not None
    assert (last.number, last.opens_at) == (2, began + timedelta(weeks=16))


def test_a_pulse_asks_the_last_questions_while_the_newest_would_not_work() -> None:
    began = now() - timedelta(weeks=4, hours=1)
    wave = pulse(began)
    newer = Version.objects.create(survey=wave.survey, number=2, made_at=now())
    gone = {"question": "gone", "test": "is", "values": ["yes"]}
    never = {"match": "all", "conditions": [gone]}
    question = make_question(make_section(newer), shown_if=never)

    beat_pulses(now=now())
    assert asked_last(wave) == wave.version

    question.shown_if = {}
    question.save()
    beat_pulses(now=now() + timedelta(weeks=4))
    assert asked_last(wave) == newer


def asked_last(wave: Wave) -> Version:
    last = wave.survey.waves.order_by("-number").first()
    assert last is not None
    return last.version
