"""Opening what is closed: each look is counted, written down and told (SECURITY promise 12).

An officer sees how to reach somebody who allowed it; an administrator may open words,
point and contact without leave, where a danger or a law demands it. Both say why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.audit.services import name_of, record
from engagement.common.errors import NotAllowedError
from engagement.common.limits import CONTACTS
from engagement.common.richtext import plain
from engagement.common.roles import Actor, Role, Viewer
from engagement.concerns.choices import Opened
from engagement.concerns.contacts import ContactDetails, read_contact
from engagement.concerns.errors import TextMissingError, TooManyLooksError
from engagement.concerns.models import Concern, Look
from engagement.concerns.permissions import can_break_glass, can_see_contact
from engagement.concerns.queries.watching import looks_since, watchers_of
from engagement.concerns.services.locks import take_turns
from engagement.outbox.services import enqueue

MOST_LOOKS: Final = CONTACTS.most  # counted by rows, so that it holds without Redis
WARN_FROM: Final = 5
A_DAY: Final = timedelta(days=1)
AN_HOUR: Final = timedelta(hours=1)
A_MINUTE: Final = timedelta(minutes=1)
_SHORTEST_REASON: Final = 10
_LONGEST_REASON: Final = 300


@dataclass(frozen=True)
class _Asked:
    """One wish to open something."""

    concern_id: int
    actor: Actor
    role: Role
    what: Opened
    reason: str
    now: datetime


def look_at_contact(
    *, concern_id: int, actor: Actor, reason: str, now: datetime
) -> ContactDetails:
    """Show an officer how to reach a person who said that officers may see it.

    Raises NotAllowedError, TextMissingError, TooManyLooksError.
    """
    asked = _Asked(concern_id, actor, Role.OFFICER, Opened.CONTACT, reason, now)
    return read_contact(_looked(asked).contact_sealed)


def break_glass(
    *, concern_id: int, actor: Actor, what: Opened, reason: str, now: datetime
) -> Concern:
    """Open words, point or contact to an administrator without the person's leave.

    Raises NotAllowedError, TextMissingError, TooManyLooksError.
    """
    return _looked(_Asked(concern_id, actor, Role.ADMIN, what, reason, now))


def _looked(asked: _Asked) -> Concern:
    """Open it, or say that the day's looks are used up: that too is written down."""
    try:
        return _open(asked)
    except TooManyLooksError:
        _write_down_refusal(asked)
        raise


@transaction.atomic
def _open(asked: _Asked) -> Concern:
    take_turns(alone=[f"person:looks of {asked.actor.pk}"])
    concern = _allowed(asked)
    reason = plain(asked.reason).strip()[:_LONGEST_REASON]
    if len(reason) < _SHORTEST_REASON:
        raise TextMissingError(
            _("Say in a few words why you need to reach this person.")
        )
    if _is_same_press(asked, reason):
        return concern
    if looks_since(asked.actor.pk, asked.now - A_DAY) >= MOST_LOOKS:
        raise TooManyLooksError(_words_of_limit())
    look = Look.objects.create(
        concern=concern,
        actor_id=asked.actor.pk,
        role=asked.role,
        what=asked.what,
        reason=reason,
        was_allowed=concern.share_with_officer,
        at=asked.now,
    )
    _record_look(look, asked)
    enqueue(
        task="concerns.tell_of_look",
        about=name_of(look),
        now=asked.now,
        look_id=look.pk,
    )
    if asked.role == Role.ADMIN:
        _warn(concern, asked, "glass")
    elif looks_since(asked.actor.pk, asked.now - AN_HOUR) >= WARN_FROM:
        _warn(concern, asked, "often")
    return concern


def _is_same_press(asked: _Asked, reason: str) -> bool:
    """The same look for the same reason within a minute: a button was pressed twice."""
    newest = Look.objects.filter(actor=asked.actor.pk).order_by("-pk").first()
    here = (asked.concern_id, asked.role, asked.what, reason)
    return (
        newest is not None
        and (newest.concern_id, newest.role, newest.what, newest.reason) == here
        and newest.at > asked.now - A_MINUTE
    )


def _allowed(asked: _Asked) -> Concern:
    found = Concern.objects.select_related("issue", "kind", "neighborhood")
    concern = found.filter(pk=asked.concern_id).first()
    viewer = Viewer(user=asked.actor)
    may = can_see_contact if asked.role == Role.OFFICER else can_break_glass
    if concern is None or not may(viewer, concern):
        raise NotAllowedError(_("The person did not allow that. Reply here instead."))
    return concern


def _record_look(look: Look, asked: _Asked) -> None:
    action = "concern.view_contact"
    if asked.role == Role.ADMIN:
        action = "concern.break_glass"
    record(
        actor=asked.actor,
        action=action,
        subject=look.concern,
        now=asked.now,
        place_id=look.concern.issue.neighborhood_id,
        reason=look.reason,
        what=str(look.what),
    )


def _words_of_limit() -> str:
    return ngettext(
        "You looked at %(most)d address today. Reply here, or look tomorrow.",
        "You looked at %(most)d addresses today. Reply here, or look tomorrow.",
        MOST_LOOKS,
    ) % {"most": MOST_LOOKS}


@transaction.atomic
def _write_down_refusal(asked: _Asked) -> None:
    """Keep that somebody wanted an eleventh, and tell those who watch."""
    concern = Concern.objects.select_related("issue").get(pk=asked.concern_id)
    record(
        actor=asked.actor,
        action="concern.look_refused",
        subject=concern,
        now=asked.now,
        place_id=concern.issue.neighborhood_id,
    )
    _warn(concern, asked, "refused")


def _warn(concern: Concern, asked: _Asked, why: str) -> None:
    """Ask for a letter to those who watch: one in an hour about each person and why."""
    place_id = concern.issue.neighborhood_id
    for watcher in watchers_of(place_id, asked.now).exclude(pk=asked.actor.pk):
        enqueue(
            task="concerns.warn_of_looks",
            about=f"people.user:{asked.actor.pk} {why}",
            version=int(asked.now.timestamp() // AN_HOUR.total_seconds()),
            person=watcher,
            now=asked.now,
            watcher_id=watcher.pk,
            actor_id=asked.actor.pk,
            why=why,
        )
