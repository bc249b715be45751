"""Ending what somebody is signed in to."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from engagement.people.models import User


def end_sessions(*, user: User, now: datetime) -> int:
    """Sign somebody out everywhere; say in how many places that was."""
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=now).iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)
