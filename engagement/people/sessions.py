"""Sessions in the database: whose they are stands inside, so each is opened to see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

_BATCH = 2_000


def sessions_of(person_id: int) -> Iterator[Session]:
    """Find every browser that is signed in as this person."""
    store = SessionStore()
    for session in Session.objects.order_by("session_key").iterator(_BATCH):
        if store.decode(session.session_data).get(SESSION_KEY) == str(person_id):
            yield session


def end_sessions_of(person_id: int) -> int:
    """Sign a person out everywhere; what was noted in the sessions goes with them."""
    keys = [session.session_key for session in sessions_of(person_id)]
    gone, _by_table = Session.objects.filter(session_key__in=keys).delete()
    return gone


def purge_sessions(*, now: datetime) -> int:
    """Delete sessions that have run out."""
    gone, _by_table = Session.objects.filter(expire_date__lt=now).delete()
    return gone
