"""Dates neighbors help to choose: one answer each, changed freely, small numbers hidden."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime, now

from engagement.common.errors import NotAllowedError
from engagement.outbox.models import Job
from engagement.people.models import User
from meetings import tasks
from meetings.choices import MeetingState
from meetings.errors import (
    DatesClosedError,
    MeetingIncompleteError,
    MeetingOverError,
    MeetingTimeError,
    RoomTakenError,
)
from meetings.models import DateQuestion, DateVote, DateVoter
from meetings.queries.dates import tallies_of
from meetings.services import (
    ask_dates,
    choose_date,
    forget_votes,
    publish_meeting,
    vote_on_dates,
)
from tests.factories.meetings import (
    make_date_question,
    make_draft,
    make_meeting,
    make_room,
)
from tests.factories.people import make_officer, make_user
from tests.factories.places import make_neighborhood
from tests.harness.sessions import sign_in

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def vote(
    question: DateQuestion,
    *answers: str,
    person: User | None = None,
    device: str | None = None,
    wants_letter: bool = False,
    at: datetime | None = None,
) -> DateVoter:
    options = question.options.order_by("begins_at").values_list("pk", flat=True)
    return vote_on_dates(
        question_id=question.pk,
        person=person,
        device=device,
        answers=dict(zip(options, answers, strict=True)),
        wants_letter=wants_letter,
        now=at or now(),
    )


def counted(question: DateQuestion) -> list[tuple[int, int, int, bool]]:
    return [(one.yes, one.needed, one.no, one.is_best) for one in tallies_of(question)]


def test_each_person_and_each_browser_has_one_answer_and_may_change_it() -> None:
    question, ann = make_date_question(), make_user()

    vote(question, "yes", "no", person=ann)
    vote(question, "no", "yes", person=ann)
    vote(question, "needed", "yes", device="a browser")
    vote(question, "needed", "needed", device="a browser")

    assert counted(question) == [(0, 1, 1, False), (1, 1, 0, True)]
    assert DateVote.objects.count() == 4


def test_signing_in_takes_the_answer_of_the_browser_along() -> None:
    question, ann = make_date_question(), make_user()

    vote(question, "yes", "yes", device="a browser")
    vote(question, "no", "yes", person=ann, device="a browser")

    voter = DateVoter.objects.get()
    assert (voter.person, voter.device) == (ann, "")
    assert counted(question) == [(0, 0, 1, False), (1, 0, 0, True)]


def test_what_is_kept_of_a_browser_and_of_the_time_is_little() -> None:
    voter = vote(
        make_date_question(), "yes", "no", device="a browser", wants_letter=True
    )

    assert "a browser" not in voter.device
    assert (voter.at.minute, voter.at.second) == (0, 0)
    assert not voter.wants_letter


def test_a_closed_question_and_half_an_answer_are_refused() -> None:
    question = make_date_question()
    other = make_date_question().options.first()
    assert other is not None

    with pytest.raises(DatesClosedError):
        vote(question, "yes", "no", device="x", at=now() + 8 * DAY)
    with pytest.raises(MeetingIncompleteError):
        vote(question, "yes", "perhaps", device="x")
    with pytest.raises(MeetingIncompleteError):
        vote(question, "yes", "no")
    with pytest.raises(MeetingIncompleteError):
        vote_on_dates(
            question_id=question.pk,
            person=None,
            device="x",
            answers={other.pk: "yes"},
            wants_letter=False,
            now=now(),
        )

    assert not DateVoter.objects.exists()


def test_the_public_reads_no_small_number() -> None:
    question = make_date_question()
    for number in range(5):
        vote(question, "yes", "yes", device=f"browser {number}")
    shown_before = [one.shown for one in tallies_of(question)]
    for number in range(5, 10):
        vote(question, "needed", "yes", device=f"browser {number}")
    for number in range(10, 15):
        vote(question, "no", "no", device=f"browser {number}")

    assert shown_before == [[None, None, None], [None, None, None]]
    assert [one.shown for one in tallies_of(question)] == [
        [5, 5, 5],
        [None, None, None],
    ]


def test_the_date_that_is_taken_becomes_the_drafts_and_who_asked_is_told() -> None:
    place = make_neighborhood()
    officer, ann = make_officer(of=place), make_user("ann@example.org")
    question = make_date_question(neighborhood=place)
    vote(question, "no", "yes", person=ann, wants_letter=True)
    vote(question, "yes", "yes", person=make_user())
    chosen = question.options.latest("begins_at")

    meeting = choose_date(option_id=chosen.pk, actor=officer, now=now())

    job = Job.objects.get(task="meetings.tell_of_date")
    tasks.tell_of_date(job_id=job.pk, **job.arguments)
    assert (meeting.state, meeting.begins_at) == (MeetingState.DRAFT, chosen.begins_at)
    assert [(one.to, one.subject[:19]) for one in mail.outbox] == [
        (["ann@example.org"], "The date is chosen:")
    ]
    with pytest.raises(MeetingOverError):
        choose_date(option_id=chosen.pk, actor=officer, now=now())
    with pytest.raises(DatesClosedError):
        vote(question, "yes", "yes", person=ann)


@pytest.mark.parametrize("is_offered", [True, False])
def test_publishing_ends_the_question_and_who_asked_is_told(
    *, is_offered: bool
) -> None:
    place = make_neighborhood()
    officer, ann = make_officer(of=place), make_user("ann@example.org")
    question = make_date_question(neighborhood=place)
    vote(question, "no", "yes", person=ann, wants_letter=True)
    latest = question.options.latest("begins_at")
    if is_offered:
        question.meeting.begins_at = latest.begins_at
        question.meeting.ends_at = latest.ends_at
        question.meeting.save()

    publish_meeting(meeting_id=question.meeting_id, actor=officer, now=now())

    job = Job.objects.get(task="meetings.tell_of_date")
    tasks.tell_of_date(job_id=job.pk, **job.arguments)
    question.refresh_from_db()
    latest.refresh_from_db()
    assert question.settled_at is not None
    assert latest.is_chosen == is_offered
    assert [one.to for one in mail.outbox] == [["ann@example.org"]]
    with pytest.raises(DatesClosedError):
        vote(question, "yes", "yes", person=ann)


def test_who_does_not_want_the_letter_any_more_gets_none() -> None:
    place = make_neighborhood()
    question, ann = make_date_question(neighborhood=place), make_user()
    voter = vote(question, "yes", "yes", person=ann, wants_letter=True)
    option = question.options.earliest("begins_at")
    choose_date(option_id=option.pk, actor=make_officer(of=place), now=now())
    job = Job.objects.get(task="meetings.tell_of_date")
    voter.delete()

    tasks.tell_of_date(job_id=job.pk, **job.arguments)

    assert mail.outbox == []
    job.refresh_from_db()
    assert job.done_at is not None


def test_a_date_on_which_the_room_is_taken_is_not_taken() -> None:
    place, room = make_neighborhood(), make_room()
    question = make_date_question(neighborhood=place, room=room)
    option = question.options.earliest("begins_at")
    make_meeting(room=room, begins_at=option.begins_at)

    with pytest.raises(RoomTakenError):
        choose_date(option_id=option.pk, actor=make_officer(of=place), now=now())

    question.refresh_from_db()
    assert question.settled_at is None


def test_two_to_ten_dates_to_come_are_offered_for_a_draft_once() -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    draft = make_draft(neighborhood=place)
    soon = now() + 20 * DAY
    many = [soon + number * DAY for number in range(11)]

    def ask(dates: list[datetime], closes_in: timedelta = 5 * DAY, who: User = officer) -> None:  # fmt: skip
        ask_dates(
            meeting_id=draft.pk,
            begins=dates,
            closes_at=now() + closes_in,
            actor=who,
            now=now(),
        )

    for dates in ([soon], [soon, soon], many):
        with pytest.raises(MeetingIncompleteError):
            ask(dates)
    for dates, closes_in in (
        ([now() - DAY, soon], 5 * DAY),
        (many[:2], 30 * DAY),
        (many[:2], -DAY),
    ):
        with pytest.raises(MeetingTimeError):
            ask(dates, closes_in)
    with pytest.raises(NotAllowedError):
        ask(many[:2], who=make_officer(of=make_neighborhood()))
    ask(many[:10])
    with pytest.raises(MeetingOverError):
        ask(many[:2])

    lengths = {one.ends_at - one.begins_at for one in draft.date_question.options.all()}
    assert lengths == {draft.ends_at - draft.begins_at}


def test_votes_are_let_go_a_month_after_the_question_closed() -> None:
    question = make_date_question()
    vote(question, "yes", "no", device="x")

    assert forget_votes(now=question.closes_at + 29 * DAY) == 0
    assert forget_votes(now=question.closes_at + 31 * DAY) == 3


def test_a_neighbor_answers_without_an_account_and_changes_it(client: Client) -> None:
    question = make_date_question(title="A new crossing")
    url = reverse("meetings:dates", args=[question.meeting_id])
    one, two = question.options.order_by("begins_at")
    listed = client.get(reverse("meetings:meetings")).content.decode()

    wrong = client.post(url, {f"option_{one.pk}": "yes"})
    client.post(url, {f"option_{one.pk}": "yes", f"option_{two.pk}": "no"})
    again = client.get(url)
    client.post(url, {f"option_{one.pk}": "no", f"option_{two.pk}": "no"})

    assert "A new crossing" in listed
    assert wrong.context["form"].errors == {
        f"option_{two.pk}": ["Say whether this date suits you."]
    }
    assert "Change my answer" in again.content.decode()
    assert counted(question) == [(0, 0, 1, False), (0, 0, 1, False)]


def test_the_place_and_link_of_the_draft_stay_hidden(client: Client) -> None:
    question = make_date_question(online_link="https://zoom.us/j/1", form="hybrid")
    venue = question.meeting.venue
    assert venue is not None

    page = client.get(reverse("meetings:dates", args=[question.meeting_id]))
    draft = client.get(question.meeting.get_absolute_url())

    assert venue.name not in page.content.decode()
    assert "zoom.us" not in page.content.decode()
    assert draft.status_code == 404


def test_an_organizer_asks_and_takes_a_date_on_the_page(client: Client) -> None:
    place = make_neighborhood()
    officer = make_officer(of=place)
    draft = make_draft(neighborhood=place)
    sign_in(client, officer)
    url = reverse("meetings:meeting_dates", args=[draft.pk])
    dates = [localtime(now() + number * DAY).replace(hour=18) for number in (20, 21)]
    typed = {f"date_{number}": f"{date:%Y-%m-%dT%H:%M}" for number, date in enumerate(dates, 1)}  # fmt: skip

    client.post(url, {**typed, "closes_at": f"{localtime(now() + DAY):%Y-%m-%dT%H:%M}"})
    page = client.get(url)
    best = draft.date_question.options.latest("begins_at")
    client.post(reverse("meetings:date_choose", args=[draft.pk, best.pk]))
    publish_meeting(meeting_id=draft.pk, actor=officer, now=now())

    draft.refresh_from_db()
    assert len(page.context["tallies"]) == 2
    assert draft.begins_at == best.begins_at
    shown = client.get(reverse("meetings:dates", args=[draft.pk])).content.decode()
    assert draft.get_absolute_url() in shown
