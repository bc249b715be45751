"""What officers do with an issue: every step is checked, recorded and told."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import readable
from engagement.common.roles import Actor, Role, Viewer
from engagement.concerns.choices import CLOSED, Status
from engagement.concerns.errors import (
    ChangedMeanwhileError,
    MoveNotAllowedError,
    NoSuchIssueError,
    TextMissingError,
    TooLongError,
)
from engagement.concerns.models import Issue, Note, Reply, StatusChange
from engagement.concerns.moves import ALLOWED, TextRule
from engagement.concerns.permissions import can_handle
from engagement.concerns.services.notices import tell_reporters
from engagement.people.models import User

LONGEST_WORDS: Final = 5000


def issue_to_handle(issue_id: int, actor: Actor, version: int | None = None) -> Issue:
    """Lock one issue for an officer's change.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError.
    """
    issue = Issue.objects.select_for_update().filter(pk=issue_id).first()
    if issue is None:
        raise NoSuchIssueError(_("There is no such concern."))
    if not can_handle(Viewer(user=actor), issue):
        raise NotAllowedError(
            _("Only officers of this neighborhood may do that, and never to their own.")
        )
    if issue.merged_into_id is not None:
        raise ChangedMeanwhileError(
            _("This one was merged into another. Please work on that one.")
        )
    if version is not None and version != issue.version:
        raise ChangedMeanwhileError(
            _("Somebody else changed this one after you opened it. Look again, please.")
        )
    return issue


def words_for(text: str, missing: str) -> str:
    """Give the words as kept. Raises TextMissingError, TooLongError."""
    kept = readable(text)
    if missing and not kept:
        raise TextMissingError(missing)
    if len(kept) > LONGEST_WORDS:
        raise TooLongError(
            _("This is longer than %(most)s characters. Please shorten it.")
            % {"most": f"{LONGEST_WORDS:,}"}
        )
    return kept


def _changed(issue: Issue, *fields: str) -> None:
    """Save an officer's change; whoever looks at it has released a held one."""
    issue.version += 1
    issue.is_held = False
    issue.save(update_fields=["version", "is_held", *fields])


def _rule_for(old: str, new: str) -> TextRule:
    rule = ALLOWED[Status(old)].get(Status(new)) if new in set(Status) else None
    if rule is None:
        raise MoveNotAllowedError(
            _("From “%(old)s” there is no step to that. Look again, please.")
            % {"old": Status(old).label}
        )
    return rule


@transaction.atomic
def move_status(
    *,
    issue_id: int,
    actor: Actor,
    new: str,
    text: str,
    version: int | None,
    now: datetime,
) -> Issue:
    """Move an issue on, with the words the step asks for, and tell who waits for it.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError,
    MoveNotAllowedError, TextMissingError, TooLongError.
    """
    issue = issue_to_handle(issue_id, actor, version)
    rule = _rule_for(issue.status, new)
    words = words_for(text, str(rule.missing))
    move = StatusChange.objects.create(
        issue=issue,
        old=issue.status,
        new=new,
        text=words,
        author_id=actor.pk,
        at=now,
    )
    issue.status = new
    issue.closed_at = now if new in CLOSED else None
    _changed(issue, "status", "closed_at")
    record(
        actor=actor,
        action="concern.set_status",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        old=move.old,
        new=new,
    )
    tell_reporters(move, now=now)
    return issue


@transaction.atomic
def reply_to_issue(*, issue_id: int, actor: Actor, text: str, now: datetime) -> Reply:
    """Answer in public; the first answer stops the clock of the reply.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError, TextMissingError,
    TooLongError.
    """
    issue = issue_to_handle(issue_id, actor)
    words = words_for(text, _("Write what you want to tell the neighbors."))
    newest = issue.replies.order_by("-pk").first()
    if newest and (newest.author_id, newest.text) == (actor.pk, words):
        return newest  # a button was pressed twice
    reply = Reply.objects.create(issue=issue, text=words, author_id=actor.pk, at=now)
    issue.replied_at = issue.replied_at or now
    _changed(issue, "replied_at")
    record(
        actor=actor,
        action="concern.reply",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        reply=reply.pk,
    )
    tell_reporters(reply, now=now)
    return reply


@transaction.atomic
def write_note(*, issue_id: int, actor: Actor, text: str, now: datetime) -> Note:
    """Leave a note that only officers of the area read.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError, TextMissingError,
    TooLongError.
    """
    issue = issue_to_handle(issue_id, actor)
    words = words_for(text, _("Write the note first."))
    newest = issue.notes.order_by("-pk").first()
    if newest and (newest.author_id, newest.text) == (actor.pk, words):
        return newest  # a button was pressed twice
    note = Note.objects.create(issue=issue, text=words, author_id=actor.pk, at=now)
    record(
        actor=actor,
        action="concern.note",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        note=note.pk,
    )
    return note


@transaction.atomic
def set_owner(
    *,
    issue_id: int,
    actor: Actor,
    owner_id: int | None,
    now: datetime,
    version: int | None = None,
) -> Issue:
    """Give an issue to an officer of its neighborhood, or to nobody.

    Raises NoSuchIssueError, NotAllowedError, ChangedMeanwhileError.
    """
    issue = issue_to_handle(issue_id, actor, version)
    if owner_id is not None:
        owner = User.objects.filter(pk=owner_id, is_active=True).first()
        if owner is None or not owner.holds(Role.OFFICER, issue.neighborhood_id):
            raise NotAllowedError(
                _("Only an officer of this neighborhood can look after it.")
            )
    issue.owner_id = owner_id
    _changed(issue, "owner")
    record(
        actor=actor,
        action="concern.set_owner",
        subject=issue,
        now=now,
        place_id=issue.neighborhood_id,
        owner=owner_id,
    )
    return issue
