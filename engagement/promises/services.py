"""Making, moving and settling promises; the last gate for page, API and task."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.richtext import plain
from engagement.common.roles import Viewer
from engagement.outbox.services import enqueue
from engagement.people.models import User
from engagement.promises.choices import PromiseState
from engagement.promises.errors import PromiseIncompleteError, PromiseSettledError
from engagement.promises.models import Promise
from engagement.promises.permissions import can_change_promise, can_make_promise

LONGEST_WHAT = 200
LONGEST_WHO = 120
SHORTEST_OUTCOME = 10
REMINDED_DAYS_BEFORE = 3
MORNING = time(8)


@transaction.atomic
def make_promise(
    *,
    neighborhood_id: int,
    what: str,
    who: str,
    due_on: date,
    actor: User,
    now: datetime,
    owner: User | None = None,
    is_public: bool = True,
) -> Promise:
    """Say who does what by when; the public reads it until it is kept.

    Raises NotAllowedError, PromiseIncompleteError.
    """
    if not can_make_promise(Viewer(user=actor), neighborhood_id):
        raise NotAllowedError(
            _("Only this neighborhood’s officers and organizers may promise something.")
        )
    what, who = plain(what).strip(), plain(who).strip()
    _require_words(what, who)
    _require_time_left(due_on, now)
    promise = Promise.objects.create(
        neighborhood_id=neighborhood_id,
        what=what,
        who=who,
        owner=owner,
        due_on=due_on,
        first_due_on=due_on,
        is_public=is_public,
        made_by=actor,
        made_at=now,
    )
    _note(promise, actor, "promise.make", now)
    _remind_owner(promise, now)
    return promise


@transaction.atomic
def begin_promise(*, promise_id: int, actor: User, now: datetime) -> Promise:
    """Say that work has begun. Raises NotAllowedError, PromiseSettledError."""
    promise = _open_promise(promise_id, actor)
    if promise.state != PromiseState.UNDER_WAY:
        promise.state = PromiseState.UNDER_WAY
        promise.save(update_fields=["state"])
        _note(promise, actor, "promise.begin", now)
    return promise


@transaction.atomic
def move_promise(
    *, promise_id: int, actor: User, due_on: date, reason: str, now: datetime
) -> Promise:
    """Give a promise another day, and say why; the first day stays to be read.

    Raises NotAllowedError, PromiseSettledError, PromiseIncompleteError.
    """
    promise = _open_promise(promise_id, actor)
    reason = plain(reason).strip()
    if not reason:
        raise PromiseIncompleteError(_("Say why the day changes. Neighbors read it."))
    _require_time_left(due_on, now)
    if due_on == promise.due_on:
        return promise
    promise.due_on = due_on
    promise.times_moved += 1
    promise.move_reason = reason[:300]
    promise.save(update_fields=["due_on", "times_moved", "move_reason"])
    _note(promise, actor, "promise.move", now, reason)
    _remind_owner(promise, now)
    return promise


@transaction.atomic
def settle_promise(
    *, promise_id: int, actor: User, state: PromiseState, outcome: str, now: datetime
) -> Promise:
    """Close a promise as kept or dropped, with what came of it.

    Raises NotAllowedError, PromiseSettledError, PromiseIncompleteError.
    """
    promise = _open_promise(promise_id, actor)
    outcome = plain(outcome).strip()
    if state not in (PromiseState.KEPT, PromiseState.DROPPED):
        raise PromiseIncompleteError(_("Choose if the promise was kept or dropped."))
    if len(outcome) < SHORTEST_OUTCOME:
        raise PromiseIncompleteError(
            _("Say in a sentence what came of it. Neighbors read it.")
        )
    promise.state, promise.outcome, promise.settled_at = state, outcome, now
    promise.save(update_fields=["state", "outcome", "settled_at"])
    _note(promise, actor, f"promise.{state}", now)
    return promise


def reminder_is_due(*, promise_id: int, version: int) -> Promise | None:
    """Give the promise if its owner should still hear of it: not settled, not moved."""
    promise = (
        Promise.objects.select_related("owner", "neighborhood")
        .filter(pk=promise_id, settled_at=None)
        .first()
    )
    if promise is None or version != promise.times_moved + 1:
        return None
    return promise


def _open_promise(promise_id: int, actor: User) -> Promise:
    promise = Promise.objects.select_for_update().get(pk=promise_id)
    if not can_change_promise(Viewer(user=actor), promise):
        raise NotAllowedError(
            _("Only its owner and this neighborhood’s officers may change a promise.")
        )
    if promise.is_settled:
        raise PromiseSettledError(_("This promise is settled already."))
    return promise


def _require_words(what: str, who: str) -> None:
    if not what or not who:
        raise PromiseIncompleteError(_("Say what will be done and who will do it."))
    if len(what) > LONGEST_WHAT or len(who) > LONGEST_WHO:
        raise PromiseIncompleteError(
            _(
                "Use at most %(what)d characters for the act and %(who)d for who does it."
            )
            % {"what": LONGEST_WHAT, "who": LONGEST_WHO}
        )


def _require_time_left(due_on: date, now: datetime) -> None:
    if due_on < localdate(now):
        raise PromiseIncompleteError(_("Choose today or a later day."))


def _note(
    promise: Promise, actor: User, action: str, now: datetime, reason: str = ""
) -> None:
    record(
        actor=actor,
        action=action,
        subject=promise,
        now=now,
        place_id=promise.neighborhood_id,
        reason=reason,
        due_on=promise.due_on.isoformat(),
    )


def _remind_owner(promise: Promise, now: datetime) -> None:
    """Once before the day and once when it has passed; moving asks anew."""
    if promise.owner is None:
        return
    for about, offset in (("soon", -REMINDED_DAYS_BEFORE), ("late", 1)):
        day = promise.due_on + timedelta(days=offset)
        morning = datetime.combine(day, MORNING, tzinfo=get_default_timezone())
        version = promise.times_moved + 1
        enqueue(
            task="promises.remind_owner",
            about=f"promises.promise:{promise.pk}:{about}",
            version=version,
            person=promise.owner,
            not_before=max(now, morning),
            now=now,
            promise_id=promise.pk,
            version_meant=version,
        )
