"""What the rota keeps of a person: each kind of table has its row."""

from __future__ import annotations

from django.utils.timezone import localdate, now

from engagement.people.models import User
from tests.factories.group_rota import (
    make_call_letter,
    make_credential,
    make_credential_kind,
    make_feed,
    make_patrol,
    make_patrol_series,
    make_sign_up,
)
from tests.factories.groups import make_group, make_member
from watchgroups.choices import OfferState
from watchgroups.models import Absence, CallLetter, Offer, Reminder


def in_rota(user: User, mark: str) -> None:
    """A place with all that hangs on it, what they have, and what they planned."""
    group = make_group()
    mine, other = make_member(group, user), make_member(group)
    patrol = make_patrol(group, made_by=user)
    make_patrol_series(group, made_by=user)
    one = make_sign_up(patrol, mine)
    Absence.objects.create(
        sign_up=one, noted_by=other, noted_at=now(), answer=f"{mark} was ill"
    )
    theirs = make_sign_up(patrol, other)
    Absence.objects.create(sign_up=theirs, noted_by=mine, noted_at=now())
    done = {"state": OfferState.DECLINED, "made_at": now(), "answered_at": now()}
    Offer.objects.create(sign_up=theirs, to=mine, **done)
    Reminder.objects.create(
        sign_up=one, minutes_before=120, of=patrol.begins_at, at=now()
    )
    call = make_call_letter(patrol).call
    CallLetter.objects.create(call=call, member=mine, on=localdate())
    make_credential(user, make_credential_kind(), checked_by=user)
    make_feed(user)
