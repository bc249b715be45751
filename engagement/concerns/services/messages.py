"""Writing to one another without an address: officers here, a reporter there.

A talk belongs to one concern, so that several reporters of one problem never read one
another. It is read with the receipt, or by the person who was signed in.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Actor, Viewer
from engagement.common.weeks import town_hour
from engagement.concerns.errors import NoSuchIssueError, TooManyMessagesError
from engagement.concerns.models import Concern, Message
from engagement.concerns.permissions import can_answer, can_write_to_reporter
from engagement.concerns.services.handling import words_for
from engagement.outbox.services import enqueue

MOST_A_DAY: Final = 20
_A_DAY: Final = timedelta(days=1)


@transaction.atomic
def write_to_reporter(
    *, concern_id: int, actor: Actor, text: str, now: datetime
) -> Message:
    """Write to whoever sent a concern; who that is stays unknown.

    Raises NotAllowedError, TextMissingError, TooLongError, TooManyMessagesError.
    """
    concern = _locked(concern_id)
    if concern is None or not can_write_to_reporter(Viewer(user=actor), concern):
        raise NotAllowedError(
            _("Nobody can read a message about this concern. Reply to all instead.")
        )
    words = words_for(plain(text), _("Write a few words first."))
    if (said := _last_word(concern, words, actor.pk)) is not None:
        return said
    _check_not_too_many(concern, by_reporter=False, now=now)
    message = Message.objects.create(
        concern=concern, by_reporter=False, author_id=actor.pk, text=words, at=now
    )
    _mark_read(concern, now)
    record(
        actor=actor,
        action="concern.write_message",
        subject=concern,
        now=now,
        place_id=concern.issue.neighborhood_id,
    )
    enqueue(
        task="concerns.tell_of_message",
        about=name_of(message),
        now=now,
        message_id=message.pk,
    )
    return message


@transaction.atomic
def answer_officers(
    *, concern_id: int, viewer: Viewer, text: str, now: datetime
) -> Message:
    """Answer the officers, or add something; only they read it.

    Raises NoSuchIssueError, TextMissingError, TooLongError, TooManyMessagesError.
    """
    concern = _locked(concern_id)
    if concern is None or not can_answer(viewer, concern):
        raise NoSuchIssueError(_("There is no such concern."))
    words = words_for(plain(text), _("Write a few words first."))
    if (said := _last_word(concern, words, None)) is not None:
        return said
    _check_not_too_many(concern, by_reporter=True, now=now)
    at = town_hour(localtime(now))
    message = Message.objects.create(
        concern=concern, by_reporter=True, text=words, at=at
    )
    record(
        actor=None,
        action="concern.answer_message",
        subject=concern,
        now=at,
        place_id=concern.issue.neighborhood_id,
    )
    enqueue(
        task="concerns.tell_of_answer",
        about=name_of(concern),
        version=int(at.timestamp() // 3600),
        now=at,
        concern_id=concern.pk,
    )
    return message


@transaction.atomic
def read_messages(*, concern_id: int, actor: Actor, now: datetime) -> None:
    """Take the mark off what a reporter wrote. Raises NotAllowedError."""
    concern = _locked(concern_id)
    if concern is None or not can_write_to_reporter(Viewer(user=actor), concern):
        raise NotAllowedError(_("Only officers of this neighborhood may do that."))
    _mark_read(concern, now)


def _locked(concern_id: int) -> Concern | None:
    found = Concern.objects.select_for_update(of=("self",)).select_related("issue")
    return found.filter(pk=concern_id).first()


def _last_word(concern: Concern, words: str, author_id: int | None) -> Message | None:
    """Give the newest message if it says just this: a button was pressed twice."""
    newest = Message.objects.filter(concern=concern).order_by("-pk").first()
    here = (author_id is None, author_id, words)
    if newest and (newest.by_reporter, newest.author_id, newest.text) == here:
        return newest
    return None


def _mark_read(concern: Concern, now: datetime) -> None:
    Message.objects.filter(concern=concern, by_reporter=True, read_at=None).update(
        read_at=now
    )


def _check_not_too_many(concern: Concern, *, by_reporter: bool, now: datetime) -> None:
    written = Message.objects.filter(concern=concern, by_reporter=by_reporter)
    if written.filter(at__gt=now - _A_DAY).count() >= MOST_A_DAY:
        raise TooManyMessagesError(
            _("These are enough messages for one day. Write again tomorrow.")
        )
