"""Browsers somebody is signed in with: noted, listed, ended."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.audit.services import record
from engagement.common.errors import NotAllowedError
from engagement.common.roles import Actor
from engagement.people.models import Session, User, row_key
from engagement.people.permissions import can_end_sessions
from engagement.people.queries import sessions_of


def note_use(*, session_key: str, now: datetime) -> None:
    """Write down that a session was used just now."""
    Session.objects.filter(session_key=row_key(session_key)).update(seen_at=now)


@transaction.atomic
def end_sessions(
    *,
    user: User,
    actor: Actor,
    now: datetime,
    keep: str | None = None,
    handle: str | None = None,
    reason: str = "",
) -> int:
    """Sign somebody out: everywhere, everywhere but here (`keep`), or in one place.

    `keep` is the key a browser has, `handle` the name a page gives a session. Raises
    NotAllowedError.
    """
    kept = row_key(keep or "")
    ending = sessions_of(user).select_for_update()
    if not can_end_sessions(actor, user):
        raise NotAllowedError(_("Only an administrator may sign somebody else out."))
    ended = [
        one.session_key
        for one in ending
        if one.session_key != kept and handle in (None, one.handle)
    ]
    if ended:
        Session.objects.filter(session_key__in=ended).delete()
        record(
            actor=actor,
            action="session.end",
            subject=user,
            now=now,
            reason=reason,
            count=len(ended),
        )
    return len(ended)


def end_every_session(*, user: User) -> int:
    """Sign somebody out everywhere; who calls asks who may, and writes it down."""
    keys = [one.session_key for one in sessions_of(user).select_for_update()]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def turn_sessions(*, user: User) -> int:
    """Have every session of somebody take a new key at its next request (ASVS 7.2.4).

    Who calls has just changed what the person may do, and writes that down.
    """
    return Session.objects.filter(user=user).update(must_turn=True)


@transaction.atomic
def end_oldest_sessions(*, user: User, current: str | None, now: datetime) -> int:
    """Keep no more sessions of a member of staff than the town allows."""
    User.objects.select_for_update().get(pk=user.pk)
    if not user.has_roles:
        return 0
    others = sessions_of(user).exclude(session_key=row_key(current or ""))
    others = others.order_by("-seen_at")
    ended = [one.session_key for one in others[settings.STAFF_SESSIONS - 1 :]]
    if ended:
        Session.objects.filter(session_key__in=ended).delete()
        record(
            actor=user, action="session.end", subject=user, now=now, count=len(ended)
        )
    return len(ended)


def forget_old_sessions(*, now: datetime) -> int:
    """Delete the rows of sessions that can no longer be used."""
    gone, _each = Session.objects.filter(expire_date__lte=now).delete()
    return gone
