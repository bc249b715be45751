"""Plain typed makers of help at meetings: what is wanted, and who offers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from engagement.common.ids import new_receipt
from engagement.concerns.receipts import hash_of, kept_key, receipt_from
from engagement.people.models import User
from meetings.choices import HelperSort, HelpState
from meetings.models import HelperWanted, HelpOffer, Meeting
from meetings.wishes import Wish, address_mark, seal_wish
from tests.factories.meetings import make_meeting


def make_wanted(
    meeting: Meeting | None = None,
    *,
    sort: str = HelperSort.INTERPRETER,
    language: str = "es",
    **fields: Any,
) -> HelperWanted:
    """One interpreter for Spanish, unless another sort is named."""
    is_interpreter = sort == HelperSort.INTERPRETER
    return HelperWanted.objects.create(
        meeting=meeting or make_meeting(),
        sort=sort,
        language=language if is_interpreter else "",
        **fields,
    )


def make_help(
    meeting: Meeting | None = None,
    *,
    wanted: HelperWanted | None = None,
    person: User | None = None,
    address: str = "",
    wish: Wish | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> HelpOffer:
    """Somebody whose offer waits for an answer, by letters unless a person is named."""
    at, key = at or now() - timedelta(minutes=1), kept_key(new_receipt())
    wanted = wanted or make_wanted(meeting)
    address = address or (person.email if person else f"{key[:12]}@example.net")
    plain = {
        "state": HelpState.OFFERED,
        "stands_since": at,
        "asked_at": at,
        "language": "en",
        "key": key,
        "token_hash": hash_of(receipt_from(key)),
    }
    wish = wish or Wish(name="Ann", needs="I grew up with both")
    return HelpOffer.objects.create(
        meeting=wanted.meeting,
        wanted=wanted,
        person=person,
        address_mark=address_mark(address),
        sealed=seal_wish(wish, "" if person else address),
        **(plain | fields),
    )


def make_help_asked(meeting: Meeting | None = None, **fields: Any) -> HelpOffer:
    """One whose link was not pressed yet."""
    return make_help(meeting, state=HelpState.ASKED, stands_since=None, **fields)


def make_helper(meeting: Meeting | None = None, **fields: Any) -> HelpOffer:
    """One whom an organizer accepted."""
    return make_help(meeting, state=HelpState.ACCEPTED, **fields)
