"""Letting neighbors help to choose a date: asking, voting, taking one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.devices import device_tag
from engagement.people.models import User
from meetings.choices import MeetingState, Suits
from meetings.errors import (
    DatesClosedError,
    MeetingIncompleteError,
    MeetingOverError,
    MeetingTimeError,
)
from meetings.models import DateOption, DateQuestion, DateVote, DateVoter, Meeting, Room
from meetings.services import checking
from meetings.services.scheduling import locked_meeting
from meetings.services.settling import settle

FEWEST: Final = 2
MOST: Final = 10
KEPT_FOR: Final = timedelta(days=30)


@transaction.atomic
def ask_dates(
    *,
    meeting_id: int,
    begins: Sequence[datetime],
    closes_at: datetime,
    actor: User,
    now: datetime,
) -> DateQuestion:
    """Ask which of some dates suits; each lasts as long as the draft does.

    What the draft says of itself is public from now on, its place and hours are not.
    Raises NotAllowedError, MeetingOverError, MeetingIncompleteError, MeetingTimeError.
    """
    meeting = locked_meeting(meeting_id, actor)
    if meeting.state != MeetingState.DRAFT:
        raise MeetingOverError(_("Only the date of a draft can be chosen together."))
    if DateQuestion.objects.filter(meeting=meeting).exists():
        raise MeetingOverError(_("The neighbors were asked already."))
    lasts = meeting.ends_at - meeting.begins_at
    dates = sorted(set(begins))
    if not FEWEST <= len(dates) <= MOST:
        raise MeetingIncompleteError(
            _("Offer between %(fewest)d and %(most)d different dates.")
            % {"fewest": FEWEST, "most": MOST}
        )
    for date in dates:
        checking.require_hours(date, date + lasts, now)
    if not now < closes_at < dates[0]:
        raise MeetingTimeError(
            _("Ask until a moment that is still to come and before the first date.")
        )
    question = DateQuestion.objects.create(
        meeting=meeting, asked_at=now, closes_at=closes_at
    )
    DateOption.objects.bulk_create(
        DateOption(question=question, begins_at=date, ends_at=date + lasts)
        for date in dates
    )
    _note(meeting, actor, "meeting.ask_dates", now)
    return question


@transaction.atomic
def vote_on_dates(
    *,
    question_id: int,
    person: User | None,
    device: str | None,
    answers: Mapping[int, str],
    wants_letter: bool,
    now: datetime,
) -> DateVoter:
    """Say which dates suit, or say it anew: one answer a person, or a browser.

    Signing in on the way takes the browser's answer along. Raises DatesClosedError,
    MeetingIncompleteError.
    """
    question = DateQuestion.objects.select_for_update().get(pk=question_id)
    if not question.is_open(now):
        raise DatesClosedError(_("This is closed. Thank you for wanting to help."))
    tag = device_tag(device) or ""
    if person is None and not tag:
        raise MeetingIncompleteError(_("Allow this page to keep a cookie, or sign in."))
    options = set(question.options.values_list("pk", flat=True))
    if set(answers) != options or not set(answers.values()) <= set(Suits.values):
        raise MeetingIncompleteError(_("Say of each date whether it suits you."))
    voters = DateVoter.objects.filter(question=question)
    voters.filter(device=tag).exclude(device="").delete()
    if person is not None:
        voters.filter(person=person).delete()
    voter = DateVoter.objects.create(
        question=question,
        person=person,
        device="" if person else tag,
        wants_letter=wants_letter and person is not None,
        at=now.replace(minute=0, second=0, microsecond=0),
    )
    DateVote.objects.bulk_create(
        DateVote(voter=voter, option_id=option, suits=suits)
        for option, suits in answers.items()
    )
    return voter


@transaction.atomic
def choose_date(*, option_id: int, actor: User, now: datetime) -> Meeting:
    """Take one of the dates: it becomes the draft's, and who wanted to know is told.

    Raises NotAllowedError, MeetingOverError, MeetingTimeError, RoomTakenError.
    """
    found = DateOption.objects.select_related("question").get(pk=option_id)
    meeting = locked_meeting(found.question.meeting_id, actor)
    question = DateQuestion.objects.select_for_update().get(pk=found.question_id)
    if question.settled_at is not None or meeting.state != MeetingState.DRAFT:
        raise MeetingOverError(_("The date is chosen already. Move it instead."))
    checking.require_hours(found.begins_at, found.ends_at, now)
    meeting.begins_at, meeting.ends_at = found.begins_at, found.ends_at
    if meeting.room_id is not None:
        room = Room.objects.select_for_update().get(pk=meeting.room_id)
        checking.require_free_room(room, meeting)
    meeting.save(update_fields=["begins_at", "ends_at"])
    settle(question, meeting, now)
    _note(meeting, actor, "meeting.choose_date", now)
    return meeting


def voter_to_tell(*, voter_id: int) -> DateVoter | None:
    """Give whom a letter about a date is for, if they still want it."""
    voters = DateVoter.objects.select_related("person", "question__meeting")
    return voters.filter(
        pk=voter_id,
        wants_letter=True,
        person__is_active=True,
        question__meeting__cancelled_at=None,
    ).first()


def forget_votes(*, now: datetime) -> int:
    """Let go of who voted a month after the date was chosen, or the question closed."""
    old = DateVoter.objects.filter(question__closes_at__lt=now - KEPT_FOR)
    gone, _by_model = old.delete()
    return gone


def _note(meeting: Meeting, actor: User, action: str, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=meeting,
        now=now,
        place_id=meeting.neighborhood_id,
    )
